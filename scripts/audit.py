"""Known vulnerabilities of the locked packages: `make audit`, which ends with status 1 if there are any.

The data is online and changes every day. If it is not available, the output says "no data"; this is not a pass.
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any

from constructs_lib.value_text import counted
from scripts.setup import POLICY, ROOT, requirements_of

CATEGORIES = ("default", "develop", "setup-packages", "policy-packages", "docs-packages", "preflight-packages")
PIP_AUDIT = POLICY / "bin" / "pip-audit"
# The services that pip-audit asks, in this order. Each has the advisories of the Python Packaging Advisory Database.
SERVICES = ("pypi", "osv")
TIME_LIMIT_SECONDS = 120


class NoDataError(Exception):
    """No vulnerability service answered; the text lists the services and their errors."""


@dataclass(frozen=True)
class Audit:
    """The number of packages with data, the number without, and each vulnerability on one line."""

    known: int
    unknown: int
    vulnerabilities: tuple[str, ...]


def audit_python(category: str) -> Audit:
    """Audits the packages of one category of Pipfile.lock."""
    requirements = requirements_of(category)
    service, problems = _answering_service()
    if service is None:
        raise NoDataError(problems)
    packages = _ask_pip_audit(requirements, service)
    known = [package for package in packages if "vulns" in package]
    return Audit(
        len(known),
        len(packages) - len(known),
        tuple(_described(package, found) for package in known for found in package["vulns"]),
    )


@cache
def _answering_service() -> tuple[str | None, str]:
    """The first service that has data; asking one without data for every package takes a minute.

    None if no service has data, with the errors of all.
    """
    package = requirements_of("default").splitlines()[0]
    problems = []
    for service in SERVICES:
        try:
            [answer] = _ask_pip_audit(package, service)
            if "vulns" in answer:
                return service, ""
            problems.append(f"{service}: {answer['skip_reason']}")
        except NoDataError as problem:
            problems.append(f"{service}: {problem}")
    return None, "; ".join(problems)


def _ask_pip_audit(requirements: str, service: str) -> list[dict[str, Any]]:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "requirements.txt"
        file.write_text(requirements)
        options = ("--disable-pip", "--require-hashes", "--format=json", "--progress-spinner=off")
        command = [str(PIP_AUDIT), "--requirement", str(file), "--vulnerability-service", service, *options]
        packages: list[dict[str, Any]] = _run(command)["dependencies"]
    return packages


def _described(package: dict[str, Any], found: dict[str, Any]) -> str:
    fixed = ", ".join(found["fix_versions"]) or "no version"
    return f"{package['name']} {package['version']}: {found['id']}, fixed in {fixed}"


def audit_node() -> Audit:
    """Audits the packages of package-lock.json."""
    answer = _run(["npm", "audit", "--json", "--package-lock-only"])
    if "error" in answer:
        raise NoDataError(answer.get("message") or answer["error"].get("summary") or "npm received no answer")
    vulnerabilities = answer["vulnerabilities"].values()
    return Audit(
        answer["metadata"]["dependencies"]["total"],
        0,
        tuple(f"{found['name']} {found['range']}: {found['severity']}" for found in vulnerabilities),
    )


AUDITS: dict[str, Callable[[], Audit]] = {
    **{f"Python {category}": partial(audit_python, category) for category in CATEGORIES},
    "Node": audit_node,
}


def _run(command: list[str]) -> Any:
    """The JSON output of a command. Its exit status is ignored: it only tells whether something was found."""
    try:
        result = subprocess.run(
            command, cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=TIME_LIMIT_SECONDS
        )
        return json.loads(result.stdout)
    except FileNotFoundError:
        raise NoDataError(f"{command[0]} is not installed") from None
    except subprocess.TimeoutExpired:
        raise NoDataError(f"no answer in {TIME_LIMIT_SECONDS} s") from None
    except json.JSONDecodeError:
        raise NoDataError((result.stderr.strip().splitlines() or ["no answer"])[-1][:160]) from None


def main() -> int:
    found = 0
    for name, audit in AUDITS.items():
        try:
            result = audit()
        except NoDataError as problem:
            print(f"{name}: no data ({problem})")
            continue
        vulnerabilities = counted(len(result.vulnerabilities), "vulnerability", "vulnerabilities")
        print(f"{name}: {vulnerabilities} in {result.known} packages, {result.unknown} more without data")
        for line in result.vulnerabilities:
            print(f"  {line}")
        found += len(result.vulnerabilities)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
