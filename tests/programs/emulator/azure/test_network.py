"""What Azure's network service enforces."""

from typing import Any

import pytest

from tests.programs.emulator.azure.conftest import ACCOUNT, GROUP, Client, put_network, storage_account

NETWORK = f"{GROUP}/providers/Microsoft.Network/virtualNetworks/network"
SUBNET = f"{NETWORK}/subnets/one"
SECURITY_GROUP = f"{GROUP}/providers/Microsoft.Network/networkSecurityGroups/rules"
ADDRESS = f"{GROUP}/providers/Microsoft.Network/publicIPAddresses/address"
GATEWAY = f"{GROUP}/providers/Microsoft.Network/applicationGateways/gateway"
POLICY = f"{GROUP}/providers/Microsoft.Network/applicationGatewayWebApplicationFirewallPolicies/waf"
ENDPOINT = f"{GROUP}/providers/Microsoft.Network/privateEndpoints/endpoint"
PRIVATE_ZONE = f"{GROUP}/providers/Microsoft.Network/privateDnsZones/example.internal"
ZONE = f"{GROUP}/providers/Microsoft.Network/dnsZones/example.com"


@pytest.fixture
def network(client: Client) -> Client:
    """A network 10.0.0.0/16 with one subnet 10.0.0.0/24."""
    put_network(client)
    assert client.put(SUBNET, subnet("10.0.0.0/24")).status == 201
    return client


def subnet(prefix: str, **properties: Any) -> dict[str, Any]:
    return {"properties": {"addressPrefixes": [prefix], **properties}}


@pytest.mark.parametrize(
    ("prefix", "code"), [("10.0.0.128/25", "NetcfgSubnetRangesOverlap"), ("10.1.0.0/24", "NetcfgInvalidSubnet")]
)
def test_subnet_that_does_not_fit_is_refused(network: Client, prefix: str, code: str) -> None:
    assert network.put(f"{NETWORK}/subnets/two", subnet(prefix)).code == code


def test_subnet_in_use_is_not_deleted_nor_is_its_network(network: Client) -> None:
    network.put(ENDPOINT, endpoint())

    assert network.delete(SUBNET).code == "InUseSubnetCannotBeDeleted"
    assert network.delete(NETWORK).code == "InUseSubnetCannotBeDeleted"
    assert network.delete(ENDPOINT).status == 202
    assert network.delete(NETWORK).status == 202


def test_put_of_a_network_replaces_its_subnets(network: Client) -> None:
    space = {"addressSpace": {"addressPrefixes": ["10.0.0.0/16"]}}
    other = {"name": "two", **subnet("10.0.1.0/24")}

    network.put(NETWORK, {"location": "westeurope", "properties": {**space, "subnets": [other]}})

    assert [each["name"] for each in network.get(NETWORK).body["properties"]["subnets"]] == ["two"]
    network.patch(NETWORK, {"tags": {"a": "1"}})
    assert [each["name"] for each in network.get(NETWORK).body["properties"]["subnets"]] == ["two"]


def test_put_of_a_network_without_a_subnet_in_use_is_refused(network: Client) -> None:
    network.put(ENDPOINT, endpoint())
    body = network.get(NETWORK).body

    assert network.put(NETWORK, {**body, "properties": {**body["properties"], "subnets": []}}).code == (
        "InUseSubnetCannotBeDeleted"
    )


def test_subnet_that_a_firewall_names_is_deleted(network: Client) -> None:
    rules = {"virtualNetworkRules": [{"id": SUBNET}]}
    assert network.put(ACCOUNT, storage_account(networkAcls=rules)).status == 200

    assert network.delete(SUBNET).status == 202


def test_delegated_subnet_has_the_actions_of_its_service(network: Client) -> None:
    delegation = {
        "name": "db",
        "properties": {"serviceName": "Microsoft.DBforMySQL/flexibleServers", "actions": ["any"]},
    }

    reply = network.put(SUBNET, subnet("10.0.0.0/24", delegations=[delegation]))

    (shown,) = reply.body["properties"]["delegations"]
    assert shown["properties"]["actions"] == ["Microsoft.Network/virtualNetworks/subnets/join/action"]


def test_security_group_in_use_is_not_deleted(network: Client) -> None:
    network.put(SECURITY_GROUP, {"location": "westeurope"})
    network.put(SUBNET, subnet("10.0.0.0/24", networkSecurityGroup={"id": SECURITY_GROUP}))

    assert network.delete(SECURITY_GROUP).code == "InUseNetworkSecurityGroupCannotBeDeleted"
    network.put(SUBNET, subnet("10.0.0.0/24"))
    assert network.delete(SECURITY_GROUP).status == 202


def test_two_rules_with_one_priority_are_refused(network: Client) -> None:
    network.put(SECURITY_GROUP, {"location": "westeurope"})

    def rule(priority: int, direction: str = "Inbound") -> dict[str, Any]:
        return {"properties": {"priority": priority, "direction": direction, "access": "Allow", "protocol": "*"}}

    assert network.put(f"{SECURITY_GROUP}/securityRules/a", rule(100)).status == 201
    assert network.put(f"{SECURITY_GROUP}/securityRules/b", rule(100)).code == "SecurityRuleConflict"
    assert network.put(f"{SECURITY_GROUP}/securityRules/b", rule(100, "Outbound")).status == 201
    assert network.put(f"{SECURITY_GROUP}/securityRules/c", rule(99)).code == "SecurityRuleInvalidPriority"
    assert len(network.get(SECURITY_GROUP).body["properties"]["securityRules"]) == 2


def gateway(priorities: tuple[int, ...] = (1,), **properties: Any) -> dict[str, Any]:
    frontend = {"name": "public", "properties": {"publicIPAddress": {"id": ADDRESS}}}
    listener = {"id": f"{GATEWAY}/httpListeners/web"}
    rules = [
        {"name": f"rule{number}", "properties": {"priority": number, "httpListener": listener}} for number in priorities
    ]
    own = {
        "frontendIPConfigurations": [frontend],
        "httpListeners": [{"name": "web", "properties": {"protocol": "Http"}}],
        "requestRoutingRules": rules,
    }
    return {"location": "westeurope", "properties": {**own, **properties}}


def test_address_of_a_gateway_is_not_deleted(network: Client) -> None:
    network.put(ADDRESS, {"location": "westeurope"})
    assert network.put(GATEWAY, gateway()).status == 201

    assert network.delete(ADDRESS).code == "PublicIPAddressCannotBeDeleted"
    network.delete(GATEWAY)
    assert network.delete(ADDRESS).status == 202


def test_gateway_rule_needs_its_listener_and_a_priority_of_its_own(network: Client) -> None:
    network.put(ADDRESS, {"location": "westeurope"})

    assert network.put(GATEWAY, gateway(httpListeners=[])).code == "InvalidResourceReference"
    twice = network.put(GATEWAY, gateway((5, 5)))
    assert twice.code == "ApplicationGatewayRequestRoutingRulePriorityMustBeUnique"


def test_firewall_policy_of_a_gateway_is_not_deleted(network: Client) -> None:
    network.put(ADDRESS, {"location": "westeurope"})
    network.put(POLICY, {"location": "westeurope", "properties": {}})
    network.put(GATEWAY, gateway(firewallPolicy={"id": POLICY}))

    assert network.delete(POLICY).code == "ApplicationGatewayFirewallPolicyInUse"


def endpoint(**connections: Any) -> dict[str, Any]:
    return {"location": "westeurope", "properties": {"subnet": {"id": SUBNET}, **connections}}


def test_private_endpoint_has_an_interface_that_goes_with_it(network: Client) -> None:
    connection = {"name": "c", "properties": {"groupIds": ["blob"]}}
    reply = network.put(ENDPOINT, endpoint(manualPrivateLinkServiceConnections=[connection]))
    interface = reply.body["properties"]["networkInterfaces"][0]["id"]

    (manual,) = reply.body["properties"]["manualPrivateLinkServiceConnections"]
    assert manual["properties"]["privateLinkServiceConnectionState"]["status"] == "Pending"
    (configuration,) = network.get(interface).body["properties"]["ipConfigurations"]
    assert configuration["properties"]["privateIPAddress"].startswith("10.0.0.")
    network.delete(ENDPOINT)
    assert network.get(interface).status == 404


def test_linked_private_zone_is_not_deleted(network: Client) -> None:
    link = f"{PRIVATE_ZONE}/virtualNetworkLinks/link"
    network.put(PRIVATE_ZONE, {"location": "global"})
    network.put(link, {"location": "global", "properties": {"virtualNetwork": {"id": NETWORK}}})

    assert network.delete(PRIVATE_ZONE).code == "CannotDeleteResource"
    network.delete(link)
    assert network.delete(PRIVATE_ZONE).status == 202


def test_network_is_linked_to_one_zone_per_name(network: Client) -> None:
    network.put(f"{GROUP}2", {"location": "westeurope"})
    other = PRIVATE_ZONE.replace(GROUP, f"{GROUP}2")
    body = {"location": "global", "properties": {"virtualNetwork": {"id": NETWORK}}}
    for zone in (PRIVATE_ZONE, other):
        network.put(zone, {"location": "global"})
    network.put(f"{PRIVATE_ZONE}/virtualNetworkLinks/link", body)

    assert network.put(f"{other}/virtualNetworkLinks/link", body).code == "Conflict"


def test_alias_record_beside_another_record_is_refused(network: Client) -> None:
    network.put(ZONE, {"location": "global"})
    record = {"properties": {"TTL": 300, "ARecords": [{"ipv4Address": "192.0.2.1"}]}}
    assert network.put(f"{ZONE}/A/www", record).body["properties"]["fqdn"] == "www.example.com."

    assert network.put(f"{ZONE}/CNAME/www", {"properties": {"TTL": 300}}).code == "BadRequest"
    assert network.put(f"{ZONE}/CNAME/@", {"properties": {"TTL": 300}}).code == "BadRequest"
