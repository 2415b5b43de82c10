"""Helpers for the tests of Azure scenarios."""

from tests.deployments import Configuration, scenarios_of

SCENARIOS = scenarios_of("azure")
SERVER = "${azurerm_user_assigned_identity.identity_identity.principal_id}"
STORAGE = "${azurerm_storage_account.storage_account.id}"
SECRET_STORE = "${azurerm_key_vault.secret_store_vault.id}"
VAULT = "${azurerm_key_vault.vault_vault.id}"
Right = tuple[str, str]


def rights_of(stack: Configuration, principal_id: str) -> set[Right]:
    """Role and scope of every role assignment of a principal."""
    return {
        (role["role_definition_name"], role["scope"])
        for role in stack.resources("azurerm_role_assignment").values()
        if role["principal_id"] == principal_id
    }


def principals_on(stack: Configuration, scope: str) -> set[tuple[str, str]]:
    """Role and principal of every role assignment on a resource."""
    return {
        (role["role_definition_name"], role["principal_id"])
        for role in stack.resources("azurerm_role_assignment").values()
        if role["scope"] == scope
    }


def openings(stack: Configuration) -> set[tuple[str, str, str]]:
    """Subnet, source and port of every rule of the network security groups that allows ingress."""
    return {
        (_subnet(rule["network_security_group_name"]), source, port)
        for rule in stack.resources("azurerm_network_security_rule").values()
        if rule["access"] == "Allow"
        for source in rule.get("source_address_prefixes") or [rule["source_address_prefix"]]
        for port in rule.get("destination_port_ranges") or [rule["destination_port_range"]]
    }


def _subnet(group_name: str) -> str:
    return group_name.removeprefix("${basename(azurerm_network_security_group.network_").partition("_rules_group")[0]
