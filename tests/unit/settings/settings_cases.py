"""Helpers for the settings tests: one documented file per cloud with changed lines, and tables of cases."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from constructs_lib.deployment_file.hcl_reader import read_hcl
from constructs_lib.deployments.build import build
from constructs_lib.problems import Problem
from constructs_lib.settings.clouds import model_of

HERE = Path(__file__).parent
REPOSITORY = HERE.parents[2]
DOCUMENTED = REPOSITORY / "deployments" / "aws" / "wandb.tfvars"
CLOUDS = ("aws", "azure")
_NAME = re.compile(r"\s*([A-Za-z_][\w-]*)\s*=")
_WITHOUT = re.compile(r"# without: (\w+)")
# With the container, because the operator has rules about nodes, Redis and storage that most cases are not about.
BASES = {
    # The seven documented lines; public, because most rules are about reachable servers.
    "aws": {
        "namespace": 'namespace = "wandb"',
        "license": 'license = "xxxxxxxxxxyyyyyyyyyyyzzzzzzz"',
        "subdomain": 'subdomain = "wandb-aws"',
        "domain_name": 'domain_name = "wandb.ml"',
        "zone_id": 'zone_id = "xxxxxxxxxxxxxxxx"',
        "allowed_inbound_cidr": 'allowed_inbound_cidr = ["203.0.113.0/24"]',
        "allowed_inbound_ipv6_cidr": 'allowed_inbound_ipv6_cidr = ["2001:db8::/32"]',
        "public_access": "public_access = true",
        "wandb_runtime": 'wandb_runtime = "container"',
    },
    # The documented file, without tags and protection.
    "azure": {
        "namespace": 'namespace = "wandb"',
        "wandb_license": 'wandb_license = "xxxxxxxxxxyyyyyyyyyyyzzzzzzz"',
        "subdomain": 'subdomain = "wandb-azure"',
        "domain_name": 'domain_name = "wandb.ml"',
        "location": 'location = "westeurope"',
        "wandb_runtime": 'wandb_runtime = "container"',
    },
}


def file_with(changes: str, cloud: str = "aws") -> str:
    """`changes`, then the documented lines that `changes` neither sets nor removes."""
    taken = set(_WITHOUT.findall(changes))
    taken |= {match[1] for match in map(_NAME.match, changes.splitlines()) if match}
    return changes + "\n" + "".join(f"{line}\n" for name, line in BASES[cloud].items() if name not in taken)


def problems_of(changes: str, cloud: str = "aws") -> list[Problem]:
    """The problems of the documented file with `changes`; empty if it is accepted."""
    _settings, problems = build(model_of(cloud), read_hcl(file_with(changes, cloud)), "")
    return problems


def messages_of(changes: str, cloud: str = "aws") -> list[str]:
    """The same as strings without line numbers: `<input>: <message>`."""
    return [f"{problem.input}: {problem.message}" for problem in problems_of(changes, cloud)]


def settings_of(changes: str = "", cloud: str = "aws") -> Any:
    """The settings of the documented file with `changes`."""
    settings, problems = build(model_of(cloud), read_hcl(file_with(changes, cloud)), "")
    assert settings is not None, [str(problem) for problem in problems]
    return settings


def cases(name: str) -> list[tuple[str, list[str]]]:
    """A table of cases: blocks of lines for a file, each followed by its problems after `> `."""
    blocks = (HERE / name).read_text(encoding="utf-8").split("\n\n")
    return [_case(block.strip("\n")) for block in blocks if block.strip()]


def _case(block: str) -> tuple[str, list[str]]:
    lines = block.split("\n")
    changes = "\n".join(line for line in lines if not line.startswith("> "))
    return changes, [line.removeprefix("> ") for line in lines if line.startswith("> ")]


def label_of(case: Any) -> str | None:
    """A short name for a case in the test report."""
    return case.split("\n")[0][:50] if isinstance(case, str) else None
