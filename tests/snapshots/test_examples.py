"""Snapshots of the examples, which are apps of their own that use the installed wheel."""

from collections.abc import Callable

import pytest
from syrupy.assertion import SnapshotAssertion

from constructs_lib.stacks.aws import AWS_PROVIDER_VERSIONS
from constructs_lib.stacks.azure import AZURERM_PROVIDER_VERSIONS
from constructs_lib.stacks.root_module import KUBERNETES_PROVIDER_VERSIONS
from tests.snapshots.stack_files import StackSnapshot
from tests.wheel import APPS, RanExample

STACKS = {f"examples/{example}-{stack}": (example, stack) for example, stacks in APPS.items() for stack in stacks}


@pytest.mark.parametrize("stack", STACKS)
def test_stack_equals_its_snapshot(
    stack: str, example: Callable[[str], RanExample], snapshot: SnapshotAssertion
) -> None:
    name, stack_name = STACKS[stack]
    ran = example(name)
    assert set(ran.stacks) == set(APPS[name])
    assert ran.stacks[stack_name] == snapshot(extension_class=StackSnapshot)


@pytest.mark.parametrize(
    ("name", "stack", "provider", "versions"),
    [
        ("aurora-database", "experiments", "aws", AWS_PROVIDER_VERSIONS),
        ("aws-platform", "platform", "aws", AWS_PROVIDER_VERSIONS),
        ("azure-platform", "platform", "azurerm", AZURERM_PROVIDER_VERSIONS),
        ("server-on-own-cluster", "server", "kubernetes", KUBERNETES_PROVIDER_VERSIONS),
    ],
)
def test_example_requires_the_tested_provider_versions(
    name: str, stack: str, provider: str, versions: str, example: Callable[[str], RanExample]
) -> None:
    required = example(name).stacks[stack].json["terraform"]["required_providers"]
    assert required[provider]["version"] == versions
