"""Custom roles for a deployer on Azure: the actions of the stack's resource types.

A role is assigned at the subscription, because the resource group is created too, or at an existing resource group.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from scripts.preflight.stacks import Stack, is_literal

from .azure_rights import AZURE_RIGHTS, OPERATION_STATES, PROVIDER_READS
from .documents import DOCUMENTS, UnknownTypeError


def actions_of(stack: Stack, document: str = "first-deploy", *, data: bool = False) -> set[str]:
    """The actions, or data actions, that a deployer of `stack` needs."""
    phases = DOCUMENTS[document]
    found = set() if data else set(PROVIDER_READS)
    for type_, resources in stack.configuration.get("resource", {}).items():
        if resources and all("provider" in each for each in resources.values()):
            continue  # In another subscription; see roles_of.
        if type_ in AZURE_RIGHTS:
            found |= set(_data(type_, phases) if data else _actions(type_, phases))
        elif type_.startswith("azurerm_"):
            raise UnknownTypeError(f"{type_} has no entry in {__package__}.azure_rights")
    # Without this permission, the provider goes on without the keys (the file storage_account_resource.go of
    # https://github.com/hashicorp/terraform-provider-azurerm), and the server would get an empty key.
    accounts = stack.resources("azurerm_storage_account").values()
    if not data and any(each.get("shared_access_key_enabled") for each in accounts):
        found.add("Microsoft.Storage/storageAccounts/listKeys/action")
    # With local accounts, the provider reads the certificate of their administrator in every plan.
    clusters = stack.resources("azurerm_kubernetes_cluster").values()
    if not data and any(not each.get("local_account_disabled") for each in clusters):
        found.add("Microsoft.ContainerService/managedClusters/listClusterAdminCredential/action")
    if not data and "creates" in phases and _registers(stack):
        found.add("*/register/action")
    return found


def roles_of(stack: Stack, document: str, subscription: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Name of the document and definition of each custom role: one for `subscription`, one per other subscription."""
    data = actions_of(stack, document, data=True)
    yield document, _role(stack, document, f"/subscriptions/{subscription}", actions_of(stack, document), data)
    for part, type_, scope in _elsewhere(stack, subscription):
        name = f"{document}-{part}"
        yield name, _role(stack, name, scope, _actions(type_, DOCUMENTS[document]))


def _elsewhere(stack: Stack, subscription: str) -> Iterator[tuple[str, str, str]]:
    """What is created in other subscriptions: name of the part, type and resource group."""
    zones = stack.provider("azurerm", "dns").get("subscription_id")
    for record in stack.resources("azurerm_dns_a_record").values():
        if "provider" in record:
            group = record["resource_group_name"]
            yield "dns", "azurerm_dns_a_record", f"/subscriptions/{zones}/resourceGroups/{group}"
    for assignment in stack.resources("azurerm_role_assignment").values():
        # /subscriptions/<id>/resourceGroups/<group>/providers/...
        scope = str(assignment["scope"]).split("/")[:5]
        if is_literal(assignment["scope"]) and scope[2].lower() != subscription.lower():
            yield "certificate", "azurerm_role_assignment", "/".join(scope)


def _role(stack: Stack, name: str, scope: str, actions: Iterable[str], data: Iterable[str] = ()) -> dict[str, Any]:
    """The definition of a custom role, as `az role definition create --role-definition` reads it."""
    return {
        "Name": f"W&B deployer {stack.name} {name}",
        "IsCustom": True,
        "Description": f"Terraform's rights for {stack.name}: {name}",
        "Actions": sorted(set(actions), key=str.lower),
        "NotActions": [],
        "DataActions": sorted(data, key=str.lower),
        "NotDataActions": [],
        "AssignableScopes": [scope],
    }


def _registers(stack: Stack) -> bool:
    return stack.provider("azurerm").get("resource_provider_registrations") != "none"


def _actions(type_: str, phases: tuple[str, ...]) -> Iterator[str]:
    rights = AZURE_RIGHTS[type_]
    if rights.type:
        yield f"{rights.type}/read"
        if "changes" in phases:
            yield f"{rights.type}/write"
            service = rights.type.partition("/")[0]
            yield from (f"{service}/{state}/read" for state in OPERATION_STATES.get(service, "").split())
        if "deletes" in phases and rights.deletes:
            yield f"{rights.type}/delete"
    yield from rights.reads.split()
    if "changes" in phases:
        yield from rights.writes.split()


def _data(type_: str, phases: tuple[str, ...]) -> Iterator[str]:
    rights = AZURE_RIGHTS[type_]
    yield from rights.data.split()
    if "changes" in phases:
        yield from rights.data_writes.split()
