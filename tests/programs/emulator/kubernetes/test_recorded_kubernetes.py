"""The Kubernetes emulator answers what a real API server answered to the same requests."""

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.programs.emulator.kubernetes.recordings.replay import Difference, replayed, sequences

_ACCEPTED = Path(__file__).parent / "recordings" / "accepted.toml"
_SHOWN = 60


@cache
def accepted() -> list[dict[str, Any]]:
    """Entries with `request` and `field` (regular expressions) and the reason why the emulator answers differently."""
    entries: list[dict[str, Any]] = tomllib.loads(_ACCEPTED.read_text())["difference"]
    return entries


def _covers(entry: dict[str, Any], difference: Difference) -> bool:
    request, field = re.search(entry["request"], difference.request), re.fullmatch(entry["field"], difference.field)
    return request is not None and field is not None


@pytest.mark.parametrize("name", sequences())
def test_emulator_answers_as_the_recorded_server(name: str) -> None:
    unexpected = [each for each in replayed(name) if not any(_covers(entry, each) for entry in accepted())]

    lines = "\n".join(map(str, unexpected[:_SHOWN]))
    assert not unexpected, f"{len(unexpected)} differences:\n{lines}"


def test_accepted_differences_all_have_a_reason() -> None:
    assert [entry for entry in accepted() if len(entry["reason"]) < 20] == []


def test_accepted_differences_are_all_met() -> None:
    found = [difference for name in sequences() for difference in replayed(name)]

    assert [entry for entry in accepted() if not any(_covers(entry, each) for each in found)] == []
