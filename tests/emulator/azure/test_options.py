"""Options that are switched on and off on a running deployment, and the inputs whose change replaces resources."""

from collections.abc import Mapping
from typing import Any

import pytest

from tests.emulator import application_options
from tests.emulator.deployed import NOTHING_NEW, Deployed, Values
from tests.emulator.stories import Steps, Story, StoryDefinition, by_container

# Not here: gateway_waf, because Azure may refuse to remove a firewall policy (docs/troubleshooting.md), and
# enable_database_vault_key: when it is switched off together with a change of the standby, Terraform deletes the key's
# identity first, and the server refuses the change.
ALL_ON: Mapping[str, Any] = {
    "tags": {"Team": "ml-platform"},
    "allowed_ip_ranges": ["198.51.100.0/24"],
    "create_private_link": True,
    "key_vault_allowed_ip_ranges": ["20.61.1.0/24"],
    "enable_storage_vault_key": True,
    "database_availability_mode": "ZoneRedundant",
    "database_sku_name": "MO_Standard_E16ds_v4",
    "database_flags": {"long_query_time": "2"},
    "database_sort_buffer_size": 1048576,
    "database_backup_retention_days": 21,
    "create_redis": True,
    "use_internal_queue": False,
    "storage_access": "key",
    "storage_soft_delete_days": 60,
    "storage_private_endpoint": True,
    "storage_allowed_ip_ranges": ["20.61.2.0/25"],
    "cluster_sku_tier": "Premium",
    "kubernetes_azure_policy": True,
    "kubernetes_cluster_tags": {"Cluster": "experiments"},
    "kubernetes_api_allowed_ip_ranges": ["20.61.3.0/24"],
    "kubernetes_admin_group_object_ids": ["00000000-0000-0000-0000-0000000000cc"],
    "kubernetes_max_node_per_az": 5,
    "alarms": {"emails": ["on-call@wandb.ml"], "monthly_budget": 9000, "log_retention_days": 90},
    "backup": {"retention_days": 90, "redundancy": "ZoneRedundant"},
    "azuremonitor": True,
    "container_insights": True,
    "kubernetes_extra_node_pools": [
        {
            "name": "training",
            "instance_type": "Standard_D8s_v5",
            "max_nodes": 4,
            "taints": ["dedicated=training:NoSchedule"],
            "spot": True,
        }
    ],
    "clickhouse_private_endpoint_service_name": "production.00000000-0000-0000-0000-0000000000dd"
    ".westeurope.azure.privatelinkservice",
    "clickhouse_region": "westeurope",
}
OPPOSITE = {"create": "delete", "delete": "create", "update": "update"}
# Inputs whose change replaces resources: those, without what depends on them, and the reason.
REPLACING: Mapping[str, tuple[Any, str, str]] = {
    "database_geo_redundant_backup": (True, "azurerm_mysql_flexible_server.database_server", "set at creation only"),
    "database_master_username": ("other", "azurerm_mysql_flexible_server.database_server", "set at creation only"),
    "database_name": ("other", "azurerm_mysql_flexible_database.database_database", "it is the name"),
    "kubernetes_service_cidr": ("10.42.0.0/16", "azurerm_kubernetes_cluster.cluster_cluster", "set at creation only"),
    "node_pool_num_zones": (3, "azurerm_application_gateway.gateway_gateway", "its zones are set at creation only"),
    "namespace": ("other", "azurerm_resource_group.resource_group_group", "it is in every name"),
    "location": ("swedencentral", "azurerm_resource_group.resource_group_group", "resources do not move"),
}


def life_of(deployment: Deployed, values: Values) -> Steps:
    """Switch all options on and off, the application's too; plan each change that replaces resources."""
    values = {**values, "deletion_protection": False}
    deployment.start(values)
    before = deployment.managed()
    if deployment.has_application:
        deployment.start_application()
        yield from application_options.switch(deployment, values)
    for name, (value, _, _) in REPLACING.items():
        yield name, deployment.change({**values, name: value}, NOTHING_NEW, then_apply=False)
    yield "on", deployment.change({**values, **ALL_ON}, NOTHING_NEW)
    yield "plan with all", deployment.terraform.plan()
    yield "off", deployment.change(values, NOTHING_NEW)
    yield "plan with none", deployment.terraform.plan()
    yield "infrastructure", (before, deployment.managed())


STORIES: Mapping[str, StoryDefinition] = {"azure-options": ("azure", "recommended", by_container(life_of))}
pytestmark = pytest.mark.story("azure-options")


def _changes(planned: Mapping[str, str]) -> dict[str, str]:
    """The planned actions, without data sources that are read at the apply."""
    return {address: action for address, action in planned.items() if action != "read"}


def test_options_switched_on_replace_nothing(story: Story) -> None:
    assert set(_changes(story["on"]).values()) == {"create", "update", "delete"}


def test_options_switched_off_undo_what_they_changed(story: Story) -> None:
    before, after = story["infrastructure"]

    assert _changes(story["off"]) == {address: OPPOSITE[action] for address, action in _changes(story["on"]).items()}
    assert sorted(after) == sorted(before)


@pytest.mark.parametrize("step", ["plan with all", "plan with none"])
def test_plan_after_switching_is_empty(step: str, story: Story) -> None:
    assert story[step] == {}


@pytest.mark.parametrize("name", REPLACING)
def test_listed_input_replaces_its_resource(name: str, story: Story) -> None:
    _, address, _ = REPLACING[name]

    assert story[name][address] == "replace"


@pytest.mark.application
def test_application_options_are_switched_on_and_off(story: Story) -> None:
    application_options.check(story)
