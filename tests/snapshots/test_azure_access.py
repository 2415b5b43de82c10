"""Role assignments, ingress and locks of every Azure scenario."""

from collections.abc import Mapping
from ipaddress import IPv4Network

import pytest

from tests.deployments import Configuration, values_of
from tests.snapshots.azure_stacks import (
    SCENARIOS,
    SECRET_STORE,
    SERVER,
    STORAGE,
    VAULT,
    openings,
    principals_on,
    rights_of,
)

QUEUE = f"{STORAGE}/queueServices/default/queues/${{azurerm_storage_queue.queue_queue.name}}"
DEPLOYER = "${data.azurerm_client_config.client.object_id}"
GIVEN_ACCOUNT = (
    "/subscriptions/${data.azurerm_client_config.client.subscription_id}"
    "/resourceGroups/platform/providers/Microsoft.Storage/storageAccounts/platformfiles"
)
# Scenarios whose server uses a created account by its identity: the operator does only from chart 0.44.0.
BY_IDENTITY = ("redis", "customer-keys")
# Roles under which a principal could give itself others, or read secrets of all kinds.
TOO_MUCH = {"Owner", "User Access Administrator", "Key Vault Administrator", "Storage Account Contributor"}


@pytest.fixture(params=SCENARIOS)
def scenario(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def stack(scenario: str, configurations: Mapping[str, Configuration]) -> Configuration:
    """The infrastructure of each scenario in turn."""
    return configurations[f"azure-{scenario}"]


def test_server_can_use_only_its_blobs_queue_and_secrets(scenario: str, stack: Configuration) -> None:
    blobs = {("Storage Blob Data Contributor", STORAGE), ("Reader", STORAGE)}
    expected = {("Key Vault Secrets Officer", SECRET_STORE)}
    if scenario in BY_IDENTITY:
        expected |= blobs
    if scenario == "private-link":
        expected |= {(role, GIVEN_ACCOUNT) for role, _ in blobs}
    if scenario in ("queue", "everything"):
        expected |= {("Storage Queue Data Contributor", QUEUE)}

    assert rights_of(stack, SERVER) == expected


def test_deployment_vault_is_open_only_to_the_deployer(scenario: str, stack: Configuration) -> None:
    [administrator] = values_of(scenario, "azure").get("key_vault_administrator_object_ids", [DEPLOYER])
    both = {("Key Vault Secrets Officer", administrator), ("Key Vault Crypto Officer", administrator)}

    assert principals_on(stack, VAULT) == both
    assert principals_on(stack, SECRET_STORE) == {("Key Vault Secrets Officer", SERVER)}


def test_vaults_use_roles_and_purge_protection(stack: Configuration) -> None:
    vaults = stack.resources("azurerm_key_vault").values()

    assert len(vaults) == 2
    for vault in vaults:
        assert vault["rbac_authorization_enabled"] is True
        assert (vault["purge_protection_enabled"], vault["soft_delete_retention_days"]) == (True, 90)


def test_no_role_covers_the_whole_deployment(stack: Configuration) -> None:
    group = "${azurerm_resource_group.resource_group_group.id}"
    roles = stack.resources("azurerm_role_assignment").values()

    assert {role["role_definition_name"] for role in roles} & TOO_MUCH == set()
    # On all of it there is a right to read at most.
    assert {role for role, _ in principals_on(stack, group)} <= {"Reader", "Monitoring Reader"}
    assert not any(role["scope"].endswith(("subscription_id}", "/resourceGroups")) for role in roles)


def test_internet_reaches_only_two_gateway_ports(scenario: str, stack: Configuration) -> None:
    values = values_of(scenario, "azure")
    world = values.get("allowed_ip_ranges", ["Internet"])
    inside = IPv4Network(values.get("network_cidr", "10.10.0.0/16"))
    platform = {"GatewayManager", "AzureLoadBalancer", "VirtualNetwork"}

    from_outside = {
        (subnet, source, port)
        for subnet, source, port in openings(stack)
        if source not in platform and (source == "Internet" or not IPv4Network(source).subnet_of(inside))
    }
    assert from_outside == {("public", source, port) for source in world for port in ("80", "443")}
    assert {opening for opening in openings(stack) if "GatewayManager" in opening} == {
        ("public", "GatewayManager", "65200-65535")
    }


def test_data_stores_have_only_private_addresses(stack: Configuration) -> None:
    assert stack.resource("azurerm_mysql_flexible_server.database_server")["public_network_access"] == "Disabled"
    for redis in stack.resources("azurerm_managed_redis").values():
        assert redis["public_network_access"] == "Disabled"
    for redis in stack.resources("azurerm_redis_cache").values():
        assert redis["public_network_access_enabled"] is False
    assert list(stack.resources("azurerm_public_ip")) == ["gateway_address"]


def test_storage_is_private_and_has_a_shared_key_only_if_used(scenario: str, stack: Configuration) -> None:
    asks = bool(stack.resources("azurerm_storage_account")) and scenario not in BY_IDENTITY
    for account in stack.resources("azurerm_storage_account").values():
        assert account["allow_nested_items_to_be_public"] is False
        assert account["shared_access_key_enabled"] is asks
        assert account["min_tls_version"] == "TLS1_2"
    for container in stack.resources("azurerm_storage_container").values():
        assert container["container_access_type"] == "private"
    assert ("storage_access_secret" in stack.resources("azurerm_key_vault_secret")) is asks


def test_deletion_protection_applies_to_azure_and_terraform(scenario: str, stack: Configuration) -> None:
    protected = values_of(scenario, "azure")["deletion_protection"]
    data = {"azurerm_mysql_flexible_server.database_server"}
    if stack.resources("azurerm_storage_account"):
        data.add("azurerm_storage_account.storage_account")

    locks = stack.resources("azurerm_management_lock").values()
    assert {lock["scope"] for lock in locks} == ({f"${{{address}.id}}" for address in data} if protected else set())
    assert {lock["lock_level"] for lock in locks} <= {"CanNotDelete"}
    kept = {
        address
        for address, arguments in stack.by_address.items()
        if arguments.get("lifecycle", {}).get("prevent_destroy")
    }
    if protected:
        assert kept >= data | {"azurerm_key_vault.vault_vault", "azurerm_key_vault.secret_store_vault"}
        assert kept >= {address for address in stack.by_address if address.startswith("azurerm_key_vault_key.")}
    else:
        assert kept == set()
