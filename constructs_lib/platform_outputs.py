"""The values that a cloud platform passes to the application: addresses and names, no secrets.

The assembly of a cloud sets them; for your own cluster, you set them. Any value can be a reference to a resource.
The application gets passwords as ephemeral expressions.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

# The server's own queue, used when the platform has none.
INTERNAL_QUEUE = "internal://"


@dataclass(frozen=True)
class DatabaseEndpoint:
    """A MySQL database and its owner.

    `credentials_id` is the id of the stored credentials, from which the password is read during apply;
    `password_version` changes with the password. `parameters` are those of the server's MySQL URL, such as `tls`.
    """

    host: str
    port: int
    name: str
    user: str
    credentials_id: str
    password_version: int
    parameters: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class RedisEndpoint:
    """A Redis server. `parameters` are those of the server's Redis URL, such as `tls`.

    `password_version` changes with the password, if that is the cloud's.
    """

    host: str
    port: int
    parameters: Mapping[str, str] = field(default_factory=dict)
    password_version: str | None = None


@dataclass(frozen=True)
class ObjectStore:
    """The object store of the server: `provider` is the server's name for the service (`s3`, `az`).

    On Azure, `name` is the storage account, and `path` starts with the container.
    """

    provider: str
    name: str
    path: str | None = None


@dataclass(frozen=True)
class ClusterAccess:
    """The endpoint of the Kubernetes API; `certificate_authority_data` is base64.

    `login_minutes` is the lifetime of the login; omitted: it lasts as long as Terraform runs.
    """

    name: str
    endpoint: str
    certificate_authority_data: str
    login_minutes: int | None = None


@dataclass(frozen=True)
class ServiceAccountIdentity:
    """A service account with a cloud identity: its name, its annotations and the labels of its pods."""

    service_account_name: str
    service_account_annotations: Mapping[str, str] = field(default_factory=dict)
    pod_labels: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class TlsSecret:
    """The Kubernetes secret `name` with a certificate; cert-manager's ClusterIssuer `issuer`, if given, manages it."""

    name: str
    issuer: str | None = None


@dataclass(frozen=True)
class Ingress:
    """A Kubernetes ingress of the class `class_name` for the server.

    `annotations` are for the ingress controller. `tls` omitted: an annotation names the gateway's certificate, or the
    gateway serves plain HTTP.
    """

    class_name: str
    hosts: Sequence[str]
    annotations: Mapping[str, str] = field(default_factory=dict)
    tls: TlsSecret | None = None


@dataclass(frozen=True)
class CronJobSpec:
    """A cron job of the platform: it runs `command` in a container of `image` with `identity`.

    `schedule` is a cron expression in UTC. `deadline_seconds` is the longest runtime. The service account of `identity`
    is created for the job.
    """

    name: str
    image: str
    schedule: str
    command: Sequence[str]
    identity: ServiceAccountIdentity
    environment: Mapping[str, str] = field(default_factory=dict)
    deadline_seconds: int = 600


@dataclass(frozen=True)
class PlatformOutputs:
    """Everything that the W&B server needs from its platform.

    `url` is the server's address with its scheme, `queue_url` is in the server's own form (`internal://`), and
    `environment` has the environment variables for other services of the cloud. Without `bucket`, its
    address is one of the further secrets. `secret_versions` has, by name, a mark for each further variable that is
    secret; it changes with the value, which the application gets as an ephemeral expression.

    Users reach the server through a load balancer that forwards to `node_port` on every node, or through `ingress`. The
    operator has a node port per component in `component_node_ports`, and adds `operator_values` to those of its chart.
    `oidc_issuer` is the issuer of the cluster's service account tokens.
    Every storage class has `storage_parameters`, such as volume encryption; `storage_type_parameter` is the name of the
    storage class parameter for the volume type, `storage_provisioner` the CSI driver of the cloud's disks.
    `jobs` run next to the server. `private_ranges` are the address ranges of nodes, pods and services, which bypass the
    proxy.

    Example:
        platform = PlatformOutputs(
            url="https://wandb.example.com",
            cluster=ClusterAccess("research", "https://10.0.0.10:6443", certificate_authority_data=""),
            database=DatabaseEndpoint("mysql.example.com", 3306, "wandb_local", "wandb", "by hand", password_version=1),
            bucket=ObjectStore("s3", "research-wandb"), queue_url="internal://", redis=None,
            identity=ServiceAccountIdentity("wandb"), environment={"AWS_REGION": "eu-central-1"}, node_port=32543,
        )
    """

    url: str
    cluster: ClusterAccess
    database: DatabaseEndpoint
    bucket: ObjectStore | None
    queue_url: str
    redis: RedisEndpoint | None
    identity: ServiceAccountIdentity
    environment: Mapping[str, str]
    secret_versions: Mapping[str, str] = field(default_factory=dict)
    node_port: int | None = None
    component_node_ports: Mapping[str, int] = field(default_factory=dict)
    operator_values: Mapping[str, Any] = field(default_factory=dict)
    oidc_issuer: str | None = None
    ingress: Ingress | None = None
    storage_parameters: Mapping[str, str] = field(default_factory=dict)
    storage_type_parameter: str = "type"
    storage_provisioner: str | None = None
    jobs: Sequence[CronJobSpec] = ()
    private_ranges: Sequence[str] = ()
