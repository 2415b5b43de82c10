from typing import Any

from cdktf import TerraformStack

from constructs_lib.azure.application_gateway import CERTIFICATE
from constructs_lib.azure.ingress_controller import (
    CONTROLLER_CERTIFICATE_PREFIX,
    IngressControllerRoles,
    controller_managed_arguments,
)
from tests.unit.synth import resources, variable

MINIMAL: dict[str, Any] = {
    "principal_id": "controller",
    "gateway_id": "/gateway",
    "resource_group_id": "/group",
    "joined_resource_ids": {"gateway_subnet": "/subnet"},
}


def _given(stack: TerraformStack) -> set[tuple[str, str]]:
    assignments = resources(stack, "azurerm_role_assignment").values()
    assert {found["principal_id"] for found in assignments} == {"controller"}
    return {(found["role_definition_name"], found["scope"]) for found in assignments}


def test_controller_has_roles_on_gateway_group_and_subnet(stack: TerraformStack) -> None:
    IngressControllerRoles(stack, "ingress", **MINIMAL)

    assert _given(stack) == {
        ("Contributor", "/gateway"),
        ("Reader", "/group"),
        ("Network Contributor", "/subnet"),
    }


def test_it_may_use_whatever_else_the_gateway_refers_to(stack: TerraformStack) -> None:
    joined = {"gateway_subnet": "/subnet", "private_link_subnet": "/link", "firewall": "/policy"}
    IngressControllerRoles(
        stack, "ingress", **MINIMAL | {"joined_resource_ids": joined}, gateway_identity_id="/identity"
    )

    assert _given(stack) == {
        ("Contributor", "/gateway"),
        ("Reader", "/group"),
        ("Network Contributor", "/subnet"),
        ("Network Contributor", "/link"),
        ("Network Contributor", "/policy"),
        ("Managed Identity Operator", "/identity"),
    }
    assert "ingress_private_link_subnet" in resources(stack, "azurerm_role_assignment")


def test_references_reach_the_assignments(stack: TerraformStack) -> None:
    values = {name: variable(stack, name) for name in ("principal_id", "gateway_id", "resource_group_id")}
    IngressControllerRoles(stack, "ingress", **MINIMAL | values)

    found = resources(stack, "azurerm_role_assignment")
    assert found["ingress_gateway"]["scope"] == "${var.gateway_id}"
    assert found["ingress_resource_group"]["scope"] == "${var.resource_group_id}"
    assert found["ingress_gateway_subnet"]["principal_id"] == "${var.principal_id}"


def test_certificates_are_ignored_unless_terraform_sets_one() -> None:
    assert set(controller_managed_arguments(certificate_in_terraform=False)) - set(
        controller_managed_arguments(certificate_in_terraform=True)
    ) == {"ssl_certificate"}


def test_certificate_name_has_not_the_controllers_prefix() -> None:
    assert not CERTIFICATE.startswith(CONTROLLER_CERTIFICATE_PREFIX)
