"""AKS cluster: control plane, its identity, one node pool over all zones, and its administrators."""

import re
from collections.abc import Mapping, Sequence

from cdktf import TerraformResourceLifecycle, Token
from cdktf_cdktf_provider_azurerm.data_azurerm_kubernetes_cluster import DataAzurermKubernetesCluster
from cdktf_cdktf_provider_azurerm.key_vault_access_policy import KeyVaultAccessPolicyA
from cdktf_cdktf_provider_azurerm.kubernetes_cluster import (
    KubernetesCluster,
    KubernetesClusterAzureActiveDirectoryRoleBasedAccessControl,
    KubernetesClusterIdentity,
    KubernetesClusterIngressApplicationGateway,
)
from cdktf_cdktf_provider_azurerm.role_assignment import RoleAssignment
from cdktf_cdktf_provider_azurerm.user_assigned_identity import UserAssignedIdentity
from constructs import Construct

from constructs_lib.azure.account import current_account
from constructs_lib.azure.cluster_agent import monitoring_agent
from constructs_lib.azure.cluster_network import api_server_access, network_profile
from constructs_lib.azure.cluster_secrets import KEY_PERMISSIONS, KEY_ROLE, key_management
from constructs_lib.azure.cluster_upgrades import (
    KUBERNETES_CHANNEL,
    NODE_IMAGE_CHANNEL,
    kubernetes_window,
    node_image_window,
)
from constructs_lib.azure.encryption import VaultKey, allow_key
from constructs_lib.azure.nodes import AUTOSCALED_NODE_COUNT, NodeCount, node_pool
from constructs_lib.azure.resource_scope import ResourceScope
from constructs_lib.azure.roles import grant, wait_for_roles
from constructs_lib.framework import Component, SecretAttribute, require_known

NETWORK_ROLE = "Network Contributor"
ADMINISTRATOR_ROLE = "Azure Kubernetes Service RBAC Cluster Admin"
MINOR_VERSION = re.compile(r"1\.\d+")
TIERS = ("Free", "Standard", "Premium")
# AKS refuses long-term support to clusters with the ingress controller add-on
# (https://learn.microsoft.com/azure/aks/long-term-support#unsupported-add-ons-and-features). The Premium tier
# selects it unless another plan is set (https://github.com/Azure/AKS/issues/4707).
SUPPORT_PLAN = "KubernetesOfficial"
# Images unused for this long are removed from the nodes; the minimum is 24 hours
# (https://learn.microsoft.com/azure/aks/image-cleaner).
IMAGE_CLEANER_HOURS = 168


class Cluster(Component):
    """AKS cluster `name` with the Kubernetes minor `version`. Patches are installed on Sundays.

    Nodes and pods have addresses in `subnet_id`. Network policies are enforced. Access is granted by Entra ID and Azure
    roles. Pods get Azure identities through the OIDC issuer (`WorkloadIdentity`).

    Args:
        version: Such as `1.34`.
        dns_prefix: Of the API server's name.
        identity_name: The name of the control plane's identity, which is created.
        vm_size: The size of the nodes, such as `Standard_D4s_v5`.
        count: The autoscaler sets the number of nodes within it, over all `zones` together.
        disk_size_gb: The size of a node's disk in GiB.
        tenant_id: The Entra tenant of users; omitted: that of Terraform's credentials.
        network_cidr: The range of the virtual network, outside which the services get a range; omitted: `service_cidr`
            must be given.
        gateway_id: The ingress controller add-on runs in the cluster for this gateway, and its identity needs
            `IngressControllerRoles`; omitted: no ingress controller.
        administrator_object_ids: Users and service principals. Empty: none.
        administrator_group_object_ids: Groups. Empty: none.
        creator_object_id: An administrator who keeps the role if another principal applies later; omitted: none.
        zones: Availability zones, such as `["1", "2", "3"]`. Empty: Azure chooses.
        max_pods: Pods per node, 10-250. Each reserves an address of the subnet.
        service_cidr: The range of Kubernetes services; omitted: one outside `network_cidr`.
        sku_tier: `Free`, `Standard` or `Premium`.
        api_allowed_ip_ranges: The addresses that reach the API server. Empty: any address.
        local_accounts: Adds an administrator with a client certificate, which Terraform's state then holds.
        secrets_key: Encrypts Kubernetes secrets (the function `secrets_key` creates one); omitted: a key that Azure
            manages.
        secrets_key_in_use: To stop using a key, first set it to `False` (the cluster keeps its role on the key) and
            rewrite every secret. Then remove `secrets_key` in a later apply.
        host_encryption: Also encrypts temporary disks and caches; the subscription needs the feature
            `EncryptionAtHost`.
        azure_policy: The Azure Policy add-on runs in the cluster.
        log_workspace_id: The agent of Container Insights runs in the cluster; see `ContainerInsights`. Omitted: none.
        tags: In addition to those of `resource_scope`; omitted: none.

    Attributes:
        cluster_name, cluster_id: Of the cluster.
        endpoint: The URL of the API, known once the administrators' roles have had time to take effect.
        certificate_authority_data: Base64.
        oidc_issuer_url: The issuer of service account tokens.
        node_resource_group_name: The resource group of the nodes.
        service_cidr: The range of Kubernetes services.
        ingress_principal_id: The identity of the ingress controller; `None` without `gateway_id`.
        client_certificate, client_key: Base64; `None` without `local_accounts`. The key is a `SecretAttribute`.

    Raises:
        ValueError: `administrator_object_ids`, `api_allowed_ip_ranges`, `local_accounts` or `secrets_key_in_use` is
            unknown until apply; `version` or `sku_tier` has another form; or `service_cidr` is omitted and
            `network_cidr` is unknown at synthesis.

    Example:
        cluster = Cluster(
            stack, "cluster", name="wandb", resource_scope=group.resource_scope, version="1.34", dns_prefix="wandb",
            subnet_id=network.cluster_subnet_id, network_cidr="10.10.0.0/16", identity_name="wandb-cluster",
            vm_size="Standard_D4s_v5", count=NodeCount(2, 4), disk_size_gb=100,
            administrator_object_ids=[account.object_id], api_allowed_ip_ranges=["203.0.113.0/24"],
        )
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        name: str,
        resource_scope: ResourceScope,
        version: str,
        dns_prefix: str,
        subnet_id: str,
        identity_name: str,
        vm_size: str,
        count: NodeCount,
        disk_size_gb: int,
        tenant_id: str | None = None,
        network_cidr: str | None = None,
        gateway_id: str | None = None,
        administrator_object_ids: Sequence[str] = (),
        administrator_group_object_ids: Sequence[str] = (),
        creator_object_id: str | None = None,
        zones: Sequence[str] = (),
        max_pods: int = 30,
        service_cidr: str | None = None,
        sku_tier: str = "Standard",
        api_allowed_ip_ranges: Sequence[str] = (),
        local_accounts: bool = False,
        secrets_key: VaultKey | None = None,
        secrets_key_in_use: bool = True,
        host_encryption: bool = False,
        azure_policy: bool = False,
        log_workspace_id: str | None = None,
        tags: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(scope, id_)
        require_known(
            self,
            administrator_object_ids=administrator_object_ids,
            api_allowed_ip_ranges=api_allowed_ip_ranges,
            local_accounts=local_accounts,
            secrets_key_in_use=secrets_key_in_use,
        )
        _check(version, sku_tier)
        all_tags = resource_scope.tagged(tags)
        identity = UserAssignedIdentity(
            self,
            "identity",
            name=identity_name,
            resource_group_name=resource_scope.resource_group_name,
            location=resource_scope.location,
            tags=dict(resource_scope.tags),
        )
        # AKS needs these roles for the whole life of the cluster: to join nodes to the subnet and to decrypt secrets.
        principal_id = identity.principal_id
        rights: list[RoleAssignment | KeyVaultAccessPolicyA] = [
            grant(self, "network", role=NETWORK_ROLE, principal_id=principal_id, resource_id=subnet_id)
        ]
        if secrets_key is not None:
            rights += allow_key(
                self,
                "secrets_key",
                key=secrets_key,
                role=KEY_ROLE,
                permissions=KEY_PERMISSIONS,
                principal_id=principal_id,
            )
        identity_id = wait_for_roles(self, "right_in_effect", value=identity.id, roles=rights)
        cluster = KubernetesCluster(
            self,
            "cluster",
            name=name,
            resource_group_name=resource_scope.resource_group_name,
            location=resource_scope.location,
            dns_prefix=dns_prefix,
            sku_tier=sku_tier,
            support_plan=SUPPORT_PLAN,
            kubernetes_version=version,
            automatic_upgrade_channel=KUBERNETES_CHANNEL,
            maintenance_window_auto_upgrade=kubernetes_window(),
            node_os_upgrade_channel=NODE_IMAGE_CHANNEL,
            maintenance_window_node_os=node_image_window(),
            default_node_pool=node_pool(
                version=version,
                vm_size=vm_size,
                count=count,
                disk_size_gb=disk_size_gb,
                max_pods=max_pods,
                host_encryption=host_encryption,
                subnet_id=subnet_id,
                zones=zones,
                tags=all_tags,
            ),
            network_profile=network_profile(network_cidr=network_cidr, service_cidr=service_cidr),
            key_management_service=key_management(secrets_key if secrets_key_in_use else None),
            identity=KubernetesClusterIdentity(type="UserAssigned", identity_ids=[identity_id]),
            role_based_access_control_enabled=True,
            azure_active_directory_role_based_access_control=(
                KubernetesClusterAzureActiveDirectoryRoleBasedAccessControl(
                    tenant_id=tenant_id or self._tenant_id(administrator_group_object_ids),
                    azure_rbac_enabled=True,
                    admin_group_object_ids=list(administrator_group_object_ids) or None,
                )
            ),
            local_account_disabled=not local_accounts,
            api_server_access_profile=api_server_access(api_allowed_ip_ranges),
            # Commands through the management plane would bypass the ranges above.
            run_command_enabled=False,
            azure_policy_enabled=azure_policy,
            oms_agent=monitoring_agent(log_workspace_id),
            oidc_issuer_enabled=True,
            workload_identity_enabled=True,
            ingress_application_gateway=_ingress_controller(gateway_id),
            image_cleaner_enabled=True,
            image_cleaner_interval_hours=IMAGE_CLEANER_HOURS,
            tags=all_tags,
            lifecycle=TerraformResourceLifecycle(ignore_changes=[AUTOSCALED_NODE_COUNT]),
        )
        administrator_roles = self._grant_administrators(cluster, administrator_object_ids, creator_object_id)
        self.cluster_name = cluster.name
        self.cluster_id = cluster.id
        self.endpoint = self._wait_for_administrators(f"https://{cluster.fqdn}:443", administrator_roles)
        self.certificate_authority_data = cluster.kube_config.get(0).cluster_ca_certificate
        self.oidc_issuer_url = cluster.oidc_issuer_url
        self.node_resource_group_name = cluster.node_resource_group
        self.service_cidr = cluster.network_profile.service_cidr
        controller = cluster.ingress_application_gateway.ingress_application_gateway_identity.get(0)
        self.ingress_principal_id = controller.object_id if gateway_id is not None else None
        self.client_certificate: str | None = None
        self.client_key: SecretAttribute | None = None
        if local_accounts:
            self.client_certificate, self.client_key = self._administrator(cluster)

    def _tenant_id(self, administrator_group_object_ids: Sequence[str]) -> str | None:
        # The provider requires a tenant or a group.
        return None if administrator_group_object_ids else current_account(self).tenant_id

    @staticmethod
    def from_existing(scope: Construct, id_: str, *, cluster_name: str, resource_group_name: str) -> "Cluster":
        """The existing cluster `cluster_name` with an OIDC issuer, without the attributes of a local account."""
        from constructs_lib.azure.existing_cluster import ExistingCluster

        return ExistingCluster(scope, id_, cluster_name=cluster_name, resource_group_name=resource_group_name)

    def _administrator(self, cluster: KubernetesCluster) -> tuple[str, SecretAttribute]:
        # In the plan that enables local accounts, the resource's own attribute is still an empty list. The data source
        # is read after the change.
        administrator = DataAzurermKubernetesCluster(
            self,
            "administrator",
            name=cluster.name,
            resource_group_name=cluster.resource_group_name,
            depends_on=[cluster],
        ).kube_admin_config.get(0)
        return administrator.client_certificate, SecretAttribute(administrator.client_key)

    def _grant_administrators(
        self, cluster: KubernetesCluster, object_ids: Sequence[str], creator_id: str | None
    ) -> list[RoleAssignment]:
        administrators = {f"administrator_{index}": object_id for index, object_id in enumerate(object_ids)}
        if creator_id is not None:
            administrators["creator"] = creator_id
        return [
            grant(
                self,
                name,
                role=ADMINISTRATOR_ROLE,
                principal_id=object_id,
                resource_id=cluster.id,
                # Users or service principals; an id does not show which.
                principal_type=None,
                ignore_principal_changes=name == "creator",
            )
            for name, object_id in administrators.items()
        ]

    def _wait_for_administrators(self, endpoint: str, roles: Sequence[RoleAssignment]) -> str:
        # Groups are an argument of the cluster and take effect at once.
        return wait_for_roles(self, "administrators_in_effect", value=endpoint, roles=roles) if roles else endpoint


def _check(version: str, sku_tier: str) -> None:
    # The patch channel does not allow a full version
    # (https://learn.microsoft.com/azure/aks/auto-upgrade-cluster).
    if not Token.is_unresolved(version) and not MINOR_VERSION.fullmatch(version):
        raise ValueError(f"version must be a minor version such as 1.34, got {version}")
    if not Token.is_unresolved(sku_tier) and sku_tier not in TIERS:
        raise ValueError(f"sku_tier must be one of {', '.join(TIERS)}, got {sku_tier}")


def _ingress_controller(gateway_id: str | None) -> KubernetesClusterIngressApplicationGateway | None:
    return KubernetesClusterIngressApplicationGateway(gateway_id=gateway_id) if gateway_id is not None else None
