from typing import Any

import pytest
from cdktf import TerraformStack

from constructs_lib.azure.identity import ServiceAccount, WorkloadIdentity, grant_queue, grant_storage
from constructs_lib.azure.resource_scope import ResourceScope
from tests.unit.synth import only, resources, shown, variable

SERVER = ServiceAccount(name="wandb", kubernetes_namespace="ml", credential_name="wandb-app-credentials")
MINIMAL: dict[str, Any] = {
    "name": "wandb-identity",
    "issuer_url": "https://oidc.example.com/1/",
    "service_accounts": [SERVER],
}
IDENTITY = "${azurerm_user_assigned_identity.server_identity"


def test_identity_trusts_one_service_account(stack: TerraformStack, resource_scope: ResourceScope) -> None:
    identity = WorkloadIdentity(stack, "server", **MINIMAL, resource_scope=resource_scope)

    assert shown(stack, id=identity.identity_id, principal=identity.principal_id, client=identity.client_id) == {
        "id": f"{IDENTITY}.id}}",
        "principal": f"{IDENTITY}.principal_id}}",
        "client": f"{IDENTITY}.client_id}}",
    }
    assert only(stack, "azurerm_user_assigned_identity") == {
        "name": "wandb-identity",
        "resource_group_name": "wandb-group",
        "location": "norwayeast",
        "tags": {"team": "ml"},
    }
    assert resources(stack, "azurerm_federated_identity_credential") == {
        "server_credential_wandb": {
            "name": "wandb-app-credentials",
            "resource_group_name": "wandb-group",
            "parent_id": f"{IDENTITY}.id}}",
            "audience": ["api://AzureADTokenExchange"],
            "issuer": "https://oidc.example.com/1/",
            "subject": "system:serviceaccount:ml:wandb",
        }
    }


def test_each_service_account_is_trusted_by_a_name_of_its_own(
    stack: TerraformStack, resource_scope: ResourceScope
) -> None:
    weave = ServiceAccount(name="weave", kubernetes_namespace="traces", credential_name="wandb-weave")
    WorkloadIdentity(stack, "server", **MINIMAL | {"service_accounts": [SERVER, weave]}, resource_scope=resource_scope)

    found = resources(stack, "azurerm_federated_identity_credential")
    assert {address: (trust["name"], trust["subject"]) for address, trust in found.items()} == {
        "server_credential_wandb": ("wandb-app-credentials", "system:serviceaccount:ml:wandb"),
        "server_credential_weave": ("wandb-weave", "system:serviceaccount:traces:weave"),
    }


def test_no_identity_is_trusted_by_more_than_twenty(stack: TerraformStack, resource_scope: ResourceScope) -> None:
    accounts = [ServiceAccount(f"pod-{n}", "ml", f"pod-{n}") for n in range(21)]

    with pytest.raises(ValueError, match="service_accounts must be at most 20, got 21"):
        WorkloadIdentity(stack, "server", **MINIMAL | {"service_accounts": accounts}, resource_scope=resource_scope)


def test_references_reach_identity_and_trust(stack: TerraformStack, resource_scope: ResourceScope) -> None:
    account = ServiceAccount("wandb", variable(stack, "namespace"), variable(stack, "credential"))
    values = {name: variable(stack, name) for name in ("name", "issuer_url")}
    WorkloadIdentity(stack, "server", **values, service_accounts=[account], resource_scope=resource_scope)

    assert only(stack, "azurerm_user_assigned_identity")["name"] == "${var.name}"
    trust = only(stack, "azurerm_federated_identity_credential")
    assert trust["name"] == "${var.credential}"
    assert trust["issuer"] == "${var.issuer_url}"
    assert trust["subject"] == "system:serviceaccount:${var.namespace}:wandb"


def test_server_uses_blobs_and_reads_the_account_and_nothing_more(stack: TerraformStack) -> None:
    grant_storage(stack, principal_id="server", account_id="/account")

    given = resources(stack, "azurerm_role_assignment").values()
    assert {role["role_definition_name"] for role in given} == {"Storage Blob Data Contributor", "Reader"}
    assert {(role["scope"], role["principal_id"]) for role in given} == {("/account", "server")}


def test_server_receives_from_its_queue(stack: TerraformStack) -> None:
    grant_queue(stack, principal_id="server", queue_id="/queue")

    given = only(stack, "azurerm_role_assignment")
    assert given["role_definition_name"] == "Storage Queue Data Contributor"
    assert (given["scope"], given["principal_id"]) == ("/queue", "server")
