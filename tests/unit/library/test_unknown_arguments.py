"""An argument takes a value that only Terraform knows, or its error says in one line that it must be known."""

import inspect
import json
import re
import typing
from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from cdktf import TerraformStack, TerraformVariable, Token
from constructs import Construct

from tests.unit.library.docstrings import arguments_of_example, run_example
from tests.unit.library.public_names import CONSTRUCTS
from tests.unit.synth import synthesized

# What the test cannot show with the arguments of the examples.
EXCEPTIONS = {
    "azure.ApplicationGateway": {
        "certificate_secret_id": "requires identity_id",
        "subnet_cidr": "only checks private_ip_address",
    },
    "azure.Cluster": {"network_cidr": "requires service_cidr, which its error says"},
    "azure.KeyVault": {"subnet_ids": "apply only with allowed_ip_ranges"},
}


def unknown(scope: Construct, name: str, annotation: Any) -> Any:
    """A value of the type `annotation` that Terraform knows only during apply; None for other types."""
    optional = typing.get_args(annotation) if type(None) in typing.get_args(annotation) else (annotation,)
    [wanted, *_] = [each for each in optional if each is not type(None)]
    kinds = {
        str: "string",
        int: "number",
        bool: "bool",
        Sequence[str]: "list(string)",
        Mapping[str, str]: "map(string)",
    }
    if wanted not in kinds:
        return None
    variable = TerraformVariable(scope, name, type=kinds[wanted])
    variable.override_logical_id(name)
    values: dict[Any, Any] = {
        str: lambda: variable.string_value,
        int: lambda: variable.number_value,
        bool: lambda: variable.boolean_value,
        Sequence[str]: lambda: variable.list_value,
        Mapping[str, str]: lambda: Token.as_string_map(variable.value),
    }
    return values[wanted]()


@pytest.mark.parametrize("name", sorted(CONSTRUCTS.keys() - {"framework.AddressedStack", "framework.Component"}))
def test_unknown_argument_reaches_a_resource_or_is_refused_by_name(name: str, stack: TerraformStack) -> None:
    construct = CONSTRUCTS[name]
    given = run_example(name, stack)
    usual = arguments_of_example(name, given)
    hints = typing.get_type_hints(construct.__init__)
    accepted, problems = [], []
    for argument in list(inspect.signature(construct).parameters)[2:]:
        if argument in EXCEPTIONS.get(name, {}):
            continue
        scope = Construct(stack, f"case_{argument}")
        value = unknown(scope, f"unknown_{argument}", hints[argument])
        if value is None:
            continue
        try:
            construct(scope, "part", **usual | {argument: value})
            accepted.append(argument)
        except ValueError as error:
            if not re.match(rf"{construct.__name__} \(stack/[\w/-]+\): {argument} .*; it must be", str(error)):
                problems.append(f"{argument}: {error}")
            stack.node.try_remove_child(f"case_{argument}")
        except Exception as error:
            problems.append(f"{argument}: {type(error).__name__}: {error}"[:300])
            stack.node.try_remove_child(f"case_{argument}")
    configuration = json.dumps(synthesized(stack))
    lost = [argument for argument in accepted if not re.search(rf"\bvar\.unknown_{argument}\b", configuration)]
    assert (problems, lost) == ([], [])
