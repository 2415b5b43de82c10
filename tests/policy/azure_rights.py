"""Role assignments, network rules and firewalls of an Azure stack that are broad or public."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from tests.policy.scanner import Finding

Arguments = Mapping[str, Any]
# Roles that can assign roles (https://learn.microsoft.com/azure/role-based-access-control/built-in-roles/privileged).
GIVING_ROLES = ("Owner", "Role Based Access Control Administrator", "User Access Administrator")
EVERYWHERE = ("*", "Internet", "0.0.0.0/0", "::/0")
_SUBSCRIPTION = re.compile(r"/subscriptions/[^/]+/?|.*managementGroups/.*|\$\{[^}]*subscription[^}]*\}")
_GROUP = re.compile(r"\$\{azurerm_resource_group\.[^}]*\.id\}|/subscriptions/[^/]+/resourceGroups/[^/]+/?")
# Arguments that close a resource to public and anonymous access, and their values.
CLOSED = {
    "azurerm_key_vault": ("network_acls.default_action", "Deny"),
    "azurerm_managed_redis": ("public_network_access", "Disabled"),
    "azurerm_mysql_flexible_server": ("public_network_access", "Disabled"),
    "azurerm_redis_cache": ("public_network_access_enabled", False),
    "azurerm_storage_account": ("network_rules.default_action", "Deny"),
    "azurerm_storage_container": ("container_access_type", "private"),
}
BY_IDENTITY = {
    "azurerm_key_vault": ("rbac_authorization_enabled", True),
    "azurerm_kubernetes_cluster": ("local_account_disabled", True),
    "azurerm_managed_redis": ("default_database.access_keys_authentication_enabled", False),
    "azurerm_redis_cache": ("redis_configuration.authentication_enabled", False),
    "azurerm_storage_account": ("shared_access_key_enabled", False),
}


def azure_findings(stack: str, configuration: Arguments) -> Iterator[Finding]:
    """Every role assignment in `configuration`, and everything open to more than one network."""
    for check, title, address in _found(configuration.get("resource", {})):
        yield Finding(check, title, stack, address)


def _found(resources: Arguments) -> Iterator[tuple[str, str, str]]:
    for name, assignment in resources.get("azurerm_role_assignment", {}).items():
        yield from _given(f"azurerm_role_assignment.{name}", assignment)
    for name in resources.get("azurerm_role_definition", {}):
        yield "own-role", "is a role of ours", f"azurerm_role_definition.{name}"
    for name, rule in resources.get("azurerm_network_security_rule", {}).items():
        if (rule["access"], rule["direction"]) == ("Allow", "Inbound"):
            yield from _let_in(f"azurerm_network_security_rule.{name}", rule)
    for name, group in resources.get("azurerm_network_security_group", {}).items():
        if group.get("security_rule"):
            yield "inline-rules", "has rules that are no resources", f"azurerm_network_security_group.{name}"
    for name, credential in resources.get("azurerm_federated_identity_credential", {}).items():
        if not re.fullmatch(r"system:serviceaccount:[^:*]+:[^:*]+", credential["subject"]):
            yield "any-account", "is no one service account's", f"azurerm_federated_identity_credential.{name}"
    for check, title, wanted in (
        ("open-to-the-world", "accepts every address", CLOSED),
        ("shared-login", "can be entered by a key or password", BY_IDENTITY),
    ):
        for type_, (argument, value) in wanted.items():
            for name, arguments in resources.get(type_, {}).items():
                if _at(arguments, argument) != value:
                    yield check, title, f"{type_}.{name}"
    for name, cluster in resources.get("azurerm_kubernetes_cluster", {}).items():
        if not _at(cluster, "api_server_access_profile.authorized_ip_ranges"):
            yield "open-to-the-world", "accepts every address", f"azurerm_kubernetes_cluster.{name}"


def _given(address: str, assignment: Arguments) -> Iterator[tuple[str, str, str]]:
    role = assignment.get("role_definition_name")
    if role is None:
        yield "unnamed-role", "has a role id instead of a role name", address
    elif role in GIVING_ROLES:
        yield "giving-role", "can assign roles", f"{address} {role}"
    else:
        yield "role", "Azure decides what the role allows", f"{address} {role}"
    scope = assignment["scope"]
    if _SUBSCRIPTION.fullmatch(scope):
        yield "whole-subscription", "applies to a whole subscription or more", address
    elif _GROUP.fullmatch(scope):
        yield "whole-group", "applies to a whole resource group", f"{address} {role}"


def _let_in(address: str, rule: Arguments) -> Iterator[tuple[str, str, str]]:
    sources = [*rule.get("source_address_prefixes", ()), *filter(None, [rule.get("source_address_prefix")])]
    ports = [*rule.get("destination_port_ranges", ()), *filter(None, [rule.get("destination_port_range")])]
    # A name instead of a range is a service tag; VirtualNetwork includes all peered networks.
    if any(source in EVERYWHERE for source in sources):
        yield "open-to-the-world", "allows every address", f"{address} {','.join(ports)}"
    elif any(source.isalpha() for source in sources):
        yield "service", "allows a service tag", f"{address} {','.join(sources)} {','.join(ports)}"
    if any(not port.isdigit() for port in ports):
        yield "many-ports", "allows a range of ports", f"{address} {','.join(sources)} {','.join(ports)}"


def _at(arguments: Any, path: str) -> Any:
    """The value at a dotted path, also through blocks in a list of one element, or None."""
    for name in path.split("."):
        if isinstance(arguments, list):
            arguments = arguments[0] if arguments else {}
        arguments = arguments.get(name) if isinstance(arguments, Mapping) else None
    return arguments
