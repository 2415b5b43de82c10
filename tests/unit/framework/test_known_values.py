from pathlib import Path
from typing import Any

import pytest
from cdktf import Fn, TerraformStack, TerraformVariable, Token
from constructs import Construct

from constructs_lib.framework import element_id, require_known
from tests.unit.synth import number_variable, variable

# No value that the engine could be asked about.
PART = Path("part")


class Part(Construct):
    def __init__(self, scope: Construct, id_: str, *, values: Any) -> None:
        super().__init__(scope, id_)
        require_known(self, other=["known"], values=values)


def unknown(stack: TerraformStack, kind: str) -> TerraformVariable:
    return TerraformVariable(stack, "unknown", type=kind)


def test_unknown_list_error_names_construct_and_argument(stack: TerraformStack) -> None:
    with pytest.raises(ValueError, match=r"^Part \(stack/part\): values decides .*; it must be a list of known length"):
        Part(stack, "part", values=unknown(stack, "list(string)").list_value)


def test_unknown_tuple_is_rejected(stack: TerraformStack) -> None:
    with pytest.raises(ValueError, match=r"^Part .*: values "):
        Part(stack, "part", values=tuple(Fn.split(",", variable(stack, "ranges"))))


@pytest.mark.parametrize(
    "unknown_value",
    [
        lambda stack: number_variable(stack, "unknown"),
        lambda stack: unknown(stack, "bool").boolean_value,
        lambda stack: variable(stack, "unknown"),
        lambda stack: Token.as_string_map(unknown(stack, "map(string)").value),
    ],
    ids=["number", "boolean", "string", "map"],
)
def test_unknown_value_of_every_kind_is_refused(stack: TerraformStack, unknown_value: Any) -> None:
    with pytest.raises(ValueError, match=r"^Part .*: values .*; it must be known when"):
        Part(stack, "part", values=unknown_value(stack))


def test_known_values_and_unknown_elements_are_accepted(stack: TerraformStack) -> None:
    element = variable(stack, "unknown")

    for index, value in enumerate(
        ([], (), None, True, 2, "a", {"a": "b"}, [element], (element, "a"), {"a": element}, [PART])
    ):
        Part(stack, f"part_{index}", values=value)


def test_element_id_is_the_value_or_the_index_of_a_token(stack: TerraformStack) -> None:
    assert [element_id(value, 1) for value in ("a.example.com", variable(stack, "name"))] == ["a.example.com", "1"]
