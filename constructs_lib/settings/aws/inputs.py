"""All inputs of a deployment on AWS, and values derived from them; the rules refer to this class."""

from __future__ import annotations

from ..alarms import thresholds_of
from ..backends import BackendSettings
from ..base import DeploymentSettings
from ..fields.declaration import V2, V8
from ..host_name import HostSettings
from ..kubernetes import KubernetesSettings
from .alarms import THRESHOLDS, AlarmSettings
from .application import COMPONENTS, ApplicationSettings
from .backup import BackupSettings
from .cache import CacheSettings
from .clickhouse import ClickHouseSettings
from .cluster import ClusterSettings
from .common import CommonSettings
from .database import DatabaseSettings
from .deployer import DeployerSettings
from .dns import DnsSettings
from .encryption import EncryptionSettings
from .load_balancer import LoadBalancerSettings
from .network import NetworkSettings
from .observability import ObservabilitySettings
from .private_link import PrivateLinkSettings
from .refused import OTHER_NAMES, REFUSALS
from .sizes import AWS_SIZES, AwsSizing
from .storage import StorageSettings
from .types import partition_of


class AwsInputs(
    ApplicationSettings,
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
    EncryptionSettings,
    NetworkSettings,
    LoadBalancerSettings,
    DnsSettings,
    HostSettings,
    DeployerSettings,
    BackendSettings,
    CommonSettings,
    DeploymentSettings,
):
    """The inputs of a deployment on AWS; the names are those of the official module's inputs."""

    cloud = "aws"
    page = "docs/inputs-aws.md"
    generations = (V2, V8)
    refusals = REFUSALS
    other_names = OTHER_NAMES

    @property
    def url(self) -> str:
        """The server's URL."""
        return f"https://{self.fqdn}"

    @property
    def partition(self) -> str:
        """The partition of the region, such as `aws`; empty for the isolated ones."""
        return partition_of(self.region)

    @property
    def all_fqdns(self) -> tuple[str, ...]:
        """Every host name of the server, its own first."""
        return (self.fqdn, *self.extra_fqdn)

    @property
    def internet_facing(self) -> bool:
        """Whether the load balancer is internet-facing."""
        chosen = self.kubernetes_alb_internet_facing
        return self.public_access if chosen is None else chosen

    @property
    def dualstack(self) -> bool:
        """Whether the load balancer has IPv6 addresses: internet-facing, in a new VPC, with allowed IPv6 ranges."""
        return self.create_vpc and self.internet_facing and bool(self.allowed_inbound_ipv6_cidr)

    @property
    def creates_cache(self) -> bool:
        """Whether a Redis replication group is created."""
        asked = {"create_elasticache", "create_elasticache_subnet"} & self.model_fields_set
        required = self.runs_operator and not self.use_external_redis and not asked
        return self.create_elasticache or self.create_elasticache_subnet or required

    @property
    def component_node_ports(self) -> dict[str, int]:
        """The node port of each of the operator's components that the load balancer forwards to; empty without it."""
        if not self.runs_operator:
            return {}
        components = (*COMPONENTS, *(("weave-trace",) if self.weave_trace_enabled else ()))
        return {component: self.service_port + index for index, component in enumerate(components)}

    @property
    def alarm_thresholds(self) -> dict[str, int]:
        """The value that raises each alarm, by its name."""
        return thresholds_of(self, THRESHOLDS)

    @property
    def creates_alarm_topic(self) -> bool:
        """Whether alarms have a topic of this deployment."""
        return self.alarms is not None and self.alarms.sns_topic_arn is None

    @property
    def max_nodes(self) -> int:
        """The maximum number of nodes in the zones of the first group."""
        return self.sizing.kubernetes_max_nodes_per_az * self.zone_count

    @property
    def cluster_autoscaler_image(self) -> str:
        """The cluster autoscaler's image with tag; its minor version is that of Kubernetes."""
        tag = self.cluster_autoscaler_image_tag or f"v{self.eks_cluster_version}.0"
        return f"{self.cluster_autoscaler_image_repository}:{tag}"

    @property
    def extra_private_ranges(self) -> dict[int, str]:
        """The additional private ranges by zone number, counted from 1."""
        return {int(zone): cidr for zone, cidr in self.network_extra_private_subnet_cidrs.items()}

    @property
    def zone_count(self) -> int:
        """The number of zones of the first node group."""
        private = self.network_private_subnet_cidrs if self.create_vpc else self.network_private_subnets
        return len(private)

    @property
    def sizing(self) -> AwsSizing:
        """Instance classes, node counts and disk size: individual inputs override the values of `size`."""
        size = AWS_SIZES[self.size]
        return AwsSizing(
            database_instance_class=self.database_instance_class or size.database_instance_class,
            kubernetes_instance_types=self.kubernetes_instance_types or size.kubernetes_instance_types,
            kubernetes_node_disk_size_gb=self.kubernetes_node_disk_size_gb or size.kubernetes_node_disk_size_gb,
            elasticache_node_type=self.elasticache_node_type or size.elasticache_node_type,
            kubernetes_min_nodes_per_az=self.kubernetes_min_nodes_per_az or size.kubernetes_min_nodes_per_az,
            kubernetes_max_nodes_per_az=self.kubernetes_max_nodes_per_az or size.kubernetes_max_nodes_per_az,
        )
