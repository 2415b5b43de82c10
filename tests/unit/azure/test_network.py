from ipaddress import ip_network
from typing import Any

import pytest
from cdktf import TerraformStack

from constructs_lib.azure.network import Network
from constructs_lib.azure.resource_scope import ResourceScope
from tests.unit.synth import only, resources, shown, variable

MINIMAL: dict[str, Any] = {
    "name": "wandb",
    "cidr": "10.10.0.0/16",
    "public_subnet_cidr": "10.10.0.0/24",
    "private_subnet_cidr": "10.10.1.0/24",
    "cluster_subnet_cidr": "10.10.16.0/20",
    "database_subnet_cidr": "10.10.3.0/24",
}
OPTIONAL: dict[str, Any] = {"redis_subnet_cidr": "10.10.2.0/24", "private_link_subnet_cidr": "10.10.4.0/24"}
EVERYTHING: dict[str, Any] = MINIMAL | OPTIONAL | {"allowed_ip_ranges": ["203.0.113.0/24", "198.51.100.7/32"]}
NETWORK = "azurerm_virtual_network.network_virtual_network"

# Allows the health probes of load balancers; in every group that denies traffic from the network.
PROBES = "allow-load-balancer"

Opening = tuple[frozenset[str], frozenset[str], str]


def _create(stack: TerraformStack, resource_scope: ResourceScope, **arguments: Any) -> Network:
    return Network(stack, "network", **{**MINIMAL, **arguments}, resource_scope=resource_scope)


def _subnet(**arguments: Any) -> dict[str, Any]:
    return {"resource_group_name": "wandb-group", "virtual_network_name": f"${{basename({NETWORK}.id)}}", **arguments}


def _openings(stack: TerraformStack, subnet: str) -> dict[str, Opening]:
    """Name to sources, ports and protocol of every rule that allows traffic into `subnet`, without Azure's probes."""
    found = {}
    for rule in resources(stack, "azurerm_network_security_rule").values():
        if f"network_{subnet}_rules_group" in rule["network_security_group_name"] and rule["access"] == "Allow":
            if rule["name"] == PROBES:
                continue
            sources = rule.get("source_address_prefixes") or [rule["source_address_prefix"]]
            ports = rule.get("destination_port_ranges") or [rule["destination_port_range"]]
            found[rule["name"]] = (frozenset(sources), frozenset(ports), rule["protocol"])
    return found


def _opening(sources: str, ports: str, protocol: str = "Tcp") -> Opening:
    return frozenset(sources.split()), frozenset(ports.split()), protocol


def test_minimal_network_has_four_subnets(stack: TerraformStack, resource_scope: ResourceScope) -> None:
    _create(stack, resource_scope)

    assert only(stack, "azurerm_virtual_network") == {
        "name": "wandb-vpc",
        "resource_group_name": "wandb-group",
        "location": "norwayeast",
        "address_space": ["10.10.0.0/16"],
        "tags": {"team": "ml"},
    }
    assert resources(stack, "azurerm_subnet") == {
        "network_public": _subnet(
            name="wandb-public", address_prefixes=["10.10.0.0/24"], service_endpoints=["Microsoft.KeyVault"]
        ),
        "network_private": _subnet(
            name="wandb-private",
            address_prefixes=["10.10.1.0/24"],
            private_endpoint_network_policies="NetworkSecurityGroupEnabled",
        ),
        "network_kubernetes": _subnet(
            name="wandb-kubernetes",
            address_prefixes=["10.10.16.0/20"],
            service_endpoints=["Microsoft.KeyVault", "Microsoft.Storage"],
        ),
        "network_database": _subnet(
            name="wandb-database",
            address_prefixes=["10.10.3.0/24"],
            service_endpoints=["Microsoft.Storage"],
            delegation=[
                {
                    "name": "mysql",
                    "service_delegation": {
                        "name": "Microsoft.DBforMySQL/flexibleServers",
                        "actions": ["Microsoft.Network/virtualNetworks/subnets/join/action"],
                    },
                }
            ],
            lifecycle={"ignore_changes": ["delegation"]},
        ),
    }


def test_redis_and_private_link_have_subnets_of_their_own(stack: TerraformStack, resource_scope: ResourceScope) -> None:
    _create(stack, resource_scope, **OPTIONAL)

    subnets = resources(stack, "azurerm_subnet")
    assert subnets["network_redis"] == _subnet(
        name="wandb-redis",
        address_prefixes=["10.10.2.0/24"],
        private_endpoint_network_policies="NetworkSecurityGroupEnabled",
    )
    assert subnets["network_private_link"] == _subnet(
        name="wandb-private-link",
        address_prefixes=["10.10.4.0/24"],
        private_link_service_network_policies_enabled=False,
        # Switched off, it is deleted after the gateway left it.
        lifecycle={"create_before_destroy": True},
    )


def test_every_subnet_has_a_security_group_of_its_own(stack: TerraformStack, resource_scope: ResourceScope) -> None:
    _create(stack, resource_scope, **EVERYTHING)

    subnets = resources(stack, "azurerm_subnet")
    associations = resources(stack, "azurerm_subnet_network_security_group_association").values()
    assert {association["subnet_id"] for association in associations} == {
        f"${{azurerm_subnet.{address}.id}}" for address in subnets
    }
    groups = resources(stack, "azurerm_network_security_group")
    assert {group["name"] for group in groups.values()} == {
        "wandb-allowlist-nsg",
        "wandb-private-nsg",
        "wandb-kubernetes-nsg",
        "wandb-database-nsg",
        "wandb-redis-nsg",
        "wandb-private-link-nsg",
    }
    assert len({association["network_security_group_id"] for association in associations}) == len(subnets)


def test_gateway_is_open_to_the_internet_on_its_two_ports_and_to_azure(
    stack: TerraformStack, resource_scope: ResourceScope
) -> None:
    _create(stack, resource_scope)

    assert _openings(stack, "public") == {
        "allow-web": _opening("Internet", "80 443"),
        "allow-gateway-manager": _opening("GatewayManager", "65200-65535"),
    }


def test_allowed_ranges_replace_the_internet(stack: TerraformStack, resource_scope: ResourceScope) -> None:
    _create(stack, resource_scope, **EVERYTHING)

    assert _openings(stack, "public") == {
        "allow-web": _opening("203.0.113.0/24 198.51.100.7/32", "80 443"),
        "allow-gateway-manager": _opening("GatewayManager", "65200-65535"),
    }


def test_database_and_redis_are_reached_only_from_the_cluster(
    stack: TerraformStack, resource_scope: ResourceScope
) -> None:
    _create(stack, resource_scope, **EVERYTHING)

    assert _openings(stack, "database") == {
        "allow-mysql": _opening("10.10.16.0/20", "3306"),
        "allow-replication": _opening("10.10.3.0/24", "*", "*"),
    }
    assert _openings(stack, "redis") == {"allow-redis": _opening("10.10.16.0/20", "10000 6380")}


def test_endpoints_are_reached_over_https_and_clickhouse_from_the_cluster(
    stack: TerraformStack, resource_scope: ResourceScope
) -> None:
    _create(stack, resource_scope)

    assert _openings(stack, "private") == {
        "allow-https": _opening("VirtualNetwork", "443"),
        "allow-clickhouse": _opening("10.10.16.0/20", "8443 9440"),
    }


def test_pods_are_reached_from_the_gateway_and_from_each_other(
    stack: TerraformStack, resource_scope: ResourceScope
) -> None:
    _create(stack, resource_scope)

    assert _openings(stack, "kubernetes") == {
        "allow-cluster": _opening("10.10.16.0/20", "*", "*"),
        "allow-gateway": _opening("10.10.0.0/24", "*"),
    }


def test_other_traffic_from_the_virtual_network_is_denied(stack: TerraformStack, resource_scope: ResourceScope) -> None:
    _create(stack, resource_scope, **EVERYTHING)

    subnets: dict[str, set[str]] = {"deny-network": set(), PROBES: set()}
    for rule in resources(stack, "azurerm_network_security_rule").values():
        if rule["name"] in subnets:
            subnets[rule["name"]].add(rule["network_security_group_name"].split("network_")[-1].split("_rules")[0])
    assert subnets["deny-network"] == {"private", "kubernetes", "database", "redis"}
    assert subnets[PROBES] == subnets["deny-network"]


@pytest.mark.parametrize("arguments", [MINIMAL, EVERYTHING], ids=["minimal", "everything"])
def test_only_the_gateway_ports_are_open_to_the_internet(
    stack: TerraformStack, resource_scope: ResourceScope, arguments: dict[str, Any]
) -> None:
    _create(stack, resource_scope, **arguments)

    inside = ip_network("10.10.0.0/16")
    outside = {
        (rule["name"], source)
        for rule in resources(stack, "azurerm_network_security_rule").values()
        for source in rule.get("source_address_prefixes") or [rule["source_address_prefix"]]
        if source == "*" or source == "Internet" or ("/" in source and not ip_network(source).subnet_of(inside))
    }
    assert {name for name, _ in outside} == {"allow-web"}


def test_subnet_ids_wait_for_their_rules(stack: TerraformStack, resource_scope: ResourceScope) -> None:
    network = _create(stack, resource_scope, **OPTIONAL)

    def guarded(subnet: str) -> str:
        address = f"azurerm_subnet_network_security_group_association.network_{subnet}_rules_association"
        return f"${{{address}.subnet_id}}"

    assert shown(
        stack,
        network=network.network_id,
        name=network.network_name,
        gateway=network.gateway_subnet_id,
        endpoint=network.endpoint_subnet_id,
        cluster=network.cluster_subnet_id,
        database=network.database_subnet_id,
        redis=network.redis_subnet_id,
        private_link=network.private_link_subnet_id,
    ) == {
        "network": f"${{{NETWORK}.id}}",
        "name": f"${{{NETWORK}.name}}",
        "gateway": guarded("public"),
        "endpoint": guarded("private"),
        "cluster": guarded("kubernetes"),
        "database": guarded("database"),
        "redis": guarded("redis"),
        "private_link": guarded("private_link"),
    }


def test_optional_subnets_are_not_created_by_default(stack: TerraformStack, resource_scope: ResourceScope) -> None:
    network = _create(stack, resource_scope)

    assert network.redis_subnet_id is None
    assert network.private_link_subnet_id is None


def test_references_reach_the_network(stack: TerraformStack, resource_scope: ResourceScope) -> None:
    values = {name: variable(stack, name) for name in (*MINIMAL, *OPTIONAL)}
    _create(stack, resource_scope, **values, allowed_ip_ranges=[variable(stack, "allowed")])

    assert only(stack, "azurerm_virtual_network")["address_space"] == ["${var.cidr}"]
    ranges = {address: subnet["address_prefixes"] for address, subnet in resources(stack, "azurerm_subnet").items()}
    assert ranges == {
        "network_public": ["${var.public_subnet_cidr}"],
        "network_private": ["${var.private_subnet_cidr}"],
        "network_kubernetes": ["${var.cluster_subnet_cidr}"],
        "network_database": ["${var.database_subnet_cidr}"],
        "network_redis": ["${var.redis_subnet_cidr}"],
        "network_private_link": ["${var.private_link_subnet_cidr}"],
    }
    assert _openings(stack, "public")["allow-web"] == _opening("${var.allowed}", "80 443")
