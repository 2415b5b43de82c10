from typing import Any

import pytest
from cdktf import TerraformStack

from constructs_lib.azure.database import Administrator, Database
from constructs_lib.azure.encryption import CustomerKey
from constructs_lib.azure.resource_scope import ResourceScope
from constructs_lib.framework import EphemeralReference
from tests.unit.synth import only, resources, shown, variable

PASSWORD = "ephemeral.azurerm_key_vault_secret.stored.value"
KEY = CustomerKey(key_id="key", key_version_id="key/version", identity_id="identity-1")
MINIMAL: dict[str, Any] = {
    "name": "wandb-12345678",
    "database_name": "wandb_local",
    "administrator": Administrator("wandb", EphemeralReference(PASSWORD), 4),
    "version": "8.4",
    "sku_name": "MO_Standard_E2ds_v4",
    "subnet_id": "subnet-1",
    "network_id": "network-1",
    "dns_zone_name": "wandb.mysql.database.azure.com",
    "dns_link_name": "wandb-database",
    "deletion_protection": True,
    "lock_name": "wandb-db",
}
EVERYTHING: dict[str, Any] = MINIMAL | {
    "availability_mode": "ZoneRedundant",
    "storage_gb": 512,
    "backup_retention_days": 21,
    "sort_buffer_size_bytes": 1_048_576,
    "parameters": {"max_execution_time": "5000", "innodb_lru_scan_depth": "256"},
    "customer_key": KEY,
}
SERVER = "azurerm_mysql_flexible_server.database_server"
IGNORED = ["zone", "high_availability[0].standby_availability_zone", "storage[0].size_gb"]


def _create(stack: TerraformStack, resource_scope: ResourceScope, **arguments: Any) -> Database:
    return Database(stack, "database", **{**MINIMAL, **arguments}, resource_scope=resource_scope)


def _parameters(stack: TerraformStack) -> dict[str, str]:
    return {
        parameter["name"]: parameter["value"]
        for parameter in resources(stack, "azurerm_mysql_flexible_server_configuration").values()
    }


def test_minimal_server_is_private_protected_and_has_a_standby(
    stack: TerraformStack, resource_scope: ResourceScope
) -> None:
    _create(stack, resource_scope)

    assert only(stack, "azurerm_mysql_flexible_server") == {
        "name": "wandb-12345678",
        "resource_group_name": "wandb-group",
        "location": "norwayeast",
        "version": "8.4",
        "sku_name": "MO_Standard_E2ds_v4",
        "administrator_login": "wandb",
        "administrator_password_wo": f"${{{PASSWORD}}}",
        "administrator_password_wo_version": 4,
        "delegated_subnet_id": "subnet-1",
        "private_dns_zone_id": "${azurerm_private_dns_zone.database_dns_zone.id}",
        "public_network_access": "Disabled",
        "backup_retention_days": 14,
        "geo_redundant_backup_enabled": False,
        "high_availability": {"mode": "SameZone"},
        "storage": {"auto_grow_enabled": True, "io_scaling_enabled": True},
        "tags": {"team": "ml"},
        "lifecycle": {"ignore_changes": IGNORED, "prevent_destroy": True},
        "depends_on": ["azurerm_private_dns_zone_virtual_network_link.database_dns_link"],
    }


def test_everything_that_is_set_reaches_the_server(stack: TerraformStack, resource_scope: ResourceScope) -> None:
    _create(stack, resource_scope, **EVERYTHING)

    server = only(stack, "azurerm_mysql_flexible_server")
    assert server["high_availability"] == {"mode": "ZoneRedundant"}
    assert server["storage"] == {"auto_grow_enabled": True, "io_scaling_enabled": True, "size_gb": 512}
    assert server["backup_retention_days"] == 21
    assert server["identity"] == {"type": "UserAssigned", "identity_ids": ["identity-1"]}
    assert server["customer_managed_key"] == {
        "key_vault_key_id": "key/version",
        "primary_user_assigned_identity_id": "identity-1",
    }


def test_database_has_the_required_character_set(stack: TerraformStack, resource_scope: ResourceScope) -> None:
    _create(stack, resource_scope)

    assert only(stack, "azurerm_mysql_flexible_database") == {
        "name": "wandb_local",
        "resource_group_name": "wandb-group",
        "server_name": f"${{basename({SERVER}.id)}}",
        "charset": "utf8mb4",
        "collation": "utf8mb4_general_ci",
        "lifecycle": {"prevent_destroy": True},
    }


def test_server_has_wandbs_parameters_and_requires_tls(stack: TerraformStack, resource_scope: ResourceScope) -> None:
    _create(stack, resource_scope)

    assert _parameters(stack) == {
        "binlog_row_image": "minimal",
        "innodb_online_alter_log_max_size": "268435456",
        "long_query_time": "4",
        "max_binlog_size": "1073741824",
        "max_execution_time": "600000",
        "max_prepared_stmt_count": "1048576",
        "require_secure_transport": "ON",
        "slow_query_log": "ON",
        "sort_buffer_size": "33554432",
    }


def test_parameters_are_added_changed_and_left_to_azure(stack: TerraformStack, resource_scope: ResourceScope) -> None:
    parameters = {"max_execution_time": "5000", "innodb_lru_scan_depth": "256", "slow_query_log": None}
    _create(stack, resource_scope, parameters=parameters, sort_buffer_size_bytes=1_048_576)

    found = _parameters(stack)
    assert found["max_execution_time"] == "5000"
    assert found["innodb_lru_scan_depth"] == "256"
    assert found["sort_buffer_size"] == "1048576"
    assert found["long_query_time"] == "4"
    assert "slow_query_log" not in found


def test_parameters_wait_for_the_database(stack: TerraformStack, resource_scope: ResourceScope) -> None:
    _create(stack, resource_scope)

    database = "azurerm_mysql_flexible_database.database_database"
    for parameter in resources(stack, "azurerm_mysql_flexible_server_configuration").values():
        assert parameter["server_name"] == f"${{{database}.server_name}}"
        assert parameter["resource_group_name"] == f"${{{database}.resource_group_name}}"


def test_host_name_resolves_only_in_the_network(stack: TerraformStack, resource_scope: ResourceScope) -> None:
    _create(stack, resource_scope)

    assert only(stack, "azurerm_private_dns_zone")["name"] == "wandb.mysql.database.azure.com"
    link = only(stack, "azurerm_private_dns_zone_virtual_network_link")
    assert (link["name"], link["virtual_network_id"]) == ("wandb-database", "network-1")
    assert resources(stack, "azurerm_mysql_flexible_server_firewall_rule") == {}


def test_password_is_write_only(stack: TerraformStack, resource_scope: ResourceScope) -> None:
    _create(stack, resource_scope)

    server = only(stack, "azurerm_mysql_flexible_server")
    assert [name for name, value in server.items() if PASSWORD in str(value)] == ["administrator_password_wo"]


def test_protected_server_is_locked(stack: TerraformStack, resource_scope: ResourceScope) -> None:
    _create(stack, resource_scope)

    found = only(stack, "azurerm_management_lock")
    assert (found["name"], found["scope"], found["lock_level"]) == ("wandb-db", f"${{{SERVER}.id}}", "CanNotDelete")
    assert found["depends_on"] == ["azurerm_mysql_flexible_database.database_database"]


def test_server_is_destroyed_without_deletion_protection(stack: TerraformStack, resource_scope: ResourceScope) -> None:
    _create(stack, resource_scope, deletion_protection=False)

    assert only(stack, "azurerm_mysql_flexible_server")["lifecycle"] == {
        "ignore_changes": IGNORED,
        "prevent_destroy": False,
    }
    assert "lifecycle" not in only(stack, "azurerm_mysql_flexible_database")
    assert resources(stack, "azurerm_management_lock") == {}


def test_server_may_do_without_a_standby_and_back_up_to_the_paired_region(
    stack: TerraformStack, resource_scope: ResourceScope
) -> None:
    _create(stack, resource_scope, availability_mode=None, sku_name="B_Standard_B2ms", geo_redundant_backup=True)

    server = only(stack, "azurerm_mysql_flexible_server")
    assert "high_availability" not in server
    assert server["geo_redundant_backup_enabled"] is True


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            {"dns_zone_name": "wandb.internal"},
            "dns_zone_name must end in .mysql.database.azure.com, got wandb.internal",
        ),
        (
            {"availability_mode": "Regional"},
            "availability_mode must be one of SameZone, ZoneRedundant or None, got Regional",
        ),
        (
            {"sku_name": "B_Standard_B2ms"},
            "availability_mode must be None with the burstable sku_name B_Standard_B2ms, got SameZone",
        ),
        (
            {"sort_buffer_size_bytes": 67_108_864},
            "sort_buffer_size_bytes must be 32768-33554432, got 67108864",
        ),
        (
            {"geo_redundant_backup": True, "customer_key": KEY},
            "geo_redundant_backup must be off with a customer_key: it requires a second key in the paired region",
        ),
    ],
)
def test_values_that_azure_refuses_are_refused_at_synthesis(
    stack: TerraformStack, resource_scope: ResourceScope, arguments: dict[str, Any], message: str
) -> None:
    with pytest.raises(ValueError) as refusal:
        _create(stack, resource_scope, **arguments)
    assert str(refusal.value) == message


def test_database_attributes_are_host_port_and_name(stack: TerraformStack, resource_scope: ResourceScope) -> None:
    database = _create(stack, resource_scope)

    assert shown(stack, url=f"{database.host}:{database.port}/{database.database_name}", server=database.server_id) == {
        "url": f"${{{SERVER}.fqdn}}:3306/wandb_local",
        "server": f"${{{SERVER}.id}}",
    }


def test_references_reach_the_resources(stack: TerraformStack, resource_scope: ResourceScope) -> None:
    names = ("name", "database_name", "version", "sku_name", "subnet_id", "network_id", "dns_zone_name", "lock_name")
    values: dict[str, Any] = {name: variable(stack, name) for name in (*names, "dns_link_name", "availability_mode")}
    user = Administrator(variable(stack, "user"), EphemeralReference("var.password"), 1)
    _create(stack, resource_scope, **values, administrator=user)

    server = only(stack, "azurerm_mysql_flexible_server")
    for argument, expected in {
        "name": "name",
        "version": "version",
        "sku_name": "sku_name",
        "delegated_subnet_id": "subnet_id",
        "administrator_login": "user",
        "administrator_password_wo": "password",
    }.items():
        assert server[argument] == f"${{var.{expected}}}"
    assert server["high_availability"] == {"mode": "${var.availability_mode}"}
    assert only(stack, "azurerm_mysql_flexible_database")["name"] == "${var.database_name}"
    assert only(stack, "azurerm_private_dns_zone")["name"] == "${var.dns_zone_name}"
    assert only(stack, "azurerm_management_lock")["name"] == "${var.lock_name}"
