"""docs/troubleshooting.md: where each message comes from."""

import re
from functools import cache
from pathlib import Path

import pytest

from tests.unit.docs.pages import REPOSITORY

PAGE = REPOSITORY / "docs" / "troubleshooting.md"
HEAD = "| error | cause | what to do | source |"


def rows() -> list[tuple[str, str]]:
    """The error and the source of each row."""
    tables = [table.partition("\n\n")[0] for table in PAGE.read_text(encoding="utf-8").split(HEAD)[1:]]
    cells = [line.strip("| ").split(" | ") for table in tables for line in table.splitlines()[2:]]
    return [(each[0], each[-1]) for each in cells]


@cache
def _texts() -> str:
    """The text of the tests and of the emulator, without this folder and the snapshots."""
    files = [file for folder in ("tests", "emulator") for file in (REPOSITORY / folder).rglob("*")]
    read = [file for file in files if file.suffix in {".py", ".json", ".txt"} and not _is_left_out(file)]
    return "\n".join(file.read_text(encoding="utf-8") for file in read).replace('\\"', '"')


def _is_left_out(file: Path) -> bool:
    return bool({"snapshots", "docs"} & set(file.parts))


@pytest.mark.parametrize(("error", "source"), rows())
def test_message_is_one_of_a_test_or_has_a_link(error: str, source: str) -> None:
    if source != "tests":
        assert re.fullmatch(r"\[[\w ]+\]\(https://[^)]+\)", source)
        return
    parts = [part for message in re.findall(r"`([^`]+)`", error) for part in message.split("...")]
    assert any(part in _texts() for part in parts if len(part) > 5), error
