"""`python -m tests.policy.deployer_table`: the table of docs/preflight.md about the recorded calls."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from emulator.environment import AWS_ACCOUNT
from scripts.deployer_policy import aws
from tests.deployments import Configuration, load, synthesize, values_of, write_file
from tests.policy.deployer_replay import calls_of, denied, recorded, stack_of, unneeded

# Permissions that services check on their own, so that no call has their name.
IMPLICIT = frozenset(
    {
        "backup-storage:MountCapsule",
        "iam:CreateServiceLinkedRole",
        "kms:CreateGrant",
        "kms:Decrypt",
        "kms:GenerateDataKey",
    }
)
# The column and the document that the deployer has.
COLUMNS = {"deploy": "first-deploy", "plan": "plans", "change": "changes", "destroy": "first-deploy"}


def table(stacks: Mapping[str, Configuration]) -> Iterator[str]:
    """The lines of the table: how many different calls each document allowed and denied."""
    yield f"| scenario | {' | '.join(f'{phase} (`{document}`)' for phase, document in COLUMNS.items())} | statements |"
    yield "|---" * (len(COLUMNS) + 2) + "|"
    for scenario in recorded():
        stack = stack_of(stacks, scenario)
        cells = [
            _cell(len(calls_of(scenario, phase)), len(denied(stack, scenario, document, phase)))
            for phase, document in COLUMNS.items()
        ]
        statements = ""
        if scenario.startswith("aws-"):
            count = len(aws.statements_of(stack, account=AWS_ACCOUNT))
            statements = f"{count - len(list(unneeded(stack, scenario, IMPLICIT)))} of {count} needed"
        yield f"| {scenario} | {' | '.join(cells)} | {statements} |"


def _cell(calls: int, refused: int) -> str:
    return f"{calls - refused} of {calls} allowed" if refused else f"{calls} allowed"


def _synthesized(folder: Path) -> Mapping[str, Configuration]:
    names = [scenario.split("-", 1) for scenario in recorded()]
    files = [
        write_file(folder / cloud / f"{name}.tfvars.json", {**values_of(name, cloud), "deletion_protection": True})
        for cloud, name in names
    ]
    return synthesize(load(*files), folder / "cdktf.out")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place:
        print("\n".join(table(_synthesized(Path(place)))))
