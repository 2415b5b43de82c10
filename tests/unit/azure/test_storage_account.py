from typing import Any

import pytest
from cdktf import TerraformStack

from constructs_lib.azure.encryption import CustomerKey
from constructs_lib.azure.resource_scope import ResourceScope
from constructs_lib.azure.storage_account import StorageAccount
from tests.unit.synth import number_variable, only, resources, shown, variable

ACCOUNT = "${azurerm_storage_account.storage_account"
MINIMAL: dict[str, Any] = {
    "account_name": "wandb0a1b2c3d",
    "container_name": "wandb",
    "allowed_origins": ["https://wandb.example.com"],
    "deletion_protection": True,
    "lock_name": "wandb-container",
}


def test_account_is_private_encrypted_twice_and_kept(stack: TerraformStack, resource_scope: ResourceScope) -> None:
    StorageAccount(stack, "storage", **MINIMAL, resource_scope=resource_scope)

    account = only(stack, "azurerm_storage_account")
    assert {name: account[name] for name in account if name not in ("blob_properties", "network_rules")} == {
        "name": "wandb0a1b2c3d",
        "resource_group_name": "wandb-group",
        "location": "norwayeast",
        "account_kind": "StorageV2",
        "account_tier": "Standard",
        "account_replication_type": "ZRS",
        "https_traffic_only_enabled": True,
        "min_tls_version": "TLS1_2",
        "allow_nested_items_to_be_public": False,
        "cross_tenant_replication_enabled": False,
        "shared_access_key_enabled": False,
        "default_to_oauth_authentication": True,
        "local_user_enabled": False,
        "infrastructure_encryption_enabled": True,
        "queue_encryption_key_type": "Account",
        "table_encryption_key_type": "Account",
        "tags": {"team": "ml"},
        "lifecycle": {"prevent_destroy": True},
    }


def test_container_is_made_without_a_key_of_the_account_and_kept(
    stack: TerraformStack, resource_scope: ResourceScope
) -> None:
    StorageAccount(stack, "storage", **MINIMAL, resource_scope=resource_scope)

    assert only(stack, "azurerm_storage_container") == {
        "name": "wandb",
        "storage_account_id": f"{ACCOUNT}.id}}",
        "container_access_type": "private",
        "lifecycle": {"prevent_destroy": True},
    }


def test_nobody_can_delete_a_protected_account(stack: TerraformStack, resource_scope: ResourceScope) -> None:
    StorageAccount(stack, "storage", **MINIMAL, resource_scope=resource_scope)

    lock = only(stack, "azurerm_management_lock")
    assert lock["name"] == "wandb-container"
    assert lock["scope"] == f"{ACCOUNT}.id}}"
    assert lock["lock_level"] == "CanNotDelete"
    assert lock["depends_on"] == [
        "azurerm_storage_container.storage_container",
        "azurerm_storage_management_policy.storage_leftovers",
    ]


def test_without_deletion_protection_account_and_container_go(
    stack: TerraformStack, resource_scope: ResourceScope
) -> None:
    StorageAccount(stack, "storage", **MINIMAL | {"deletion_protection": False}, resource_scope=resource_scope)

    assert resources(stack, "azurerm_management_lock") == {}
    assert "lifecycle" not in only(stack, "azurerm_storage_account")
    assert "lifecycle" not in only(stack, "azurerm_storage_container")


def test_deleted_objects_are_retained_and_current_ones_never_expire(
    stack: TerraformStack, resource_scope: ResourceScope
) -> None:
    StorageAccount(stack, "storage", **MINIMAL, resource_scope=resource_scope, soft_delete_days=9)

    blobs = only(stack, "azurerm_storage_account")["blob_properties"]
    assert blobs["versioning_enabled"] is True
    assert blobs["delete_retention_policy"] == {"days": 9}
    assert blobs["container_delete_retention_policy"] == {"days": 9}
    [rule] = only(stack, "azurerm_storage_management_policy")["rule"]
    # No `base_blob`: the run history would go with it.
    assert rule == {
        "name": "leftovers",
        "enabled": True,
        "filters": {"blob_types": ["blockBlob"]},
        "actions": {"version": {"delete_after_days_since_creation": 9}},
    }


def test_browsers_on_the_allowed_origins_may_read_and_write(
    stack: TerraformStack, resource_scope: ResourceScope
) -> None:
    StorageAccount(stack, "storage", **MINIMAL, resource_scope=resource_scope)

    assert only(stack, "azurerm_storage_account")["blob_properties"]["cors_rule"] == [
        {
            "allowed_origins": ["https://wandb.example.com"],
            "allowed_methods": ["GET", "HEAD", "PUT"],
            "allowed_headers": ["*"],
            "exposed_headers": ["*"],
            "max_age_in_seconds": 3600,
        }
    ]


def test_without_origins_there_is_no_rule_for_browsers(stack: TerraformStack, resource_scope: ResourceScope) -> None:
    StorageAccount(stack, "storage", **MINIMAL | {"allowed_origins": []}, resource_scope=resource_scope)

    assert "cors_rule" not in only(stack, "azurerm_storage_account")["blob_properties"]


def test_access_key_is_an_attribute_only_with_shared_key_access(
    stack: TerraformStack, resource_scope: ResourceScope
) -> None:
    closed = StorageAccount(stack, "closed", **MINIMAL, resource_scope=resource_scope)
    opened = StorageAccount(stack, "storage", **MINIMAL, resource_scope=resource_scope, shared_key_enabled=True)

    assert closed.primary_access_key is None
    assert opened.primary_access_key is not None
    assert resources(stack, "azurerm_storage_account")["storage_account"]["shared_access_key_enabled"] is True


def test_customers_key_is_used_by_its_identity_from_the_start(
    stack: TerraformStack, resource_scope: ResourceScope
) -> None:
    key = CustomerKey(
        key_id="https://vault/keys/storage",
        key_version_id="https://vault/keys/storage/1",
        identity_id="/identities/encryption",
    )
    StorageAccount(stack, "storage", **MINIMAL, resource_scope=resource_scope, customer_key=key)

    account = only(stack, "azurerm_storage_account")
    assert account["identity"] == {"type": "UserAssigned", "identity_ids": ["/identities/encryption"]}
    assert account["customer_managed_key"] == {
        "key_vault_key_id": "https://vault/keys/storage",
        "user_assigned_identity_id": "/identities/encryption",
    }


def test_everything_set_reaches_the_account(stack: TerraformStack, resource_scope: ResourceScope) -> None:
    storage = StorageAccount(
        stack,
        "storage",
        **MINIMAL,
        resource_scope=resource_scope,
        replication_type="GZRS",
        allowed_ip_ranges=["203.0.113.0/24"],
        subnet_ids=["/subnets/cluster"],
        shared_key_enabled=True,
    )

    assert shown(
        stack,
        name=storage.account_name,
        id=storage.account_id,
        container=storage.container_name,
        endpoint=storage.blob_endpoint,
    ) == {
        "name": f"{ACCOUNT}.name}}",
        "id": f"{ACCOUNT}.id}}",
        "container": "${azurerm_storage_container.storage_container.name}",
        "endpoint": f"{ACCOUNT}.primary_blob_endpoint}}",
    }
    account = only(stack, "azurerm_storage_account")
    assert account["account_replication_type"] == "GZRS"
    assert account["network_rules"] == {
        "default_action": "Deny",
        "bypass": ["AzureServices"],
        "ip_rules": ["203.0.113.0/24"],
        "virtual_network_subnet_ids": ["/subnets/cluster"],
    }


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            {"replication_type": "Local"},
            "replication_type must be one of LRS, ZRS, GRS, RAGRS, GZRS, RAGZRS, got Local",
        ),
        ({"soft_delete_days": 0}, "soft_delete_days must be 1-365, got 0"),
        ({"soft_delete_days": 366}, "soft_delete_days must be 1-365, got 366"),
    ],
)
def test_values_that_azure_refuses_are_refused_at_synthesis(
    stack: TerraformStack, resource_scope: ResourceScope, arguments: dict[str, Any], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        StorageAccount(stack, "storage", **MINIMAL, resource_scope=resource_scope, **arguments)


def test_references_reach_the_resources(stack: TerraformStack, resource_scope: ResourceScope) -> None:
    values = {name: variable(stack, name) for name in ("account_name", "container_name", "lock_name")}
    StorageAccount(
        stack,
        "storage",
        **MINIMAL | values,
        resource_scope=resource_scope,
        replication_type=variable(stack, "replication"),
        soft_delete_days=int(number_variable(stack, "days")),
        allowed_ip_ranges=[variable(stack, "range")],
    )

    account = only(stack, "azurerm_storage_account")
    assert account["name"] == "${var.account_name}"
    assert account["account_replication_type"] == "${var.replication}"
    assert account["blob_properties"]["delete_retention_policy"]["days"] == "${var.days}"
    assert account["network_rules"]["ip_rules"] == ["${var.range}"]
    assert only(stack, "azurerm_storage_container")["name"] == "${var.container_name}"
    assert only(stack, "azurerm_management_lock")["name"] == "${var.lock_name}"
