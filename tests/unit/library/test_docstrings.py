"""The docstring of each public construct describes its arguments, attributes and errors, and its example runs."""

import ast
import dataclasses
import inspect
import re
import textwrap
from collections.abc import Iterator

import pytest
from cdktf import TerraformStack

from tests.terraform.expressions import declared, references, strings
from tests.unit.library.docstrings import EXAMPLES, docstring, run_example
from tests.unit.library.public_names import CONSTRUCTS, DEPLOYMENT_CONSTRUCTS, DEPLOYMENT_PARTS, PUBLIC
from tests.unit.synth import synthesized

# A required argument that its name explains: the construct tree, an identifier of another resource, a name, labels.
_SELF_EXPLANATORY = re.compile(r"scope|id_?|name|(.+_)?namespace|labels|.+_(arn|id|name|url|alias|port|labels)s?")
_OPTIONAL_SELF_EXPLANATORY = re.compile(r"tags|.+_labels|dns_provider")


# `DeploymentStacks` and `SynthesizedStack` are results, which programs do not make.
DESCRIBED = CONSTRUCTS | {
    name: value for name, value in DEPLOYMENT_PARTS.items() if not dataclasses.is_dataclass(value)
}


def parameters(construct: type) -> Iterator[inspect.Parameter]:
    yield from inspect.signature(construct).parameters.values()


def explains_itself(parameter: inspect.Parameter) -> bool:
    """By its name, or by its type, which has a docstring of its own."""
    documented_types = {type_ for type_ in PUBLIC.values() if dataclasses.is_dataclass(type_)}
    if any(f"{type_.__name__}" in str(parameter.annotation) for type_ in documented_types):
        return True
    pattern = _SELF_EXPLANATORY if parameter.default is inspect.Parameter.empty else _OPTIONAL_SELF_EXPLANATORY
    return pattern.fullmatch(parameter.name) is not None


@pytest.mark.parametrize("name", sorted(DESCRIBED))
def test_each_argument_is_described_or_explains_itself(name: str) -> None:
    documentation = docstring(DESCRIBED[name])
    missing = [
        each.name
        for each in parameters(DESCRIBED[name])
        if each.name not in documentation.args
        and f"`{each.name}`" not in documentation.text
        and not explains_itself(each)
    ]
    assert missing == []
    assert documentation.args.keys() - {each.name for each in parameters(DESCRIBED[name])} == set()


@pytest.mark.parametrize("name", sorted(DESCRIBED))
def test_each_described_default_of_nothing_says_what_happens(name: str) -> None:
    described = docstring(DESCRIBED[name]).args
    silent = [
        each.name
        for each in parameters(DESCRIBED[name])
        if each.default in (None, ())
        and each.name in described
        and not re.search(r"\b([Oo]mitted|Empty|else)\b|`None`", described[each.name])
    ]
    assert silent == []


@pytest.mark.parametrize("name", sorted(CONSTRUCTS | DEPLOYMENT_CONSTRUCTS))
def test_each_attribute_is_described_and_exists(name: str) -> None:
    construct = (CONSTRUCTS | DEPLOYMENT_CONSTRUCTS)[name]
    if "Attribute: `" not in docstring(construct).text:
        assert docstring(construct).attributes.keys() == attributes_set_by(construct)


def attributes_set_by(construct: type) -> set[str]:
    """The public attributes that `__init__` assigns."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(construct.__init__)))
    stored = {
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and isinstance(node.ctx, ast.Store)
        and isinstance(node.value, ast.Name)
        and node.value.id == "self"
    }
    return {name for name in stored if not name.startswith("_")}


@pytest.mark.parametrize("name", sorted(CONSTRUCTS))
def test_each_error_is_described(name: str) -> None:
    construct = CONSTRUCTS[name]
    tree = ast.parse(textwrap.dedent(inspect.getsource(construct)))
    calls = [each for each in ast.walk(tree) if isinstance(each, ast.Call) and isinstance(each.func, ast.Name)]
    known = {str(key.arg) for each in calls if each.func.id == "require_known" for key in each.keywords}  # type: ignore[attr-defined]
    described = docstring(construct).raises.get("ValueError", "")
    assert {argument for argument in known if f"`{argument}`" not in described} == set()
    if any(each.func.id in ("require_reference", "require_attribute") for each in calls):  # type: ignore[attr-defined]
        assert "TypeError" in docstring(construct).raises


def test_each_construct_has_an_example() -> None:
    assert CONSTRUCTS.keys() - EXAMPLES.keys() == set()
    # tests/programs/library runs these, because each creates a whole deployment.
    assert [name for name in DESCRIBED.keys() - CONSTRUCTS.keys() if not docstring(DESCRIBED[name]).example] == []


@pytest.mark.parametrize("name", sorted(EXAMPLES))
def test_example_synthesizes(name: str, stack: TerraformStack) -> None:
    used = run_example(name, stack)

    if name in CONSTRUCTS:
        created = [each for each in stack.node.root.node.find_all() if isinstance(each, CONSTRUCTS[name])]
        assert created, "the example creates another construct"
    configuration = synthesized(stack)
    # Terraform refuses references to undeclared objects.
    assert {each for text in strings(configuration) for each in references(text)} <= declared(configuration)
    assert used["stack"] is stack
