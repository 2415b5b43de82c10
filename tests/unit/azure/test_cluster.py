from typing import Any

import pytest
from cdktf import TerraformStack, TerraformVariable, Token

from constructs_lib.azure.cluster import Cluster
from constructs_lib.azure.encryption import VaultKey
from constructs_lib.azure.nodes import NodeCount
from constructs_lib.azure.resource_scope import ResourceScope
from tests.unit.azure.cluster_case import CLUSTER, MINIMAL
from tests.unit.synth import list_variable, number_variable, only, resources, shown, variable


def test_host_encryption_and_azure_policy_are_optional(stack: TerraformStack, resource_scope: ResourceScope) -> None:
    Cluster(stack, "cluster", **MINIMAL, resource_scope=resource_scope)
    Cluster(stack, "other", **MINIMAL | {"host_encryption": True, "azure_policy": True}, resource_scope=resource_scope)

    clusters = resources(stack, "azurerm_kubernetes_cluster")
    plain, other = clusters["cluster_cluster"], clusters["other_cluster"]
    assert (plain["default_node_pool"]["host_encryption_enabled"], plain["azure_policy_enabled"]) == (False, False)
    assert (other["default_node_pool"]["host_encryption_enabled"], other["azure_policy_enabled"]) == (True, True)


def test_cluster_has_an_oidc_issuer_and_workload_identity(stack: TerraformStack, resource_scope: ResourceScope) -> None:
    Cluster(stack, "cluster", **MINIMAL, resource_scope=resource_scope)

    cluster = only(stack, "azurerm_kubernetes_cluster")
    assert cluster["oidc_issuer_enabled"] is True
    assert cluster["workload_identity_enabled"] is True


def test_cluster_without_a_gateway_has_no_ingress_controller(
    stack: TerraformStack, resource_scope: ResourceScope
) -> None:
    cluster = Cluster(stack, "cluster", **MINIMAL, resource_scope=resource_scope)

    assert cluster.ingress_principal_id is None
    assert "ingress_application_gateway" not in only(stack, "azurerm_kubernetes_cluster")


def test_ingress_controller_configures_the_gateway(stack: TerraformStack, resource_scope: ResourceScope) -> None:
    cluster = Cluster(stack, "cluster", **MINIMAL, resource_scope=resource_scope, gateway_id="/gateway")

    assert shown(stack, controller=cluster.ingress_principal_id) == {
        "controller": f"{CLUSTER}.ingress_application_gateway[0].ingress_application_gateway_identity[0].object_id}}"
    }
    assert only(stack, "azurerm_kubernetes_cluster")["ingress_application_gateway"] == {"gateway_id": "/gateway"}


def test_identity_has_a_role_only_on_its_subnet_before_creation(
    stack: TerraformStack, resource_scope: ResourceScope
) -> None:
    Cluster(stack, "cluster", **MINIMAL, resource_scope=resource_scope)

    identity = "${azurerm_user_assigned_identity.cluster_identity"
    assert only(stack, "azurerm_user_assigned_identity")["name"] == "wandb-cluster-identity"
    assert only(stack, "azurerm_role_assignment") == {
        "scope": "/subnets/kubernetes",
        "role_definition_name": "Network Contributor",
        "principal_id": f"{identity}.principal_id}}",
        "principal_type": "ServicePrincipal",
    }
    cluster = only(stack, "azurerm_kubernetes_cluster")
    in_effect = "${time_sleep.cluster_right_in_effect.triggers.value}"
    assert cluster["identity"] == {"type": "UserAssigned", "identity_ids": [in_effect]}
    assert only(stack, "time_sleep")["triggers"] == {
        "value": f"{identity}.id}}",
        "network": "${azurerm_role_assignment.cluster_network.id}",
    }


def test_secrets_are_encrypted_with_a_key_that_the_identity_may_use_first(
    stack: TerraformStack, resource_scope: ResourceScope
) -> None:
    key = VaultKey(key_id="/key", key_version_id="/key/7", resource_id="/resource/key")
    Cluster(stack, "cluster", **MINIMAL, resource_scope=resource_scope, secrets_key=key)

    used = only(stack, "azurerm_kubernetes_cluster")["key_management_service"]
    assert used == {"key_vault_key_id": "/key/7", "key_vault_network_access": "Public"}
    role = resources(stack, "azurerm_role_assignment")["cluster_secrets_key"]
    assert (role["role_definition_name"], role["scope"]) == ("Key Vault Crypto User", "/resource/key")
    assert role["principal_id"] == "${azurerm_user_assigned_identity.cluster_identity.principal_id}"
    waited_for = only(stack, "time_sleep")["triggers"]
    assert waited_for["secrets_key"] == "${azurerm_role_assignment.cluster_secrets_key.id}"
    assert waited_for["network"] == "${azurerm_role_assignment.cluster_network.id}"


def test_cluster_keeps_the_role_on_a_key_that_it_stops_using(
    stack: TerraformStack, resource_scope: ResourceScope
) -> None:
    key = VaultKey(key_id="/key", key_version_id="/key/7", resource_id="/resource/key")
    Cluster(stack, "cluster", **MINIMAL, resource_scope=resource_scope, secrets_key=key, secrets_key_in_use=False)

    assert "key_management_service" not in only(stack, "azurerm_kubernetes_cluster")
    assert resources(stack, "azurerm_role_assignment")["cluster_secrets_key"]["scope"] == "/resource/key"


def test_patches_and_node_images_have_separate_sunday_windows(
    stack: TerraformStack, resource_scope: ResourceScope
) -> None:
    Cluster(stack, "cluster", **MINIMAL, resource_scope=resource_scope)

    cluster = only(stack, "azurerm_kubernetes_cluster")
    assert cluster["kubernetes_version"] == "1.34"
    assert cluster["automatic_upgrade_channel"] == "patch"
    assert cluster["node_os_upgrade_channel"] == "NodeImage"
    sundays = {"frequency": "Weekly", "interval": 1, "day_of_week": "Sunday", "utc_offset": "+00:00", "duration": 8}
    assert cluster["maintenance_window_auto_upgrade"] == sundays | {"start_time": "00:00"}
    assert cluster["maintenance_window_node_os"] == sundays | {"start_time": "08:00"}


def test_node_count_changes_are_ignored(stack: TerraformStack, resource_scope: ResourceScope) -> None:
    Cluster(stack, "cluster", **MINIMAL, resource_scope=resource_scope)

    cluster = only(stack, "azurerm_kubernetes_cluster")
    assert cluster["lifecycle"] == {"ignore_changes": ["default_node_pool[0].node_count"]}
    assert "node_count" not in cluster["default_node_pool"]


def test_minimal_cluster_has_the_default_arguments(stack: TerraformStack, resource_scope: ResourceScope) -> None:
    Cluster(stack, "cluster", **MINIMAL, resource_scope=resource_scope)

    cluster = only(stack, "azurerm_kubernetes_cluster")
    rest = ("name", "resource_group_name", "location", "dns_prefix", "sku_tier", "support_plan", "tags")
    assert {name: cluster[name] for name in rest} == {
        "name": "wandb-cluster",
        "resource_group_name": "wandb-group",
        "location": "norwayeast",
        "dns_prefix": "wandb",
        "sku_tier": "Standard",
        "support_plan": "KubernetesOfficial",
        "tags": {"team": "ml"},
    }
    assert cluster["image_cleaner_enabled"] is True
    assert cluster["image_cleaner_interval_hours"] == 168
    assert "key_management_service" not in cluster
    # Who has a role reaches the API from everywhere.
    assert "api_server_access_profile" not in cluster


def test_everything_set_reaches_the_cluster(stack: TerraformStack, resource_scope: ResourceScope) -> None:
    Cluster(
        stack,
        "cluster",
        **MINIMAL,
        resource_scope=resource_scope,
        administrator_group_object_ids=["operators"],
        tenant_id="tenant-1",
        zones=["1", "3"],
        max_pods=45,
        service_cidr="172.21.0.0/18",
        sku_tier="Premium",
        api_allowed_ip_ranges=["203.0.113.0/24"],
        tags={"cost": "lab"},
    )

    cluster = only(stack, "azurerm_kubernetes_cluster")
    entra = cluster["azure_active_directory_role_based_access_control"]
    assert (entra["tenant_id"], entra["admin_group_object_ids"]) == ("tenant-1", ["operators"])
    assert cluster["default_node_pool"]["zones"] == ["1", "3"]
    assert cluster["default_node_pool"]["max_pods"] == 45
    assert cluster["network_profile"]["service_cidr"] == "172.21.0.0/18"
    assert cluster["sku_tier"] == "Premium"
    assert cluster["api_server_access_profile"] == {"authorized_ip_ranges": ["203.0.113.0/24"]}
    assert cluster["tags"] == {"team": "ml", "cost": "lab"}
    assert cluster["default_node_pool"]["tags"] == {"team": "ml", "cost": "lab"}


@pytest.mark.parametrize("tier", ["Free", "Standard", "Premium"])
def test_every_tier_has_the_standard_support_plan(
    stack: TerraformStack, resource_scope: ResourceScope, tier: str
) -> None:
    Cluster(stack, "cluster", **MINIMAL, resource_scope=resource_scope, gateway_id="/gateway", sku_tier=tier)

    cluster = only(stack, "azurerm_kubernetes_cluster")
    assert (cluster["sku_tier"], cluster["support_plan"]) == (tier, "KubernetesOfficial")
    assert "ingress_application_gateway" in cluster


def test_its_attributes_lead_to_the_cluster(stack: TerraformStack, resource_scope: ResourceScope) -> None:
    cluster = Cluster(stack, "cluster", **MINIMAL, resource_scope=resource_scope)

    assert (cluster.client_certificate, cluster.client_key) == (None, None)
    assert shown(
        stack,
        name=cluster.cluster_name,
        id=cluster.cluster_id,
        endpoint=cluster.endpoint,
        ca=cluster.certificate_authority_data,
        issuer=cluster.oidc_issuer_url,
        nodes=cluster.node_resource_group_name,
    ) == {
        "name": f"{CLUSTER}.name}}",
        "id": f"{CLUSTER}.id}}",
        "endpoint": f"https://{CLUSTER}.fqdn}}:443",
        "ca": f"{CLUSTER}.kube_config[0].cluster_ca_certificate}}",
        "issuer": f"{CLUSTER}.oidc_issuer_url}}",
        "nodes": f"{CLUSTER}.node_resource_group}}",
    }


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"version": "1.34.2"}, r"version must be a minor version such as 1\.34, got 1\.34\.2"),
        ({"sku_tier": "Paid"}, "sku_tier must be one of Free, Standard, Premium, got Paid"),
        ({"max_pods": 9}, "max_pods must be 10-250, got 9"),
        ({"service_cidr": "10.10.64.0/18"}, "service_cidr must not overlap the network 10.10.0.0/16"),
        ({"network_cidr": None}, "Cluster: requires service_cidr, or a network_cidr that is known"),
    ],
)
def test_values_that_aks_refuses_are_refused_at_synthesis(
    stack: TerraformStack, resource_scope: ResourceScope, arguments: dict[str, Any], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        Cluster(stack, "cluster", **MINIMAL | arguments, resource_scope=resource_scope)


def test_references_reach_the_resources(stack: TerraformStack, resource_scope: ResourceScope) -> None:
    addresses = ("subnet_id", "network_cidr", "service_cidr", "gateway_id")
    names = ("name", "tenant_id", "version", "dns_prefix", "vm_size", "sku_tier", *addresses)
    values = {name: variable(stack, name) for name in names}
    count = NodeCount(int(number_variable(stack, "minimum")), int(number_variable(stack, "maximum")))
    Cluster(stack, "cluster", **MINIMAL | values | {"count": count}, resource_scope=resource_scope)

    cluster = only(stack, "azurerm_kubernetes_cluster")
    assert cluster["name"] == "${var.name}"
    assert cluster["kubernetes_version"] == "${var.version}"
    assert cluster["dns_prefix"] == "${var.dns_prefix}"
    assert cluster["azure_active_directory_role_based_access_control"]["tenant_id"] == "${var.tenant_id}"
    assert cluster["ingress_application_gateway"] == {"gateway_id": "${var.gateway_id}"}
    pool = cluster["default_node_pool"]
    assert (pool["min_count"], pool["max_count"]) == ("${var.minimum}", "${var.maximum}")
    assert (pool["vm_size"], pool["vnet_subnet_id"]) == ("${var.vm_size}", "${var.subnet_id}")
    assert pool["orchestrator_version"] == "${var.version}"
    assert cluster["sku_tier"] == "${var.sku_tier}"
    network = cluster["network_profile"]
    assert network["service_cidr"] == "${var.service_cidr}"
    assert network["dns_service_ip"] == "${cidrhost(var.service_cidr, 10)}"


def test_lists_known_at_apply_only_reach_the_cluster(stack: TerraformStack, resource_scope: ResourceScope) -> None:
    groups, zones = list_variable(stack, "groups"), list_variable(stack, "zones")
    Cluster(
        stack, "cluster", **MINIMAL, resource_scope=resource_scope, administrator_group_object_ids=groups, zones=zones
    )

    cluster = only(stack, "azurerm_kubernetes_cluster")
    entra = cluster["azure_active_directory_role_based_access_control"]
    assert entra["admin_group_object_ids"] == "${var.groups}"
    assert cluster["default_node_pool"]["zones"] == "${var.zones}"


@pytest.mark.parametrize("argument", ["administrator_object_ids", "api_allowed_ip_ranges"])
def test_list_known_at_apply_only_is_refused_by_name(
    stack: TerraformStack, resource_scope: ResourceScope, argument: str
) -> None:
    with pytest.raises(ValueError, match=rf"^Cluster \(stack/cluster\): {argument} .* list of known length"):
        Cluster(
            stack, "cluster", **MINIMAL | {argument: list_variable(stack, "unknown")}, resource_scope=resource_scope
        )


@pytest.mark.parametrize("argument", ["local_accounts", "secrets_key_in_use"])
def test_flag_known_at_apply_only_is_refused_by_name(
    stack: TerraformStack, resource_scope: ResourceScope, argument: str
) -> None:
    unknown: Any = TerraformVariable(stack, "unknown", type="bool").boolean_value

    with pytest.raises(ValueError, match=rf"^Cluster .*: {argument} .*must be known"):
        Cluster(stack, "cluster", **MINIMAL | {argument: unknown}, resource_scope=resource_scope)


def test_tags_known_at_apply_only_are_merged(stack: TerraformStack, resource_scope: ResourceScope) -> None:
    more = Token.as_string_map(TerraformVariable(stack, "more", type="map(string)").value)
    Cluster(stack, "cluster", **MINIMAL, resource_scope=resource_scope, tags=more)

    assert only(stack, "azurerm_kubernetes_cluster")["tags"] == '${merge({"team" = "ml"}, var.more)}'
