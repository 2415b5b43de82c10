"""Runs checkov once over all stacks, offline; each finding has its Terraform address."""

import json
import os
import subprocess
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scripts.setup import POLICY

CHECKOV = POLICY / "bin" / "checkov"
TIME_LIMIT_SECONDS = 300
# The sections to scan. checkov skips a whole file with others, such as `required_version` or `removed`.
SCANNED = ("data", "locals", "output", "provider", "resource", "variable")
NOT_SET_UP = f"{CHECKOV} is not there: `make setup-policy` installs it"


@dataclass(frozen=True, order=True)
class Finding:
    """A check that failed: `title` is checkov's own wording, `address` such as `aws_lb.load_balancer_alb`."""

    check: str
    title: str
    stack: str
    address: str


@dataclass(frozen=True)
class Scan:
    """The findings and the number of passed checks, by stack."""

    findings: frozenset[Finding]
    passed: Mapping[str, int]


def scan(configurations: Mapping[str, Mapping[str, Any]], folder: Path) -> Scan:
    """Scans the Terraform configurations, by stack; `folder` is an empty folder for the files that checkov reads."""
    for stack, configuration in configurations.items():
        scanned = {name: configuration[name] for name in SCANNED if name in configuration}
        (folder / stack).mkdir()
        (folder / stack / "cdk.tf.json").write_text(json.dumps(scanned, indent=1))
    report = _run(folder)
    if report["summary"]["parsing_errors"]:
        raise ValueError(f"checkov could not read {report['results']['parsing_errors']}")
    failed = report["results"]["failed_checks"]
    passed = Counter(_stack_of(record) for record in report["results"]["passed_checks"])
    return Scan(frozenset(_finding(record, configurations) for record in failed), passed)


def _run(folder: Path) -> dict[str, Any]:
    options = ("--framework", "terraform_json", "--output", "json", "--compact", "--skip-download", "--soft-fail")
    result = subprocess.run(
        [str(CHECKOV), "--directory", str(folder), *options],
        cwd=folder,
        # Without the user's checkov settings, which checkov reads from the home directory.
        env={"PATH": os.environ["PATH"], "HOME": str(folder), "LOG_LEVEL": "ERROR"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=TIME_LIMIT_SECONDS,
    )
    if result.returncode:
        raise RuntimeError(f"checkov ended with status {result.returncode}:\n{result.stderr}")
    report: dict[str, Any] = json.loads(result.stdout)
    return report


def _stack_of(record: Mapping[str, Any]) -> str:
    return Path(record["file_path"]).parent.name


def _finding(record: Mapping[str, Any], configurations: Mapping[str, Mapping[str, Any]]) -> Finding:
    stack = _stack_of(record)
    address = _address(record["resource"], configurations[stack])
    return Finding(record["check_id"], record["check_name"], stack, address)


def _address(reported: str, configuration: Mapping[str, Any]) -> str:
    """The Terraform address of what checkov calls `aws_s3_bucket.name`, or, in some checks, `resource.name`."""
    kind, _, name = reported.partition(".")
    if kind not in ("resource", "data"):
        return reported
    prefix = "data." if kind == "data" else ""
    found = [f"{prefix}{type_}.{name}" for type_, named in configuration[kind].items() if name in named]
    return " or ".join(found)
