from typing import Any

from cdktf import TerraformStack

from constructs_lib.azure.clickhouse import ClickHouseEndpoint
from constructs_lib.azure.resource_scope import ResourceScope
from tests.unit.synth import only, shown, variable

ARGUMENTS: dict[str, Any] = {
    "name": "wandb",
    "subnet_id": "subnet-1",
    "network_id": "network-1",
    "service_alias": "production-westus3.1.azure.privatelinkservice",
    "region": "westus3",
}
ENDPOINT = "azurerm_private_endpoint.clickhouse_endpoint"


def test_endpoint_asks_for_the_service_by_its_alias(stack: TerraformStack, resource_scope: ResourceScope) -> None:
    ClickHouseEndpoint(stack, "clickhouse", **ARGUMENTS, resource_scope=resource_scope)

    endpoint = only(stack, "azurerm_private_endpoint")
    assert endpoint["private_service_connection"].pop("request_message")
    assert endpoint == {
        "name": "wandb-clickhouse-pe",
        "resource_group_name": "wandb-group",
        "location": "norwayeast",
        "subnet_id": "subnet-1",
        "custom_network_interface_name": "wandb-clickhouse-nic",
        "private_service_connection": {
            "name": "wandb-clickhouse-pl",
            "private_connection_resource_alias": "production-westus3.1.azure.privatelinkservice",
            "is_manual_connection": True,
        },
        "tags": {"team": "ml"},
    }


def test_every_host_name_of_the_region_leads_to_it(stack: TerraformStack, resource_scope: ResourceScope) -> None:
    ClickHouseEndpoint(stack, "clickhouse", **ARGUMENTS, resource_scope=resource_scope)

    assert only(stack, "azurerm_private_dns_zone")["name"] == "westus3.privatelink.azure.clickhouse.cloud"
    assert only(stack, "azurerm_private_dns_zone_virtual_network_link")["virtual_network_id"] == "network-1"
    assert only(stack, "azurerm_private_dns_a_record") == {
        "name": "*",
        "resource_group_name": "wandb-group",
        "zone_name": "${basename(azurerm_private_dns_zone.clickhouse_dns_zone.id)}",
        "ttl": 300,
        "records": [f"${{{ENDPOINT}.private_service_connection[0].private_ip_address}}"],
        "tags": {"team": "ml"},
    }


def test_references_reach_the_endpoint(stack: TerraformStack, resource_scope: ResourceScope) -> None:
    values = {name: variable(stack, name) for name in ARGUMENTS}
    clickhouse = ClickHouseEndpoint(stack, "clickhouse", **values, resource_scope=resource_scope)

    assert shown(stack, id=clickhouse.endpoint_id) == {"id": f"${{{ENDPOINT}.id}}"}
    endpoint = only(stack, "azurerm_private_endpoint")
    assert (endpoint["name"], endpoint["subnet_id"]) == ("${var.name}-clickhouse-pe", "${var.subnet_id}")
    assert endpoint["private_service_connection"]["private_connection_resource_alias"] == "${var.service_alias}"
    assert only(stack, "azurerm_private_dns_zone")["name"] == "${var.region}.privatelink.azure.clickhouse.cloud"
    assert only(stack, "azurerm_private_dns_zone_virtual_network_link")["virtual_network_id"] == "${var.network_id}"
