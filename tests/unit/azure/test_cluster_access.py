"""Who may use the AKS cluster, and when."""

from cdktf import TerraformStack

from constructs_lib.azure.cluster import Cluster
from constructs_lib.azure.resource_scope import ResourceScope
from tests.unit.azure.cluster_case import CLUSTER, MINIMAL
from tests.unit.synth import data_sources, only, resources, shown, variable


def test_access_is_by_entra_id_without_local_accounts(stack: TerraformStack, resource_scope: ResourceScope) -> None:
    Cluster(stack, "cluster", **MINIMAL, resource_scope=resource_scope)

    cluster = only(stack, "azurerm_kubernetes_cluster")
    assert cluster["local_account_disabled"] is True
    assert cluster["role_based_access_control_enabled"] is True
    assert cluster["azure_active_directory_role_based_access_control"] == {
        "azure_rbac_enabled": True,
        # The provider requires a tenant or a group.
        "tenant_id": "${data.azurerm_client_config.cluster_client.tenant_id}",
    }
    assert cluster["run_command_enabled"] is False


def test_administrators_have_the_role_only_on_this_cluster(
    stack: TerraformStack, resource_scope: ResourceScope
) -> None:
    Cluster(
        stack,
        "cluster",
        **MINIMAL | {"administrator_object_ids": ["deployer", "pipeline"]},
        resource_scope=resource_scope,
    )

    given = resources(stack, "azurerm_role_assignment")
    role = {"role_definition_name": "Azure Kubernetes Service RBAC Cluster Admin", "scope": f"{CLUSTER}.id}}"}
    assert given["cluster_administrator_0"] == role | {"principal_id": "deployer"}
    assert given["cluster_administrator_1"] == role | {"principal_id": "pipeline"}


def test_creator_keeps_administrator_role_when_another_principal_applies(
    stack: TerraformStack, resource_scope: ResourceScope
) -> None:
    Cluster(
        stack, "cluster", **MINIMAL, resource_scope=resource_scope, creator_object_id=variable(stack, "whoever_applies")
    )

    assert resources(stack, "azurerm_role_assignment")["cluster_creator"] == {
        "role_definition_name": "Azure Kubernetes Service RBAC Cluster Admin",
        "scope": f"{CLUSTER}.id}}",
        "principal_id": "${var.whoever_applies}",
        "lifecycle": {"ignore_changes": ["principal_id"]},
    }


def test_endpoint_is_known_after_the_administrators_roles(stack: TerraformStack, resource_scope: ResourceScope) -> None:
    cluster = Cluster(
        stack,
        "cluster",
        **MINIMAL,
        resource_scope=resource_scope,
        administrator_object_ids=["pipeline"],
        creator_object_id="deployer",
    )

    waiting = "cluster_administrators_in_effect"
    assert shown(stack, endpoint=cluster.endpoint) == {"endpoint": f"${{time_sleep.{waiting}.triggers.value}}"}
    assert resources(stack, "time_sleep")[waiting] == {
        "create_duration": "120s",
        "triggers": {
            "value": f"https://{CLUSTER}.fqdn}}:443",
            "administrator_0": "${azurerm_role_assignment.cluster_administrator_0.id}",
            "creator": "${azurerm_role_assignment.cluster_creator.id}",
        },
    }


def test_local_administrator_logs_in_with_a_certificate(stack: TerraformStack, resource_scope: ResourceScope) -> None:
    cluster = Cluster(stack, "cluster", **MINIMAL, resource_scope=resource_scope, local_accounts=True)

    # The resource's own attribute has no element in the plan that switches local accounts on.
    read = "data.azurerm_kubernetes_cluster.cluster_administrator"
    assert shown(stack, certificate=cluster.client_certificate, key=cluster.client_key) == {
        "certificate": f"${{{read}.kube_admin_config[0].client_certificate}}",
        "key": f"${{{read}.kube_admin_config[0].client_key}}",
    }
    assert data_sources(stack, "azurerm_kubernetes_cluster") == {
        "cluster_administrator": {
            "name": f"{CLUSTER}.name}}",
            "resource_group_name": f"{CLUSTER}.resource_group_name}}",
            "depends_on": ["azurerm_kubernetes_cluster.cluster_cluster"],
        }
    }
    assert only(stack, "azurerm_kubernetes_cluster")["local_account_disabled"] is False
