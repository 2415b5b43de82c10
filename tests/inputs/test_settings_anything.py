"""Any file gives settings or a SettingsError, never a traceback; every line names the file."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st

from tests.inputs.generated import GOOD, LOADED, NAMES, OBJECTS, PIECES, PLAUSIBLE, SCALARS, VALUES, outcome
from tests.unit.settings.settings_cases import BASES, CLOUDS

ANY_CLOUD = st.sampled_from(CLOUDS)
NAME_OF_A_CLOUD = ANY_CLOUD.flatmap(lambda cloud: st.tuples(st.just(cloud), st.sampled_from(NAMES[cloud])))
GOOD_OF_A_CLOUD = ANY_CLOUD.flatmap(lambda cloud: st.tuples(st.just(cloud), st.sampled_from(GOOD[cloud])))
# Mistakes that belong to the file and not to one input.
OF_THE_FILE = ("NaN", "Infinity", "digits", "nested", "character pair", "NUL character")


@LOADED
@given(st.binary(max_size=200), ANY_CLOUD)
def test_random_bytes_end_in_problems(content: bytes, cloud: str) -> None:
    assert outcome(content, cloud=cloud)


@LOADED
@given(st.lists(st.sampled_from(PIECES), max_size=40))
@example(["<<EOT\n", "\nEOT\n"])
@example(["namespace", " = ", "${", "${", "}"])
@example(["/*", "<<EOT\n", '"', "*/"])
def test_random_pieces_of_hcl_end_in_problems(pieces: list[str]) -> None:
    assert outcome("".join(pieces).encode())


@LOADED
@given(GOOD_OF_A_CLOUD, st.integers(0, 10_000), st.integers(0, 12), st.sampled_from(PIECES))
def test_mutated_valid_file_gives_settings_or_problems(
    good: tuple[str, bytes], position: int, length: int, piece: str
) -> None:
    cloud, content = good
    position %= len(content)
    outcome(content[:position] + piece.encode() + content[position + length :], cloud=cloud)


@LOADED
@given(ANY_CLOUD, st.data())
def test_any_values_give_settings_or_problems(cloud: str, data: st.DataObject) -> None:
    of_any_type = VALUES | PLAUSIBLE | st.lists(PLAUSIBLE, max_size=3)
    values = data.draw(st.dictionaries(st.sampled_from(NAMES[cloud]), of_any_type, max_size=8))
    outcome(json.dumps(values).encode(), ".tfvars.json", cloud=cloud)


@LOADED
@given(
    ANY_CLOUD,
    st.text(min_size=1, max_size=10).filter(lambda name: not any(name in names for names in NAMES.values())),
    SCALARS.filter(lambda value: value == value),
)
def test_unknown_name_is_a_separate_problem(cloud: str, name: str, value: Any) -> None:
    messages = outcome(json.dumps({name: value}).encode(), ".tfvars.json", cloud=cloud)
    assert "is not an input" in messages or any(word in messages for word in OF_THE_FILE)


@LOADED
@given(NAME_OF_A_CLOUD, VALUES)
def test_wrong_value_problem_names_its_input_or_a_related_one(name_of_a_cloud: tuple[str, str], value: Any) -> None:
    cloud, name = name_of_a_cloud
    good = {line.partition(" ")[0]: json.loads(line.partition(" = ")[2]) for line in BASES[cloud].values()}
    messages = outcome(json.dumps(good | {name: value}).encode(), ".tfvars.json", cloud=cloud)
    assert not messages or name in messages or any(word in messages for word in OF_THE_FILE)


@LOADED
@given(OBJECTS, st.dictionaries(st.text(max_size=8), VALUES, max_size=2))
def test_any_backend_gives_settings_or_backend_problems(known: dict[str, Any], other: dict[str, Any]) -> None:
    good = {line.partition(" ")[0]: json.loads(line.partition(" = ")[2]) for line in BASES["azure"].values()}
    messages = outcome(json.dumps(good | {"backend": {**other, **known}}).encode(), ".tfvars.json", cloud="azure")
    assert all(": backend" in line or any(word in line for word in OF_THE_FILE) for line in messages.splitlines())
