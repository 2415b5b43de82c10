"""The Azure infrastructure of a W&B deployment, in the order of the architecture diagram."""

from cdktf import TerraformProvider
from constructs import Construct

from constructs_lib.adoption.parts import AzureAdoptedParts
from constructs_lib.azure.account import current_account
from constructs_lib.azure.assembly.compute import (
    create_cluster,
    create_endpoint_approver,
    create_metrics_identity,
    create_server_identity,
)
from constructs_lib.azure.assembly.data_stores import create_cache, create_database
from constructs_lib.azure.assembly.ingress import create_ingress_gateway
from constructs_lib.azure.assembly.naming import GlobalNames
from constructs_lib.azure.assembly.object_store import create_object_store
from constructs_lib.azure.assembly.vault import create_cluster_key, create_credentials, create_vaults, key_store
from constructs_lib.azure.clickhouse import ClickHouseEndpoint
from constructs_lib.azure.lock import unlock_before
from constructs_lib.azure.network import Network
from constructs_lib.azure.resource_group import ResourceGroup
from constructs_lib.azure.resource_scope import ResourceScope
from constructs_lib.framework import Component
from constructs_lib.settings import AzureSettings


class WandbInfrastructure(Component):
    """Network, key vaults, data stores, gateway and cluster of the deployment, in one resource group.

    Args:
        settings: The deployment's settings, made in Python or read from a file.
        dns_provider: Creates the record in the DNS zone; omitted: the stack's azurerm provider.
        adopted: Names and options of a deployment of the official module that was taken over; omitted: everything is
            created here.

    Attributes:
        account: The subscription and the tenant.
        resource_group_name: The name of the resource group.
        network: The virtual network.
        vault, secret_store: The vaults of the deployment's secrets, and of users' secrets.
        credentials, database: The MySQL flexible server, and its user and password in the vault.
        objects: The storage account's container and the queue, or `None`.
        cache: Redis, or `None`.
        gateway: The Application Gateway.
        cluster, cluster_key: The AKS cluster, and the key of its local account in the vault (or `None`).
        server_identity, endpoint_approver, metrics_identity: Managed identities; without their option `None`.

    Example:
        azurerm_provider(stack, settings)
        infrastructure = WandbInfrastructure(stack, "wandb", settings=settings)
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        settings: AzureSettings,
        dns_provider: TerraformProvider | None = None,
        adopted: AzureAdoptedParts | None = None,
    ) -> None:
        super().__init__(scope, id_)
        adopted = adopted or AzureAdoptedParts()
        self.account = current_account(self)
        names = GlobalNames(settings.namespace, self.account.subscription_id, adopted)
        group = ResourceGroup(
            self, "resource_group", name=settings.namespace, location=settings.location, tags=settings.tags
        )
        resource_scope = group.resource_scope
        self.resource_group_name = resource_scope.resource_group_name
        self.network = _create_network(self, settings, resource_scope, adopted)

        self.vault, self.secret_store = create_vaults(
            self, settings, self.account, names, resource_scope=resource_scope, network=self.network, adopted=adopted
        )
        keys = key_store(self.account, self.vault, self.secret_store, adopted)
        self.credentials = create_credentials(self, settings, self.vault, adopted)
        self.database = create_database(
            self,
            settings,
            names,
            resource_scope=resource_scope,
            network=self.network,
            keys=keys,
            credentials=self.credentials,
            adopted=adopted,
        )
        self.objects = create_object_store(
            self,
            settings,
            self.account,
            names,
            resource_scope=resource_scope,
            network=self.network,
            vault=self.vault,
            keys=keys,
        )
        self.cache = create_cache(
            self, settings, names, resource_scope=resource_scope, network=self.network, vault=self.vault
        )
        ingress_gateway = create_ingress_gateway(
            self, settings, names, resource_scope=resource_scope, network=self.network, dns_provider=dns_provider
        )
        self.gateway = ingress_gateway.gateway
        self.cluster = create_cluster(
            self,
            settings,
            self.account,
            group=group,
            network=self.network,
            keys=keys,
            ingress_gateway=ingress_gateway,
            adopted=adopted,
        )
        self.cluster_key = create_cluster_key(self, settings, self.cluster, self.vault)
        self.server_identity = create_server_identity(
            self,
            settings,
            resource_scope=resource_scope,
            cluster=self.cluster,
            objects=self.objects,
            secret_store=self.secret_store,
            adopted=adopted,
        )
        self.endpoint_approver = create_endpoint_approver(
            self, settings, resource_scope=resource_scope, cluster=self.cluster, gateway_id=self.gateway.gateway_id
        )
        self.metrics_identity = create_metrics_identity(self, settings, group=group, cluster=self.cluster)
        self._create_clickhouse_endpoint(settings, resource_scope)
        if settings.backup is not None:
            self._create_backups(settings, resource_scope)
        if settings.alarms is not None:
            self._create_alarms(settings, group)

    def _create_backups(self, settings: AzureSettings, resource_scope: ResourceScope) -> None:
        """Backups of the blobs, if this deployment has their storage account."""
        # Imported here, because most stacks have none.
        from constructs_lib.azure.backup import Backups

        if settings.backup is None or self.objects is None or not settings.creates_storage:
            return
        assert self.objects.account_id is not None  # Of the storage account that is created.
        backups = Backups(
            self,
            "backups",
            name=settings.namespace,
            resource_scope=resource_scope,
            account_id=self.objects.account_id,
            container_name=self.objects.container_name,
            retention_days=settings.backup.retention_days,
            lock=settings.backup.lock,
            redundancy=settings.backup.redundancy,
            deletion_protection=settings.deletion_protection,
        )
        unlock_before(self.objects.lock, [backups.role])

    def _create_alarms(self, settings: AzureSettings, group: ResourceGroup) -> None:
        # Imported here, because most stacks have none.
        from constructs_lib.azure.assembly.alarms import create_alarms

        create_alarms(
            self,
            settings,
            group=group,
            vault=self.vault,
            secret_store=self.secret_store,
            database=self.database,
            cache=self.cache,
            objects=self.objects,
            gateway_id=self.gateway.gateway_id,
            cluster=self.cluster,
        )

    def _create_clickhouse_endpoint(self, settings: AzureSettings, resource_scope: ResourceScope) -> None:
        if settings.clickhouse_private_endpoint_service_name is None:
            return
        assert settings.clickhouse_region is not None  # The settings' rules ask for it.
        ClickHouseEndpoint(
            self,
            "clickhouse",
            name=settings.namespace,
            resource_scope=resource_scope,
            subnet_id=self.network.endpoint_subnet_id,
            network_id=self.network.network_id,
            service_alias=settings.clickhouse_private_endpoint_service_name,
            region=settings.clickhouse_region,
        )


def _create_network(
    scope: Construct, settings: AzureSettings, resource_scope: ResourceScope, adopted: AzureAdoptedParts
) -> Network:
    names = {"kubernetes": adopted.node_subnet_name, "private": adopted.endpoint_subnet_name}
    return Network(
        scope,
        "network",
        name=settings.namespace,
        resource_scope=resource_scope,
        cidr=settings.network_cidr,
        public_subnet_cidr=settings.network_public_subnet_cidr,
        private_subnet_cidr=settings.network_private_subnet_cidr,
        cluster_subnet_cidr=settings.network_kubernetes_subnet_cidr,
        database_subnet_cidr=settings.network_database_subnet_cidr,
        redis_subnet_cidr=settings.network_redis_subnet_cidr if settings.creates_cache else None,
        private_link_subnet_cidr=settings.network_private_link_subnet_cidr if settings.create_private_link else None,
        allowed_ip_ranges=settings.allowed_ip_ranges,
        adopted_names={subnet: name for subnet, name in names.items() if name},
        gateway_rules_priority=adopted.gateway_rules_priority,
    )
