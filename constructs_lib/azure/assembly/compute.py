"""The cluster of a deployment, and the workload identities of its pods."""

from typing import TYPE_CHECKING

from constructs import Construct

from constructs_lib.adoption.parts import AzureAdoptedParts
from constructs_lib.azure.account import Account
from constructs_lib.azure.assembly.ingress import IngressGateway
from constructs_lib.azure.assembly.object_store import ContainerAndQueue
from constructs_lib.azure.assembly.vault import KeyStore
from constructs_lib.azure.cluster import Cluster
from constructs_lib.azure.cluster_secrets import secrets_key
from constructs_lib.azure.encryption import VaultKey
from constructs_lib.azure.extra_nodes import ExtraNodePool
from constructs_lib.azure.identity import ServiceAccount, WorkloadIdentity, grant_queue, grant_storage
from constructs_lib.azure.ingress_controller import IngressControllerRoles
from constructs_lib.azure.key_vault import KeyVault
from constructs_lib.azure.lock import unlock_before
from constructs_lib.azure.monitoring import Monitoring
from constructs_lib.azure.network import Network
from constructs_lib.azure.nodes import NodeCount
from constructs_lib.azure.private_endpoint_approval import NAME as APPROVAL_JOB
from constructs_lib.azure.private_link import grant_approval
from constructs_lib.azure.resource_group import ResourceGroup
from constructs_lib.azure.resource_scope import ResourceScope
from constructs_lib.azure.roles import grant
from constructs_lib.settings import AzureSettings

if TYPE_CHECKING:
    from constructs_lib.azure.container_insights import ContainerInsights

# The server reads, writes and deletes users' secrets in a separate vault
# (https://learn.microsoft.com/azure/key-vault/general/rbac-guide).
SECRET_STORE_ROLE = "Key Vault Secrets Officer"
# The service account of the collector in W&B's chart, as in the official module.
METRICS_SERVICE_ACCOUNT = "wandb-otel-daemonset"
# The official module's name.
SECRETS_KEY = "generated-etcd-key"
# Of the containers' logs, without alarms: the shortest that Azure allows.
LOG_RETENTION_DAYS = 30
# The only login without Entra ID.
CERTIFICATE_LOGIN = "certificate"


def create_cluster(
    scope: Construct,
    settings: AzureSettings,
    account: Account,
    *,
    group: ResourceGroup,
    network: Network,
    keys: KeyStore,
    ingress_gateway: IngressGateway,
    adopted: AzureAdoptedParts,
) -> Cluster:
    """The AKS cluster, its further node pools, and the roles of its ingress controller."""
    insights = _create_container_insights(scope, settings, group) if settings.container_insights else None
    version = adopted.kubernetes_version or settings.kubernetes_version
    cluster = Cluster(
        scope,
        "cluster",
        name=f"{settings.namespace}-cluster",
        resource_scope=group.resource_scope,
        tenant_id=account.tenant_id,
        version=version,
        dns_prefix=settings.namespace,
        subnet_id=network.cluster_subnet_id,
        network_cidr=settings.network_cidr,
        service_cidr=settings.kubernetes_service_cidr,
        gateway_id=ingress_gateway.gateway.gateway_id,
        identity_name=f"{settings.namespace}-cluster-identity",
        vm_size=adopted.node_size or settings.sizing.kubernetes_instance_type,
        count=NodeCount(settings.min_nodes, settings.max_nodes, settings.kubernetes_node_count),
        disk_size_gb=settings.sizing.kubernetes_node_disk_size_gb,
        # As for the vault: without a group, the first principal that applies.
        creator_object_id=None if settings.kubernetes_admin_group_object_ids else account.object_id,
        administrator_group_object_ids=settings.kubernetes_admin_group_object_ids,
        zones=settings.zones,
        max_pods=settings.node_max_pods,
        sku_tier=settings.cluster_sku_tier,
        api_allowed_ip_ranges=settings.kubernetes_api_allowed_ip_ranges,
        host_encryption=settings.kubernetes_host_encryption,
        azure_policy=settings.kubernetes_azure_policy,
        local_accounts=settings.kubernetes_login == CERTIFICATE_LOGIN,
        secrets_key=_create_secrets_key(scope, settings, keys) if settings.enable_cluster_vault_key else None,
        secrets_key_in_use=not settings.disable_cluster_vault_key,
        log_workspace_id=insights.workspace_id if insights else None,
        tags=settings.kubernetes_cluster_tags,
    )
    if insights:
        insights.collect_from(cluster.cluster_id)
    for pool in settings.kubernetes_extra_node_pools:
        ExtraNodePool(
            scope,
            f"nodes_{pool.name}",
            name=pool.name,
            cluster_id=cluster.cluster_id,
            version=version,
            vm_size=pool.instance_type,
            minimum=pool.min_nodes,
            maximum=pool.max_nodes,
            disk_size_gb=pool.disk_size_gb or settings.sizing.kubernetes_node_disk_size_gb,
            subnet_id=network.cluster_subnet_id,
            zones=settings.zones,
            max_pods=settings.node_max_pods,
            host_encryption=settings.kubernetes_host_encryption,
            labels=pool.labels,
            taints=pool.taints,
            spot=pool.spot,
            tags=group.resource_scope.tags,
        )
    assert cluster.ingress_principal_id is not None  # Set with a gateway_id.
    IngressControllerRoles(
        scope,
        "ingress_controller",
        principal_id=cluster.ingress_principal_id,
        gateway_id=ingress_gateway.gateway.gateway_id,
        resource_group_id=group.resource_group_id,
        joined_resource_ids=ingress_gateway.joined_resource_ids,
        gateway_identity_id=ingress_gateway.identity_id,
    )
    return cluster


def _create_container_insights(scope: Construct, settings: AzureSettings, group: ResourceGroup) -> "ContainerInsights":
    # Imported here, because most stacks have none.
    from constructs_lib.azure.container_insights import ContainerInsights

    return ContainerInsights(
        scope,
        "container_insights",
        name=f"{settings.namespace}-containers",
        resource_scope=group.resource_scope,
        retention_days=settings.alarms.log_retention_days if settings.alarms else LOG_RETENTION_DAYS,
    )


def _create_secrets_key(scope: Construct, settings: AzureSettings, keys: KeyStore) -> VaultKey:
    return secrets_key(
        scope,
        "cluster_encryption",
        name=SECRETS_KEY,
        vault_id=keys.vault_id,
        deletion_protection=settings.deletion_protection,
        adopted_vault=keys.adopted_vault,
    )


def create_server_identity(
    scope: Construct,
    settings: AzureSettings,
    *,
    resource_scope: ResourceScope,
    cluster: Cluster,
    objects: ContainerAndQueue | None,
    secret_store: KeyVault,
    adopted: AzureAdoptedParts,
) -> WorkloadIdentity:
    """The identity of the server's pods, with roles on the blobs, the queue and the vault of users' secrets."""
    identity = WorkloadIdentity(
        scope,
        "identity",
        name=f"{settings.namespace}-identity",
        resource_scope=resource_scope,
        issuer_url=cluster.oidc_issuer_url,
        service_accounts=[
            ServiceAccount(
                name=settings.service_account_name,
                kubernetes_namespace=settings.k8s_namespace,
                credential_name=adopted.server_credential_name or f"{settings.namespace}-app-credentials",
            )
        ],
    )
    principal_id = identity.principal_id
    if objects is not None and objects.account_id is not None and not settings.server_uses_key:
        unlock_before(objects.lock, grant_storage(identity, principal_id=principal_id, account_id=objects.account_id))
    if objects is not None and objects.queue_id is not None:
        unlock_before(objects.lock, [grant_queue(identity, principal_id=principal_id, queue_id=objects.queue_id)])
    grant(
        identity,
        "secret_store",
        role=SECRET_STORE_ROLE,
        principal_id=principal_id,
        resource_id=secret_store.vault_id,
    )
    return identity


def create_endpoint_approver(
    scope: Construct, settings: AzureSettings, *, resource_scope: ResourceScope, cluster: Cluster, gateway_id: str
) -> WorkloadIdentity | None:
    """The identity of the job that approves private endpoints, with a role only on the gateway; `None` if not used."""
    if not settings.approves_private_endpoints:
        return None
    identity = WorkloadIdentity(
        scope,
        "endpoint_approver",
        name=f"{settings.namespace}-private-endpoint-pod-identity",
        resource_scope=resource_scope,
        issuer_url=cluster.oidc_issuer_url,
        service_accounts=[
            ServiceAccount(
                name=APPROVAL_JOB,
                kubernetes_namespace=settings.k8s_namespace,
                credential_name=f"{settings.namespace}-private-endpoint-credentials",
            )
        ],
    )
    grant_approval(identity, "approval", principal_id=identity.principal_id, gateway_id=gateway_id)
    return identity


def create_metrics_identity(
    scope: Construct, settings: AzureSettings, *, group: ResourceGroup, cluster: Cluster
) -> Monitoring | None:
    """The identity of a metrics collector, or `None`."""
    if not settings.azuremonitor:
        return None
    return Monitoring(
        scope,
        "monitoring",
        name=f"{settings.namespace}-identity-otel",
        resource_scope=group.resource_scope,
        resource_group_id=group.resource_group_id,
        issuer_url=cluster.oidc_issuer_url,
        service_accounts=[
            ServiceAccount(
                name=METRICS_SERVICE_ACCOUNT,
                kubernetes_namespace=settings.k8s_namespace,
                credential_name=f"{settings.namespace}-otel-app-credentials",
            )
        ],
    )
