"""`python -m scripts.preflight [STACK...]`: asks the account whether a first apply would succeed; changes nothing.

One line per finding: ok, warning or failure, with what to do. Exit status 1 on a failure.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

from constructs_lib.deployments import Deployment, SettingsError
from constructs_lib.value_text import counted
from scripts.secret_variables import SecretsConflictError, secret_environment

from .findings import Finding, Level
from .images import check_images
from .license import check_license
from .registries import check_registries
from .running import run_checks
from .stacks import Stack
from .synthesis import NoStackError, chosen_deployments, synthesize


@dataclass(frozen=True)
class Report:
    """The findings about one deployment, and how long it took to ask."""

    deployment: str
    findings: Sequence[Finding]
    seconds: float

    def count(self, level: Level) -> int:
        return sum(each.level is level for each in self.findings)

    def lines(self) -> list[str]:
        counts = [counted(self.count(level), level) for level in (Level.FAILURE, Level.WARNING)]
        return [f"{self.deployment}:", *map(str, self.findings), ", ".join([*counts, f"{self.seconds:.0f} s"])]


def report_on(deployment: Deployment, folder: Path, *, registries: bool = False) -> Report:
    """Asks the account of `deployment`, whose stacks were synthesized into `folder`."""
    started = time.monotonic()
    infrastructure = Stack.read(folder / "stacks" / deployment.name)
    environment = {**os.environ, **secret_environment([deployment], ["*"])}
    checks, account = _checks(deployment.cloud, infrastructure)
    if deployment.settings.creates_application:
        checks["license"] = lambda _account: check_license(environment)
        if registries:
            application = Stack.read(folder / "stacks" / deployment.application_name)
            checks["registries"] = lambda _account: check_registries(application)
            checks["images"] = lambda _account: check_images(application)
    findings = run_checks(checks, account)
    return Report(deployment.name, findings, time.monotonic() - started)


def _checks(cloud: str, stack: Stack) -> tuple[dict[str, Callable[[Any], Any]], Any]:
    """The checks of a cloud and the account to ask; only this function loads the SDK of a cloud."""
    if cloud == "aws":
        from .aws import CHECKS as AWS_CHECKS
        from .aws.account import AwsAccount

        return dict(AWS_CHECKS), AwsAccount(stack)
    from .azure import CHECKS as AZURE_CHECKS
    from .azure.account import AzureAccount

    return dict(AZURE_CHECKS), AzureAccount(stack, os.environ)


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m scripts.preflight", description=__doc__)
    parser.add_argument("stacks", nargs="*", default=["*"], help="names or patterns; omitted: all")
    parser.add_argument("--json", action="store_true", help="write the findings as JSON")
    parser.add_argument("--registries", action="store_true", help="also ask the container and chart registries")
    parsed = parser.parse_args(arguments)
    try:
        chosen = chosen_deployments(parsed.stacks)
        with tempfile.TemporaryDirectory() as place:
            synthesize(chosen, Path(place))
            reports = [report_on(each, Path(place), registries=parsed.registries) for each in chosen]
    except (NoStackError, SecretsConflictError, SettingsError) as error:
        print(error, file=sys.stderr)
        return 1
    show: Callable[[str], None] = partial(print, flush=True)
    if parsed.json:
        show(
            json.dumps([{**asdict(each), "findings": [asdict(f) for f in each.findings]} for each in reports], indent=2)
        )
    else:
        for report in reports:
            show("\n".join(report.lines()))
    return 1 if any(each.count(Level.FAILURE) for each in reports) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
