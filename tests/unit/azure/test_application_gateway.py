from typing import Any

import pytest
from cdktf import TerraformStack

from constructs_lib.azure.application_gateway import ApplicationGateway
from constructs_lib.azure.resource_scope import ResourceScope
from tests.unit.synth import number_variable, only, shown, variable

MINIMAL: dict[str, Any] = {
    "name": "wandb-ag",
    "subnet_id": "/subnets/public",
    "subnet_cidr": "10.10.0.0/24",
    "public_ip_name": "wandb-public-ip",
    "domain_name_label": "wandb-0a1b2c3d",
}
ADDRESS = "${azurerm_public_ip.gateway_address"


def test_gateway_scales_and_accepts_only_modern_tls(stack: TerraformStack, resource_scope: ResourceScope) -> None:
    ApplicationGateway(stack, "gateway", **MINIMAL, resource_scope=resource_scope)

    gateway = only(stack, "azurerm_application_gateway")
    kept = (
        "name",
        "resource_group_name",
        "location",
        "sku",
        "autoscale_configuration",
        "enable_http2",
        "ssl_policy",
        "tags",
    )
    assert {name: gateway[name] for name in kept} == {
        "name": "wandb-ag",
        "resource_group_name": "wandb-group",
        "location": "norwayeast",
        "sku": {"name": "Standard_v2", "tier": "Standard_v2"},
        "autoscale_configuration": {"min_capacity": 2, "max_capacity": 10},
        "enable_http2": True,
        "ssl_policy": {"policy_type": "Predefined", "policy_name": "AppGwSslPolicy20220101S"},
        "tags": {"team": "ml"},
    }
    options = {"zones", "firewall_policy_id", "ssl_certificate", "identity", "private_link_configuration"}
    assert not options & set(gateway)


def test_it_has_a_fixed_public_address_with_a_name(stack: TerraformStack, resource_scope: ResourceScope) -> None:
    gateway = ApplicationGateway(stack, "gateway", **MINIMAL, resource_scope=resource_scope)

    assert shown(stack, id=gateway.gateway_id, address=gateway.address, name=gateway.domain_name) == {
        "id": "${azurerm_application_gateway.gateway_gateway.id}",
        "address": f"{ADDRESS}.ip_address}}",
        "name": f"{ADDRESS}.fqdn}}",
    }
    assert only(stack, "azurerm_public_ip") == {
        "name": "wandb-public-ip",
        "resource_group_name": "wandb-group",
        "location": "norwayeast",
        "sku": "Standard",
        "allocation_method": "Static",
        "domain_name_label": "wandb-0a1b2c3d",
        "tags": {"team": "ml"},
    }
    found = only(stack, "azurerm_application_gateway")
    assert found["frontend_ip_configuration"] == [{"name": "public", "public_ip_address_id": f"{ADDRESS}.id}}"}]
    assert found["gateway_ip_configuration"] == [{"name": "gateway", "subnet_id": "/subnets/public"}]


def test_its_placeholders_belong_together(stack: TerraformStack, resource_scope: ResourceScope) -> None:
    ApplicationGateway(stack, "gateway", **MINIMAL, resource_scope=resource_scope)

    gateway = only(stack, "azurerm_application_gateway")
    [rule] = gateway["request_routing_rule"]
    [listener] = gateway["http_listener"]
    # The second generation takes no rule without.
    assert rule["priority"] == 20_000
    assert rule["http_listener_name"] == listener["name"]
    assert rule["backend_address_pool_name"] == gateway["backend_address_pool"][0]["name"]
    assert rule["backend_http_settings_name"] == gateway["backend_http_settings"][0]["name"]
    assert listener["frontend_port_name"] == gateway["frontend_port"][0]["name"]
    assert listener["frontend_ip_configuration_name"] == gateway["frontend_ip_configuration"][0]["name"]


def test_gateway_ignores_arguments_and_tags_of_the_ingress_controller(
    stack: TerraformStack, resource_scope: ResourceScope
) -> None:
    ApplicationGateway(stack, "gateway", **MINIMAL, resource_scope=resource_scope)

    assert only(stack, "azurerm_application_gateway")["lifecycle"]["ignore_changes"] == [
        "backend_address_pool",
        "backend_http_settings",
        "frontend_port",
        "http_listener",
        "probe",
        "redirect_configuration",
        "request_routing_rule",
        "url_path_map",
        "ssl_certificate",
        'tags["ingress-for-aks-cluster-id"]',
        'tags["last-updated-by-k8s-ingress"]',
        'tags["managed-by-k8s-ingress"]',
    ]


def test_key_vault_certificate_is_managed_by_terraform(stack: TerraformStack, resource_scope: ResourceScope) -> None:
    secret = "https://vault.vault.azure.net/secrets/wandb"
    gateway = ApplicationGateway(
        stack,
        "gateway",
        **MINIMAL,
        resource_scope=resource_scope,
        certificate_secret_id=secret,
        identity_id="/identities/gateway",
    )

    assert gateway.certificate_name == "wandb"
    found = only(stack, "azurerm_application_gateway")
    assert found["ssl_certificate"] == [{"name": "wandb", "key_vault_secret_id": secret}]
    assert found["identity"] == {"type": "UserAssigned", "identity_ids": ["/identities/gateway"]}
    assert "ssl_certificate" not in found["lifecycle"]["ignore_changes"]


def test_gateway_with_a_waf_policy_has_the_waf_sku(stack: TerraformStack, resource_scope: ResourceScope) -> None:
    ApplicationGateway(stack, "gateway", **MINIMAL, resource_scope=resource_scope, firewall_policy_id="/policies/waf")

    found = only(stack, "azurerm_application_gateway")
    assert found["sku"] == {"name": "WAF_v2", "tier": "WAF_v2"}
    assert found["firewall_policy_id"] == "/policies/waf"


def test_in_zones_its_public_address_is_in_all_of_them(stack: TerraformStack, resource_scope: ResourceScope) -> None:
    ApplicationGateway(stack, "gateway", **MINIMAL, resource_scope=resource_scope, zones=["1", "3"])

    assert only(stack, "azurerm_application_gateway")["zones"] == ["1", "3"]
    assert only(stack, "azurerm_public_ip")["zones"] == ["1", "2", "3"]


def test_private_frontend_has_a_listener_from_creation(stack: TerraformStack, resource_scope: ResourceScope) -> None:
    gateway = ApplicationGateway(
        stack, "gateway", **MINIMAL, resource_scope=resource_scope, private_ip_address="10.10.0.200"
    )

    assert gateway.private_address == "10.10.0.200"
    found = only(stack, "azurerm_application_gateway")
    assert found["frontend_ip_configuration"][1] == {
        "name": "private",
        "subnet_id": "/subnets/public",
        "private_ip_address": "10.10.0.200",
        "private_ip_address_allocation": "Static",
    }
    # An address that no listener uses may be given to an instance.
    assert found["http_listener"][0]["frontend_ip_configuration_name"] == "private"


@pytest.mark.parametrize(
    ("private_ip_address", "frontend"), [(None, "public"), ("10.10.0.200", "private")], ids=["public", "private"]
)
def test_private_link_leads_to_the_frontend_in_use(
    stack: TerraformStack, resource_scope: ResourceScope, private_ip_address: str | None, frontend: str
) -> None:
    gateway = ApplicationGateway(
        stack,
        "gateway",
        **MINIMAL,
        resource_scope=resource_scope,
        private_ip_address=private_ip_address,
        private_link_subnet_id="/subnets/link",
    )

    assert gateway.private_link_name == frontend
    found = only(stack, "azurerm_application_gateway")
    private_link_frontend = {
        configuration["name"]: configuration.get("private_link_configuration_name")
        for configuration in found["frontend_ip_configuration"]
    }
    assert {name for name, link in private_link_frontend.items() if link == "private-link"} == {frontend}
    address = {
        "name": "primary",
        "subnet_id": "/subnets/link",
        "private_ip_address_allocation": "Dynamic",
        "primary": True,
    }
    assert found["private_link_configuration"] == [{"name": "private-link", "ip_configuration": [address]}]
    assert found["http_listener"][0]["frontend_ip_configuration_name"] == frontend


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            {"min_capacity": 11},
            "min_capacity must be 0-100 and not above max_capacity, which must be 2-125, got 11 and 10",
        ),
        ({"min_capacity": 101, "max_capacity": 102}, "min_capacity must be 0-100 .*, got 101 and 102"),
        ({"min_capacity": 0, "max_capacity": 1}, "max_capacity, which must be 2-125, got 0 and 1"),
        ({"max_capacity": 126}, "max_capacity, which must be 2-125, got 2 and 126"),
        ({"certificate_secret_id": "https://x"}, "certificate_secret_id requires an identity_id with access to it"),
        (
            {"private_ip_address": "10.10.1.10"},
            r"private_ip_address must be 10\.10\.0\.4 to 10\.10\.0\.254 in 10\.10\.0\.0/24, got 10\.10\.1\.10",
        ),
        ({"private_ip_address": "10.10.0.3"}, r"must be 10\.10\.0\.4 to .*, got 10\.10\.0\.3"),
        ({"private_ip_address": "10.10.0.255"}, r"must be .* to 10\.10\.0\.254 .*, got 10\.10\.0\.255"),
        (
            {"name": "g" * 59, "private_link_subnet_id": "/subnets/link"},
            "must have at most 70 characters together, got 71",
        ),
    ],
)
def test_values_that_azure_refuses_are_refused_at_synthesis(
    stack: TerraformStack, resource_scope: ResourceScope, arguments: dict[str, Any], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        ApplicationGateway(stack, "gateway", **MINIMAL | arguments, resource_scope=resource_scope)


def test_references_reach_the_resources(stack: TerraformStack, resource_scope: ResourceScope) -> None:
    values = {name: variable(stack, name) for name in MINIMAL}
    ApplicationGateway(
        stack,
        "gateway",
        **values,
        resource_scope=resource_scope,
        min_capacity=int(number_variable(stack, "minimum")),
        max_capacity=int(number_variable(stack, "maximum")),
        private_ip_address=variable(stack, "private"),
        firewall_policy_id=variable(stack, "policy"),
    )

    found = only(stack, "azurerm_application_gateway")
    assert found["name"] == "${var.name}"
    assert found["autoscale_configuration"] == {"min_capacity": "${var.minimum}", "max_capacity": "${var.maximum}"}
    assert found["frontend_ip_configuration"][1]["private_ip_address"] == "${var.private}"
    assert found["frontend_ip_configuration"][1]["subnet_id"] == "${var.subnet_id}"
    assert found["firewall_policy_id"] == "${var.policy}"
    address = only(stack, "azurerm_public_ip")
    assert (address["name"], address["domain_name_label"]) == ("${var.public_ip_name}", "${var.domain_name_label}")
