"""All inputs of a deployment on Azure, and values derived from them; the rules refer to this class."""

from __future__ import annotations

from ..alarms import thresholds_of
from ..backends import BackendSettings
from ..base import DeploymentSettings
from ..fields.declaration import HEAD, V1
from ..host_name import HostSettings
from ..kubernetes import KubernetesSettings
from .alarms import THRESHOLDS, AlarmSettings
from .backup import BackupSettings
from .cache import CacheSettings
from .certificate import PUBLIC_ISSUERS, CertificateMode, CertificateSettings
from .clickhouse import ClickHouseSettings
from .cluster import ZONES, ClusterSettings
from .common import ALARM_PROVIDERS, BACKUP_PROVIDERS, NO_REGISTRATION, RESOURCE_PROVIDERS, CommonSettings
from .database import STANDBY_DISABLED, DatabaseSettings
from .dns import DnsSettings
from .gateway import GatewaySettings
from .network import NetworkSettings
from .observability import ObservabilitySettings
from .private_link import PrivateLinkSettings
from .refused import OTHER_NAMES, REFUSALS
from .regions import WITHOUT_ZONES
from .sizes import AZURE_SIZES, MANAGED_OF_CAPACITY, AzureSizing
from .storage import StorageSettings
from .vault import VaultSettings


class AzureInputs(
    KubernetesSettings,
    BackupSettings,
    AlarmSettings,
    ObservabilitySettings,
    ClickHouseSettings,
    PrivateLinkSettings,
    ClusterSettings,
    CacheSettings,
    StorageSettings,
    DatabaseSettings,
    VaultSettings,
    NetworkSettings,
    GatewaySettings,
    CertificateSettings,
    DnsSettings,
    HostSettings,
    BackendSettings,
    CommonSettings,
    DeploymentSettings,
):
    """The inputs of a deployment on Azure; the names are those of the official module's inputs."""

    cloud = "azure"
    page = "docs/inputs-azure.md"
    generations = (V1, HEAD)
    refusals = REFUSALS
    other_names = OTHER_NAMES

    @property
    def url(self) -> str:
        """The server's URL."""
        return f"{'https' if self.ssl else 'http'}://{self.fqdn}"

    @property
    def certificate_mode(self) -> CertificateMode:
        """Where the certificate comes from."""
        if not self.ssl:
            return CertificateMode.NONE
        if self.certificate_secret_id is not None:
            return CertificateMode.KEY_VAULT
        return CertificateMode.OWN_ISSUER if self.use_dns_resolver else CertificateMode.ACME

    @property
    def is_validated_from_the_internet(self) -> bool:
        """Whether the certificate issuer must reach port 80 of the server from the internet."""
        host = self.cert_manager_acme_server.removeprefix("https://").partition("/")[0].partition(":")[0].lower()
        public = any(f".{host}".endswith(f".{issuer}") for issuer in PUBLIC_ISSUERS)
        return self.certificate_mode is CertificateMode.ACME and public

    @property
    def dns_zone_name(self) -> str | None:
        """The name of the DNS zone that gets the server's record, if any."""
        return self.dns_zone_id.rpartition("/")[2] if self.dns_zone_id else None

    @property
    def zones(self) -> tuple[str, ...]:
        """The zones of nodes and gateway; empty in a region without zones."""
        if self.node_pool_zones:
            return self.node_pool_zones
        given = "node_pool_num_zones" in self.model_fields_set
        return () if self.location in WITHOUT_ZONES and not given else ZONES[: self.node_pool_num_zones]

    @property
    def database_has_standby(self) -> bool:
        """Whether the database has a high-availability standby."""
        return self.database_availability_mode != STANDBY_DISABLED

    @property
    def creates_cache(self) -> bool:
        """Whether a Redis is created."""
        asked = "create_redis" in self.model_fields_set
        return self.create_redis or (self.runs_operator and not self.use_external_redis and not asked)

    @property
    def creates_storage(self) -> bool:
        """Whether a storage account is created: with neither an existing container nor an external bucket."""
        return self.blob_container is None and not self.external_bucket

    @property
    def creates_queue(self) -> bool:
        """Whether Event Grid fills a storage queue."""
        return self.creates_storage and not self.use_internal_queue

    @property
    def server_uses_key(self) -> bool:
        """Whether the server accesses its storage by an access key, not by its identity."""
        return self.storage_key if self.blob_container else self.creates_storage and self.storage_access_in_use == "key"

    @property
    def storage_access_in_use(self) -> str:
        """How the server accesses the storage account; by a key if the operator's chart has no other way."""
        needs_key = self.runs_operator and not self.chart_passes_storage_identity
        return "key" if needs_key and "storage_access" not in self.model_fields_set else self.storage_access

    @property
    def replication_type(self) -> str:
        """The replication of the storage account."""
        return self.storage_replication_type or ("LRS" if self.location in WITHOUT_ZONES else "ZRS")

    @property
    def encrypts_storage_with_vault_key(self) -> bool:
        """Whether the storage account uses the key in the Key Vault; the key may also exist unused."""
        return self.enable_storage_vault_key and not self.disable_storage_vault_key_id

    @property
    def encrypts_cluster_with_vault_key(self) -> bool:
        """Whether the cluster uses the key in the Key Vault; the key may also exist unused."""
        return self.enable_cluster_vault_key and not self.disable_cluster_vault_key

    @property
    def registers_resource_providers(self) -> bool:
        """Whether Terraform registers the resource providers it requires in the subscription."""
        return self.resource_provider_registrations != NO_REGISTRATION

    @property
    def resource_providers(self) -> tuple[str, ...]:
        """The resource providers that the deployment requires, in addition to azurerm's core set."""
        alarms = ALARM_PROVIDERS if self.alarms is not None else ()
        backup = BACKUP_PROVIDERS if self.backup is not None else ()
        return (*RESOURCE_PROVIDERS, *alarms, *backup)

    @property
    def approves_private_endpoints(self) -> bool:
        """Whether a job in the cluster approves private endpoints."""
        return self.create_private_link and bool(self.allowed_subscriptions)

    @property
    def alarm_thresholds(self) -> dict[str, int]:
        """The value that raises each alarm, by its name."""
        return thresholds_of(self, THRESHOLDS)

    @property
    def min_nodes(self) -> int:
        """The minimum number of nodes in all zones."""
        return self.sizing.kubernetes_min_node_per_az * max(1, len(self.zones))

    @property
    def max_nodes(self) -> int:
        """The maximum number of nodes in all zones."""
        return self.sizing.kubernetes_max_node_per_az * max(1, len(self.zones))

    @property
    def sizing(self) -> AzureSizing:
        """Sizes of database, nodes and Redis: individual inputs override the values of `size`."""
        size = AZURE_SIZES[self.size]
        capacity = self.redis_capacity or size.redis_capacity
        return AzureSizing(
            database_sku_name=self.database_sku_name or size.database_sku_name,
            kubernetes_instance_type=self.kubernetes_instance_type or size.kubernetes_instance_type,
            kubernetes_node_disk_size_gb=self.kubernetes_node_disk_size_gb or size.kubernetes_node_disk_size_gb,
            redis_capacity=capacity,
            redis_sku_name=self.redis_sku_name or MANAGED_OF_CAPACITY.get(capacity, size.redis_sku_name),
            kubernetes_min_node_per_az=self.kubernetes_min_node_per_az or size.kubernetes_min_node_per_az,
            kubernetes_max_node_per_az=self.kubernetes_max_node_per_az or size.kubernetes_max_node_per_az,
        )
