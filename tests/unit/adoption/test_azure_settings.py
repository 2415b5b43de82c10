"""constructs_lib/adoption/azure: the settings and names of recorded deployments, and of changed ones."""

from collections.abc import Callable
from typing import Any

import pytest

from constructs_lib.adoption import AdoptionError, AzureAdoptedParts
from constructs_lib.adoption.planning import Plan
from constructs_lib.adoption.tfvars import render
from tests.official_states import FOLDER, RECORDED_ON_AZURE, of_instance
from tests.unit.adoption.official import plan_of, values_of

V1, HEAD = "azure-v1.7.1", "azure-head"


def parts_of(plan: Plan) -> AzureAdoptedParts:
    assert isinstance(plan.adoption.parts, AzureAdoptedParts)
    return plan.adoption.parts


def without(type_: str, name: str | None = None) -> Callable[[Any], None]:
    """Takes resources out of a state."""

    def change(document: Any) -> None:
        document["resources"] = [
            each for each in document["resources"] if each["type"] != type_ or name not in (None, each["name"])
        ]

    return change


def with_values(type_: str, **values: Any) -> Callable[[Any], None]:
    """Changes attributes of the first resource of a type."""
    return lambda document: of_instance(document, type_).update(values)


def test_old_version_keeps_names_and_the_subnet_of_its_nodes() -> None:
    plan = plan_of(V1)
    values, parts = values_of(plan), parts_of(plan)
    assert (values["namespace"], values["location"]) == ("wandb", "westeurope")
    assert (values["subdomain"], values["domain_name"]) == ("wandb", "example.com")
    assert values["network_kubernetes_subnet_cidr"] == "10.10.1.0/24"
    assert values["network_private_subnet_cidr"] == "10.10.4.0/24"
    assert (parts.node_subnet_name, parts.endpoint_subnet_name) == ("wandb-private", "wandb-endpoints")
    assert parts.storage_account_name == "wandbstorage"
    assert parts.database_server_name == "wandb-brave-otter"
    assert (parts.vault_name, parts.vault_access_policies) == ("wandb-vault", True)
    assert (parts.cache_name, parts.cache_public, parts.cache_capacity) == ("wandb", True, 2)
    assert "redis_capacity" not in values


def test_newest_version_keeps_its_key_and_rules() -> None:
    plan = plan_of(HEAD)
    values, parts = values_of(plan), parts_of(plan)
    assert values["enable_cluster_vault_key"] is True
    assert values["allowed_ip_ranges"] == ["198.51.100.7/32", "203.0.113.0/24"]
    # Azure refuses two rules with one priority.
    assert parts.gateway_rules_priority == 310
    assert (parts.node_subnet_name, parts.endpoint_subnet_name) == (None, None)
    # The pool `default` has one node now, and takes over the pods of the other pool.
    assert values["node_pool_zones"] == ["1"]
    assert (values["kubernetes_min_node_per_az"], values["kubernetes_max_node_per_az"]) == (1, 8)
    assert (values["database_sort_buffer_size"], values["database_flags"]["slow_query_log"]) == (524288, "on")


# A change of a state, and a setting or part that follows from it.
VARIANTS: dict[str, tuple[str, Callable[[Any], None], str, Any]] = {
    "no Redis": (HEAD, without("azurerm_redis_cache"), "create_redis", False),
    "no lock": (HEAD, without("azurerm_management_lock"), "deletion_protection", False),
    "MySQL 8.4": (HEAD, with_values("azurerm_mysql_flexible_server", version="8.4"), "database_version", "8.4"),
    "no standby": (
        *(HEAD, with_values("azurerm_mysql_flexible_server", high_availability=[])),
        *("database_availability_mode", "Disabled"),
    ),
    "small database": (
        *(V1, with_values("azurerm_mysql_flexible_server", sku_name="GP_Standard_D2ds_v4")),
        *("database_sku_name", "GP_Standard_D2ds_v4"),
    ),
    "roles in the vault": (
        *(HEAD, with_values("azurerm_key_vault", rbac_authorization_enabled=True)),
        *("vault_access_policies", False),
    ),
    "roles in the vault, azurerm 3": (
        *(V1, with_values("azurerm_key_vault", enable_rbac_authorization=True)),
        *("vault_access_policies", False),
    ),
    "old Kubernetes": (
        *(V1, with_values("azurerm_kubernetes_cluster", current_kubernetes_version="1.30.4")),
        *("kubernetes_version", "1.30"),
    ),
    "no local accounts": (
        *(HEAD, with_values("azurerm_kubernetes_cluster", local_account_disabled=True)),
        *("kubernetes_login", None),
    ),
    "no key in use": (
        *(HEAD, with_values("azurerm_kubernetes_cluster", key_management_service=[])),
        *("disable_cluster_vault_key", True),
    ),
    "no shared keys": (
        *(HEAD, with_values("azurerm_storage_account", shared_access_key_enabled=False)),
        *("storage_access", None),
    ),
    "private link": (
        *(HEAD, with_values("azurerm_application_gateway", private_link_configuration=[{"name": "x"}])),
        *("create_private_link", None),
    ),
    "existing container": (V1, without("azurerm_storage_account"), "blob_container", "wandb"),
    "no host": (V1, without("kubernetes_ingress_v1"), "domain_name", "example.com"),
}


@pytest.mark.parametrize("case", VARIANTS)
def test_variant_has_its_setting_or_part(case: str) -> None:
    name, change, key, expected = VARIANTS[case]
    plan = plan_of(name, change)
    values = values_of(plan)
    assert values.get(key, getattr(parts_of(plan), key, None)) == expected


def test_empty_subnet_of_redis_is_left_over_without_redis() -> None:
    plan = plan_of(HEAD, without("azurerm_redis_cache"))
    assert "module.networking.azurerm_subnet.redis" in {each.address for each in plan.adoption.leftovers}
    assert parts_of(plan).cache_public is False


def test_customer_keys_are_taken_over() -> None:
    def change(document: Any) -> None:
        for resource in document["resources"]:
            if resource["type"] == "azurerm_key_vault_key" and resource["instances"]:
                resource["name"] = "intenral_encryption_keys"
                resource["instances"][0]["index_key"] = "database-key-wandb"

    plan = plan_of(HEAD, change)
    assert values_of(plan)["enable_database_vault_key"] is True
    assert "azurerm_key_vault_key.database_encryption_key" in {each.to for each in plan.adoption.imports}


def change_range(document: Any) -> None:
    of_instance(document, "azurerm_virtual_network")["address_space"] = ["10.10.0.0/22"]


REFUSED: dict[str, tuple[Callable[[Any], None], str]] = {
    "MySQL 5.7": (
        with_values("azurerm_mysql_flexible_server", version="5.7"),
        "has a database of version 5.7; upgrade it to MySQL 8.0 with the official module first",
    ),
    "no database": (
        without("azurerm_mysql_flexible_server"),
        "has no MySQL server below module.wandb; finish its deployment first",
    ),
    "full network": (change_range, "has no free range in 10.10.0.0/22 for a subnet of private endpoints; add a range"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_state_that_cannot_be_taken_over_is_one_line(case: str) -> None:
    change, message = REFUSED[case]
    with pytest.raises(AdoptionError) as raised:
        plan_of(V1, change)
    assert str(raised.value).startswith(message)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize("name", RECORDED_ON_AZURE)
def test_every_line_of_the_deployment_file_is_as_recorded(name: str) -> None:
    assert render(plan_of(name).settings, []) == (FOLDER / f"{name}.tfvars").read_text()
