"""What a cloud hands to the application: addresses and names, and not one secret.

The assembly of a cloud fills it in; whoever has a cluster of their own fills it in by hand. Any value may be a
reference to a resource. Passwords are not in it: the application gets them as ephemeral expressions.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

# The server keeps jobs in its own queue when it is given none.
INTERNAL_QUEUE = "internal://"


@dataclass(frozen=True)
class DatabaseEndpoint:
    """A MySQL database and the user who owns it.

    `credentials_id` names the stored credentials, of which the password is read while Terraform applies;
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
    """Where the server keeps files: `provider` is the server's word for the cloud (`s3`, `az`).

    On Azure, `name` is the storage account, and `path` begins with the container.
    """

    provider: str
    name: str
    path: str | None = None


@dataclass(frozen=True)
class ClusterAccess:
    """Where the Kubernetes API is; `certificate_authority_data` is base64.

    `login_minutes` is how long whoever applies is logged in; omitted: for as long as Terraform needs.
    """

    name: str
    endpoint: str
    certificate_authority_data: str
    login_minutes: int | None = None


@dataclass(frozen=True)
class ServiceAccountIdentity:
    """How pods become somebody in the cloud: the service account they run as, and what it and they are marked with."""

    service_account_name: str
    service_account_annotations: Mapping[str, str] = field(default_factory=dict)
    pod_labels: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class TlsSecret:
    """The Kubernetes secret `name` with a certificate, kept there by cert-manager's ClusterIssuer `issuer`, if any."""

    name: str
    issuer: str | None = None


@dataclass(frozen=True)
class Ingress:
    """A way to the server through a gateway that watches ingresses of the class `class_name`.

    `annotations` are those that its controller reads. `tls` omitted: the gateway has a certificate of its own, which an
    annotation names, or serves plain HTTP.
    """

    class_name: str
    hosts: Sequence[str]
    annotations: Mapping[str, str] = field(default_factory=dict)
    tls: TlsSecret | None = None


@dataclass(frozen=True)
class CronJobSpec:
    """Work of the cloud's that is repeated in the cluster: `command` in a container of `image`, as `identity`.

    It starts by the cron `schedule`, in UTC, and ends after `deadline_seconds` at the latest. The service account of
    `identity` is the job's own.
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
    """Everything the W&B server needs to know of the cloud below it.

    `url` is the server's address with its scheme, `queue_url` is in the server's own form (`internal://`), and
    `environment` are the variables with which the server finds the cloud's other services. Without `bucket`, its
    address is one of the further secrets. `secret_versions` has, by name, a mark for each further variable that is
    secret; it changes with the value, which the application gets as an ephemeral expression.

    People come in by a load balancer that expects the server at `node_port` on every node, or by `ingress`. Every
    storage class has `storage_parameters`, such as the encryption of its volumes; `storage_type_parameter` is what the
    cloud's volumes call their type. `jobs` run beside the server. `private_ranges` are the address ranges of nodes,
    pods and services, which are reached without a proxy.
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
    ingress: Ingress | None = None
    storage_parameters: Mapping[str, str] = field(default_factory=dict)
    storage_type_parameter: str = "type"
    jobs: Sequence[CronJobSpec] = ()
    private_ranges: Sequence[str] = ()
