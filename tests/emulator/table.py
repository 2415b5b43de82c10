"""`python -m tests.emulator.table > docs/scenarios.md`: writes the page with the results of the last run.

`tests/emulator/test_scenarios.py` writes the rows to `.cache/scenarios` and compares them with the page.
"""

import json
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from tests.deployments import CLOUDS, REPOSITORY, scenarios_of

PAGE = REPOSITORY / "docs" / "scenarios.md"
RESULTS = REPOSITORY / ".cache" / "scenarios"
STACKS = ("infrastructure", "application")
COLUMNS = ("scenario", "stack", "apply", "second plan", "change", "destroy while protected", "destroy")
NAMES = {"aws": "AWS", "azure": "Azure"}
_DONE = {"create": "created", "update": "updated in place", "delete": "deleted", "replace": "replaced"}
_INTRODUCTION = """\
# Scenarios

This page lists the test results of every scenario. The tests apply both stacks of a scenario to the local emulators,
with the real Terraform and the real providers. [test_scenarios](../tests/emulator/test_scenarios.py) fails if a row
differs from its run. `python -m tests.emulator.table > docs/scenarios.md` writes the page from the last run.

| column | what the test does |
|---|---|
| apply | applies with `deletion_protection = true`, and counts the resources in the state |
| second plan | plans the same deployment again |
| destroy while protected | runs `terraform destroy`, and counts the resources that Terraform refuses to destroy |
| change | applies `deletion_protection = false`, another version and another license. The plan after it is empty |
| destroy | destroys the application, then the infrastructure, and lists what remains |

The name of a scenario is that of its deployment file: `aws-queue` is
[tests/scenarios/aws/queue.tfvars](../tests/scenarios/aws/queue.tfvars). On Azure, the change deletes only management
locks.
"""


def infrastructure_row(
    *, apply: Sequence[str], second_plan: Mapping[str, str], change: Mapping[str, str], kept: int, left: str
) -> list[str]:
    """The cells of an infrastructure stack, without scenario and stack."""
    refused = f"refused: {kept}" if kept else "not refused"
    return [f"{len(apply)} resources", _changes(second_plan), _changes(change), refused, _what_is_left(left)]


def application_row(
    *, apply: Sequence[str], second_plan: Mapping[str, str], change: Mapping[str, str], left: str
) -> list[str]:
    """The cells of an application stack, without scenario and stack."""
    return [f"{len(apply)} resources", _changes(second_plan), _changes(change), "", _what_is_left(left)]


def _changes(planned: Mapping[str, str]) -> str:
    counted = Counter(action for address, action in planned.items() if not address.startswith("output."))
    return ", ".join(f"{counted[action]} {word}" for action, word in _DONE.items() if counted[action]) or "empty"


def _what_is_left(left: str) -> str:
    return f"leaves {left}" if left else "leaves nothing"


def write_row(cloud: str, scenario: str, stack: str, cells: Sequence[str]) -> None:
    """Keeps a row for the page."""
    RESULTS.mkdir(parents=True, exist_ok=True)
    _file(cloud, scenario, stack).write_text(json.dumps(cells))


def row_on_page(cloud: str, scenario: str, stack: str) -> list[str]:
    """The cells of the row on the page, without scenario and stack; empty without such a row."""
    rows = [cells_of(line) for line in PAGE.read_text().splitlines() if line.startswith(f"| {cloud}-{scenario} |")]
    return next((cells for _, name, *cells in rows if name == stack), [])


def cells_of(line: str) -> list[str]:
    """The cells of a line of a table."""
    return [cell.strip() for cell in line.split("|")[1:-1]]


def _file(cloud: str, scenario: str, stack: str) -> Path:
    return RESULTS / f"{cloud}-{scenario}.{stack}.json"


def page() -> str:
    """The page, from the rows that were written."""
    parts = [_INTRODUCTION]
    for cloud in CLOUDS:
        parts += [f"\n## {NAMES[cloud]}\n\n", _line(COLUMNS), _line(["---"] * len(COLUMNS)).replace(" ", "")]
        parts += [
            _line(
                [f"{cloud}-{scenario}", stack, *json.loads((RESULTS / f"{cloud}-{scenario}.{stack}.json").read_text())]
            )
            for scenario in scenarios_of(cloud)
            for stack in STACKS
        ]
    return "".join(parts)


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |\n"


if __name__ == "__main__":
    sys.stdout.write(page())
