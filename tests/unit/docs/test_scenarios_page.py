"""The page of scenarios has a row for each stack of each scenario; the emulator tests compare the cells."""

from tests.deployments import CLOUDS, scenarios_of
from tests.emulator.table import COLUMNS, PAGE, STACKS, cells_of


def test_page_has_a_row_for_each_stack_of_each_scenario() -> None:
    rows = [cells_of(line) for line in PAGE.read_text().splitlines() if line.startswith(("| aws-", "| azure-"))]

    assert [row[:2] for row in rows] == [
        [f"{cloud}-{scenario}", stack] for cloud in CLOUDS for scenario in scenarios_of(cloud) for stack in STACKS
    ]
    assert {len(row) for row in rows} == {len(COLUMNS)}
