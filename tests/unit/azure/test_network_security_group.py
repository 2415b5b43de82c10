from typing import Any

from cdktf import TerraformStack

from constructs_lib.azure.network_security_group import NetworkSecurityGroup, SecurityRule
from constructs_lib.azure.resource_scope import ResourceScope
from tests.unit.synth import only, resources, shown, variable

GROUP = "azurerm_network_security_group.firewall_group"
RULE = "azurerm_network_security_rule.firewall"


def _protect(
    stack: TerraformStack, resource_scope: ResourceScope, *allowed: SecurityRule, closed: bool = False
) -> NetworkSecurityGroup:
    return NetworkSecurityGroup(
        stack,
        "firewall",
        name="wandb-nsg",
        resource_scope=resource_scope,
        subnet_id=variable(stack, "subnet"),
        allowed=allowed,
        closed_to_network=closed,
    )


def _rule(**changes: Any) -> dict[str, Any]:
    return {
        "resource_group_name": f"${{{GROUP}.resource_group_name}}",
        "network_security_group_name": f"${{basename({GROUP}.id)}}",
        "direction": "Inbound",
        "access": "Allow",
        "source_port_range": "*",
        "destination_address_prefix": "*",
        **changes,
    }


def test_rules_keep_their_order_and_take_one_or_more_values(
    stack: TerraformStack, resource_scope: ResourceScope
) -> None:
    _protect(
        stack,
        resource_scope,
        SecurityRule("web", ["Internet"], ["80", "443"]),
        SecurityRule("peers", ["10.0.0.0/24", "b"], ["1-9"]),
    )

    assert resources(stack, "azurerm_network_security_rule") == {
        "firewall_web": _rule(
            name="web",
            priority=100,
            protocol="Tcp",
            source_address_prefix="Internet",
            destination_port_ranges=["80", "443"],
        ),
        "firewall_peers": _rule(
            name="peers",
            priority=110,
            protocol="Tcp",
            source_address_prefixes=["10.0.0.0/24", "b"],
            destination_port_range="1-9",
        ),
    }


def test_closed_subnet_denies_the_network_last(stack: TerraformStack, resource_scope: ResourceScope) -> None:
    _protect(stack, resource_scope, SecurityRule("servers", ["10.0.0.0/24"], ["*"], "*"), closed=True)

    rules = resources(stack, "azurerm_network_security_rule")
    assert rules["firewall_servers"]["protocol"] == "*"
    assert rules["firewall_deny_network"] == _rule(
        name="deny-network",
        access="Deny",
        priority=4096,
        protocol="*",
        source_address_prefix="VirtualNetwork",
        destination_port_range="*",
    )


def test_load_balancer_probes_are_allowed_before_the_deny_rule(
    stack: TerraformStack, resource_scope: ResourceScope
) -> None:
    _protect(stack, resource_scope, closed=True)

    assert resources(stack, "azurerm_network_security_rule")["firewall_allow_load_balancer"] == _rule(
        name="allow-load-balancer",
        priority=4095,
        protocol="*",
        source_address_prefix="AzureLoadBalancer",
        destination_port_range="*",
    )


def test_group_is_placed_and_tagged(stack: TerraformStack, resource_scope: ResourceScope) -> None:
    _protect(stack, resource_scope)

    assert only(stack, "azurerm_network_security_group") == {
        "name": "wandb-nsg",
        "resource_group_name": "wandb-group",
        "location": "norwayeast",
        "tags": {"team": "ml"},
    }
    assert resources(stack, "azurerm_network_security_rule") == {}


def test_subnet_id_is_known_after_its_rules(stack: TerraformStack, resource_scope: ResourceScope) -> None:
    firewall = _protect(stack, resource_scope, SecurityRule("web", ["Internet"], ["443"]), closed=True)

    assert shown(stack, subnet=firewall.subnet_id) == {
        "subnet": "${azurerm_subnet_network_security_group_association.firewall_association.subnet_id}"
    }
    assert only(stack, "azurerm_subnet_network_security_group_association") == {
        "subnet_id": "${var.subnet}",
        "network_security_group_id": f"${{{GROUP}.id}}",
        "depends_on": [f"{RULE}_web", f"{RULE}_allow_load_balancer", f"{RULE}_deny_network"],
    }
