"""When a plan replaces a resource, it must also replace its children, so that one apply is enough."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from tests.deployments import Configuration

# A name stays known while its resource is replaced. By it, a child would be left out of the plan, deleted with its
# parent, and made again by the next apply only.
PARENT = re.compile(r"\$\{(azurerm_\w+|aws_eks_cluster)\.\w+\.name\}")
# Arguments that name something beside the id of what it is in.
BESIDE_AN_ID = {
    *("queue_name", "scope", "storage_account_container_names", "storage_blob_container_name", "subject_begins_with"),
}


def _arguments(value: Any, name: str) -> Iterator[tuple[str, str]]:
    """Each text in `value`, with the argument that it is in."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _arguments(inner, key)
    elif isinstance(value, list):
        for inner in value:
            yield from _arguments(inner, name)
    elif isinstance(value, str):
        yield name, value


def _named_parents(configuration: Configuration) -> Iterator[str]:
    for address, arguments in configuration.by_address.items():
        for name, value in _arguments(arguments, ""):
            if PARENT.search(value) and name not in BESIDE_AN_ID:
                yield f"{address}: {name} = {value}"


def test_children_refer_to_ids_that_change_with_the_parent(configurations: Mapping[str, Configuration]) -> None:
    infrastructures = {name: each for name, each in configurations.items() if not name.endswith("-app")}

    assert {name: list(_named_parents(each)) for name, each in infrastructures.items()} == {
        name: [] for name in infrastructures
    }


def test_lock_depends_on_optional_resources_of_the_account(configurations: Mapping[str, Configuration]) -> None:
    lock = configurations["azure-queue"].resource("azurerm_management_lock.storage_lock")

    assert set(lock["depends_on"]) == {
        "azurerm_storage_container.storage_container",
        "azurerm_storage_management_policy.storage_leftovers",
        "azurerm_storage_queue.queue_queue",
        "azurerm_storage_container.queue_undelivered",
        "azurerm_role_assignment.queue_sender",
        "azurerm_role_assignment.queue_dead_letters",
        "azurerm_role_assignment.identity_queue",
    }
