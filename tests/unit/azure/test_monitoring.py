from typing import Any

from cdktf import TerraformStack

from constructs_lib.azure.identity import ServiceAccount
from constructs_lib.azure.monitoring import Monitoring
from constructs_lib.azure.resource_scope import ResourceScope
from tests.unit.synth import only, shown, variable

COLLECTOR = ServiceAccount("wandb-otel-daemonset", "default", "wandb-otel-app-credentials")
ARGUMENTS: dict[str, Any] = {
    "name": "wandb-identity-otel",
    "resource_group_id": "group-1",
    "issuer_url": "https://issuer",
    "service_accounts": [COLLECTOR],
}
IDENTITY = "azurerm_user_assigned_identity.monitoring_collector_identity"


def test_collector_reads_metrics_of_the_group_and_nothing_else(
    stack: TerraformStack, resource_scope: ResourceScope
) -> None:
    Monitoring(stack, "monitoring", **ARGUMENTS, resource_scope=resource_scope)

    assert only(stack, "azurerm_role_assignment") == {
        "scope": "group-1",
        "role_definition_name": "Monitoring Reader",
        "principal_id": f"${{{IDENTITY}.principal_id}}",
        "principal_type": "ServicePrincipal",
    }


def test_collectors_service_account_takes_on_the_identity(stack: TerraformStack, resource_scope: ResourceScope) -> None:
    monitoring = Monitoring(stack, "monitoring", **ARGUMENTS, resource_scope=resource_scope)

    assert shown(stack, client=monitoring.client_id) == {"client": f"${{{IDENTITY}.client_id}}"}
    assert only(stack, "azurerm_user_assigned_identity")["name"] == "wandb-identity-otel"
    credential = only(stack, "azurerm_federated_identity_credential")
    assert credential["name"] == "wandb-otel-app-credentials"
    assert credential["parent_id"] == f"${{{IDENTITY}.id}}"
    assert credential["issuer"] == "https://issuer"
    assert credential["subject"] == "system:serviceaccount:default:wandb-otel-daemonset"


def test_references_reach_the_role(stack: TerraformStack, resource_scope: ResourceScope) -> None:
    values = {name: variable(stack, name) for name in ("name", "resource_group_id", "issuer_url")}
    Monitoring(stack, "monitoring", **ARGUMENTS | values, resource_scope=resource_scope)

    assert only(stack, "azurerm_role_assignment")["scope"] == "${var.resource_group_id}"
    assert only(stack, "azurerm_user_assigned_identity")["name"] == "${var.name}"
    assert only(stack, "azurerm_federated_identity_credential")["issuer"] == "${var.issuer_url}"
