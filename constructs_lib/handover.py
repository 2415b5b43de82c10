"""What a cloud hands to the application: addresses and names, and not one secret.

The assembly of a cloud fills it in; whoever has a cluster of their own fills it in by hand. Any value may be a
reference to a resource. Passwords are not in it: the application gets them as ephemeral expressions.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class DatabaseEndpoint:
    """A MySQL database and the user who owns it.

    `credentials_id` names the stored credentials, of which the password is read while Terraform applies;
    `password_revision` changes with the password.
    """

    host: str
    port: int
    name: str
    user: str
    credentials_id: str
    password_revision: int


@dataclass(frozen=True)
class RedisEndpoint:
    """A Redis server. `parameters` are those of the server's Redis URL, such as `tls`."""

    host: str
    port: int
    parameters: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class ClusterAccess:
    """Where the Kubernetes API is; `certificate_authority_data` is base64."""

    name: str
    endpoint: str
    certificate_authority_data: str


@dataclass(frozen=True)
class PodIdentity:
    """How pods become somebody in the cloud: the service account they run as, and what it and they are marked with."""

    service_account_name: str
    service_account_annotations: Mapping[str, str] = field(default_factory=dict)
    pod_labels: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Handover:
    """Everything the W&B server needs to know of the cloud below it.

    `url` is the server's address with its scheme, `bucket_url` and `queue_url` are in the server's own forms
    (`s3://bucket/path`, `internal://`), `environment` are the variables with which the server finds the cloud's other
    services, and `node_port` is where the load balancer expects the server on every node. Every storage class has
    `storage_parameters`, such as the encryption of its volumes.
    """

    url: str
    cluster: ClusterAccess
    database: DatabaseEndpoint
    bucket_url: str
    queue_url: str
    redis: RedisEndpoint | None
    identity: PodIdentity
    environment: Mapping[str, str]
    node_port: int
    storage_parameters: Mapping[str, str] = field(default_factory=dict)
