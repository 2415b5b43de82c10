from cdktf import TerraformStack

from constructs_lib.azure.gateway_identity import GatewayIdentity
from constructs_lib.azure.resource_scope import ResourceScope
from tests.unit.synth import only, shown, variable

IDENTITY = "${azurerm_user_assigned_identity.certificate_identity"


def test_it_reads_the_secrets_of_one_vault(stack: TerraformStack, resource_scope: ResourceScope) -> None:
    GatewayIdentity(
        stack, "certificate", name="wandb-gateway-identity", resource_scope=resource_scope, vault_id="/vault"
    )

    assert only(stack, "azurerm_user_assigned_identity") == {
        "name": "wandb-gateway-identity",
        "resource_group_name": "wandb-group",
        "location": "norwayeast",
        "tags": {"team": "ml"},
    }
    assert only(stack, "azurerm_role_assignment") == {
        "scope": "/vault",
        "role_definition_name": "Key Vault Secrets User",
        "principal_id": f"{IDENTITY}.principal_id}}",
        "principal_type": "ServicePrincipal",
    }


def test_gateway_identity_is_known_after_the_role_assignment(
    stack: TerraformStack, resource_scope: ResourceScope
) -> None:
    vault_id = variable(stack, "vault")
    identity = GatewayIdentity(
        stack, "certificate", name=variable(stack, "name"), resource_scope=resource_scope, vault_id=vault_id
    )

    assert shown(stack, id=identity.identity_id) == {"id": "${time_sleep.certificate_right_in_effect.triggers.value}"}
    assert only(stack, "time_sleep")["triggers"] == {
        "value": f"{IDENTITY}.id}}",
        "reads_secrets": "${azurerm_role_assignment.certificate_reads_secrets.id}",
    }
    assert only(stack, "azurerm_role_assignment")["scope"] == "${var.vault}"
