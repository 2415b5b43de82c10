"""The generated pages list every input and its allowed values."""

from __future__ import annotations

import re

import pytest

from constructs_lib.settings.aws.sizes import AWS_SIZES
from constructs_lib.settings.azure.sizes import AZURE_SIZES
from constructs_lib.settings.clouds import model_of
from tests.unit.settings.settings_cases import CLOUDS, REPOSITORY, messages_of

CHOICES = re.compile(r"must be one of (.*)")
RANGE = re.compile(r"is out of range; write (\d+ to \d+)")


def row_of(name: str, cloud: str) -> str:
    """The one row of a table that begins with this."""
    lines = (REPOSITORY / "docs" / f"inputs-{cloud}.md").read_text(encoding="utf-8").split("\n")
    (row,) = [line for line in lines if line.startswith(f"| {name} |")]
    return row


@pytest.mark.parametrize("cloud", CLOUDS)
@pytest.mark.parametrize("value", ['"@"', '["@"]', "99999999999"])
def test_page_lists_the_values_that_a_refusal_names(cloud: str, value: str) -> None:
    found = 0
    for name in model_of(cloud).model_fields:
        for messages in messages_of(f"{name} = {value}", cloud):
            if not messages.startswith(name):
                continue
            row = row_of(f"`{name}`", cloud)
            if choices := CHOICES.search(messages):
                allowed = re.split(", | or ", choices[1])
                assert all(f"`{choice}`" in row for choice in allowed), row
                found += 1
            elif between := RANGE.search(messages):
                assert between[1] in row, row
                found += 1
    assert found >= {'"@"': 4, '["@"]': cloud == "azure", "99999999999": 8}[value]


@pytest.mark.parametrize(("cloud", "sizes"), [("aws", AWS_SIZES), ("azure", AZURE_SIZES)])
def test_page_says_what_each_size_stands_for(cloud: str, sizes: dict[str, object]) -> None:
    for name, sizing in sizes.items():
        row = row_of(name, cloud)
        for value in vars(sizing).values():
            assert f"| {value[0] if isinstance(value, tuple) else value} |" in row
