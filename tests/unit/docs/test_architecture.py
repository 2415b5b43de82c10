"""docs/architecture.md and docs/decisions.md match the code."""

import re
from dataclasses import fields

from constructs_lib.platform_outputs import PlatformOutputs
from tests.unit.docs.pages import REPOSITORY

ARCHITECTURE = REPOSITORY / "docs" / "architecture.md"
DECISIONS = REPOSITORY / "docs" / "decisions.md"
_FIELD = re.compile(r"^\| `(\w+)` \|", re.MULTILINE)
_PART = re.compile(r"^- \*\*(\w+)\*\*: ", re.MULTILINE)


def test_page_lists_all_platform_outputs() -> None:
    table = ARCHITECTURE.read_text(encoding="utf-8").partition("| field | content |\n|---|---|\n")[2]
    table = table.partition("\n\n")[0]
    assert _FIELD.findall(table) == [field.name for field in fields(PlatformOutputs)]


def test_every_decision_has_all_parts() -> None:
    records = DECISIONS.read_text(encoding="utf-8").split("\n### ")[1:]
    assert len(records) > 10
    for record in records:
        assert _PART.findall(record) == ["Context", "Decision", "Consequences", "Alternatives"], record.splitlines()[0]
