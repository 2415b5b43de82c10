"""Whatever stands in a file: settings or a SettingsError, never a traceback, and the file's name in every line."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from constructs_lib.settings import SettingsError, load_deployments
from constructs_lib.settings.deployments import model_of
from tests.unit.settings.settings_cases import CLOUDS, HERE

NAMES = {
    cloud: [*model_of(cloud).model_fields, *(refusal.name for refusal in model_of(cloud).refusals)] for cloud in CLOUDS
}
PIECES = (
    *(" = ", "\n", '"', "[", "]", "{", "}", "(", ")", ",", ":", "#", "//", "/*", "*/", "<<EOT\n", "<<-E\n", "\nEOT\n"),
    *("${", "$${", "%{", "\\", "\\u00", "null", "true", "false", "1", "-", "1e9", ".", "var.x", "for", "if", "?", "é"),
    *("namespace", "license", "size", "default_tags", "10.0.0.0/8", "arn:aws:kms:", "\r\n", "\x00", "\t", "==", "=>"),
)
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)
PLAUSIBLE = st.sampled_from(
    [
        *("0.0.0.0/0", "10.0.0.0/33", "::/0", "vpc-01234567", "subnet-00000001", "arn:aws:iam::123456789012:role/x"),
        *("db.r6g.large", "m7g.large", "1.35", "8.0.mysql_aurora.3.10.3", "02:00-03:00", "mon:00:00-mon:01:00"),
        *("westeurope", "Balanced_B5", "Standard_E8s_v5", "MO_Standard_E2ds_v4", "8.4", "westus", "192.0.2.7"),
        *("wandb", "example.com", "{}", '{"Statement": []}', "123456789012", "system:masters", "{{SessionName}}"),
    ]
)
LOADED = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
FILES = [(cloud, path.read_bytes()) for cloud in CLOUDS for path in sorted((HERE / cloud).glob("*.tfvars"))]


def outcome(content: bytes, ending: str = ".tfvars", cloud: str = "aws") -> str:
    """Load a file with this content: nothing when it is taken, else what is said about it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, cloud, f"any{ending}")
        path.parent.mkdir()
        path.write_bytes(content)
        try:
            (deployment,) = load_deployments([path])
        except SettingsError as error:
            lines = str(error).split("\n")
            assert lines and all(line.startswith(f"{path.as_posix()}: ") for line in lines)
            assert len(lines) == len(error.problems)
            str(error).encode()
            return str(error)
        deployment.settings.model_dump_json()
        return ""


@LOADED
@given(st.binary(max_size=200))
def test_random_bytes_end_in_settings_or_in_problems(content: bytes) -> None:
    assert outcome(content)


@LOADED
@given(st.lists(st.sampled_from(PIECES), max_size=40))
@example(["<<EOT\n", "\nEOT\n"])
@example(["namespace", " = ", "${", "${", "}"])
@example(["/*", "<<EOT\n", '"', "*/"])
def test_random_pieces_of_hcl_end_in_settings_or_in_problems(pieces: list[str]) -> None:
    assert outcome("".join(pieces).encode())


@LOADED
@given(st.sampled_from(FILES), st.integers(0, 10_000), st.integers(0, 12), st.sampled_from(PIECES))
def test_a_good_file_with_a_piece_replaced_ends_in_settings_or_in_problems(
    file: tuple[str, bytes], position: int, length: int, piece: str
) -> None:
    cloud, content = file
    position %= len(content)
    outcome(content[:position] + piece.encode() + content[position + length :], cloud=cloud)


@pytest.mark.parametrize("cloud", CLOUDS)
@LOADED
@given(data=st.data())
def test_any_values_under_known_names_end_in_settings_or_in_problems(cloud: str, data: st.DataObject) -> None:
    values = VALUES | PLAUSIBLE | st.lists(PLAUSIBLE, max_size=3)
    written = data.draw(st.dictionaries(st.sampled_from(NAMES[cloud]), values, max_size=8))
    outcome(json.dumps(written).encode(), ".tfvars.json", cloud)


@LOADED
@given(
    st.sampled_from(CLOUDS),
    st.text(min_size=1, max_size=10).filter(lambda name: name not in NAMES["aws"] + NAMES["azure"]),
    SCALARS.filter(lambda value: value == value),
)
def test_an_unknown_name_is_a_problem_of_its_own(cloud: str, name: str, value: Any) -> None:
    said = outcome(json.dumps({name: value}).encode(), ".tfvars.json", cloud)
    assert "is not an input" in said or "character pair" in said or "digits" in said or "Infinity" in said


GOOD: dict[str, dict[str, Any]] = {
    "aws": {"zone_id": "Z1", "allowed_inbound_cidr": [], "allowed_inbound_ipv6_cidr": []},
    "azure": {"location": "westeurope"},
}


@pytest.mark.parametrize("cloud", CLOUDS)
@LOADED
@given(data=st.data())
def test_a_good_file_with_one_value_replaced_ends_in_settings_or_in_problems(cloud: str, data: st.DataObject) -> None:
    name, value = data.draw(st.sampled_from(NAMES[cloud])), data.draw(VALUES)
    good = {"namespace": "wandb", "domain_name": "wandb.ml", **GOOD[cloud]}
    said = outcome(json.dumps(good | {name: value}).encode(), ".tfvars.json", cloud)
    assert not said or name in said or "NaN" in said or "Infinity" in said or "digits" in said or "nested" in said
