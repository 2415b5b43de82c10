"""Every stack has only what OpenTofu 1.11 accepts, which is the oldest version with ephemeral resources.

The lists are those of its parser: https://github.com/opentofu/opentofu/blob/v1.11.14/internal/configs. Terraform's
newer versions have more, such as `action` blocks and imports by identity. tests/terraform/test_opentofu.py lets
OpenTofu itself read the stacks, where it is installed.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

import pytest

from tests.deployments import Configuration

BLOCKS = {"terraform", "provider", "variable", "locals", "output", "module", "check", "moved", "import", "removed"}
BLOCKS |= {"resource", "data", "ephemeral"}
SETTINGS = {"required_version", "required_providers", "backend", "cloud", "provider_meta"}
ACCEPTED: Mapping[str, Collection[str]] = {
    "variable": {"type", "default", "description", "sensitive", "ephemeral", "nullable", "validation", "deprecated"},
    "output": {"value", "description", "sensitive", "ephemeral", "depends_on", "precondition", "deprecated"},
    "lifecycle": {
        *("create_before_destroy", "prevent_destroy", "ignore_changes", "replace_triggered_by"),
        *("precondition", "postcondition"),
    },
    "moved": {"from", "to"},
    "removed": {"from", "lifecycle", "provisioner"},
    "import": {"to", "id", "provider", "for_each"},
}
# OpenTofu knows no default for the host of these backends, and the file must name it.
WITH_HOST = {"cloud", "remote"}


def refused(stack: Mapping[str, Any]) -> Iterator[str]:
    """What OpenTofu refuses in the configuration of a stack."""
    yield from _others("block", {name for name in stack if name != "//"}, BLOCKS)
    settings = stack.get("terraform", {})
    yield from _others("terraform", settings, SETTINGS)
    for section, accepted in ACCEPTED.items():
        for block in _blocks(stack, section):
            yield from _others(section, block, accepted)
    backends = {**settings.get("backend", {}), **({"cloud": settings["cloud"]} if "cloud" in settings else {})}
    yield from (f"{type_}: no hostname" for type_ in WITH_HOST & backends.keys() if "hostname" not in backends[type_])


def _blocks(stack: Mapping[str, Any], section: str) -> Iterable[Mapping[str, Any]]:
    if section == "lifecycle":
        kinds = [stack.get(kind, {}) for kind in ("resource", "data", "ephemeral")]
        named = [blocks for kind in kinds for blocks in kind.values()]
        return [block.get("lifecycle", {}) for blocks in named for block in blocks.values()]
    found = stack.get(section, {})
    return found if isinstance(found, list) else found.values()


def _others(place: str, names: Iterable[str], accepted: Collection[str]) -> Iterator[str]:
    return (f"{place}: {name}" for name in sorted(set(names) - set(accepted)))


def test_opentofu_accepts_every_stack(
    configurations: Mapping[str, Configuration], other_configurations: Mapping[str, Configuration]
) -> None:
    stacks = {**configurations, **{f"{name} (other runtime)": each for name, each in other_configurations.items()}}
    found = {name: problems for name, stack in stacks.items() if (problems := list(refused(stack.json)))}

    assert len(stacks) > 60
    assert found == {}
    sections = {section for stack in stacks.values() for section in stack.json}
    assert {"ephemeral", "variable"} <= sections


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"action": {}}, "block: action"),
        ({"terraform": {"required_version": ">= 1.11", "experiments": []}}, "terraform: experiments"),
        ({"import": [{"to": "aws_vpc.a", "identity": {}}]}, "import: identity"),
        ({"moved": [{"from": "a", "to": "b", "id": "c"}]}, "moved: id"),
        ({"variable": {"a": {"type": "string", "const": True}}}, "variable: const"),
        ({"resource": {"a": {"b": {"lifecycle": {"action_trigger": []}}}}}, "lifecycle: action_trigger"),
        ({"terraform": {"cloud": {"organization": "example"}}}, "cloud: no hostname"),
    ],
)
def test_configuration_that_opentofu_refuses_is_found(change: Mapping[str, Any], problem: str) -> None:
    [found] = refused(change)

    assert found.startswith(problem)
