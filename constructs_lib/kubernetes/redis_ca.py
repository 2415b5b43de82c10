"""The CA certificate of Redis, as a volume."""

from collections.abc import Mapping

from cdktf_cdktf_provider_kubernetes.config_map_v1 import ConfigMapV1, ConfigMapV1Metadata
from constructs import Construct

from constructs_lib.kubernetes.connections import REDIS_CA_FILE, REDIS_CA_PATH
from constructs_lib.kubernetes.containers import Mount
from constructs_lib.kubernetes.ignored_fields import ignore_external_changes


def mount_redis_ca(
    scope: Construct, id_: str, *, name: str, namespace: str, labels: Mapping[str, str], certificate: str
) -> Mount:
    """Creates the config map `name` with `certificate` (PEM); returns its mount at the path in the Redis URL."""
    config_map = ConfigMapV1(
        scope,
        id_,
        metadata=ConfigMapV1Metadata(name=name, namespace=namespace, labels=dict(labels)),
        data={REDIS_CA_FILE: certificate},
        lifecycle=ignore_external_changes("config map"),
    )
    return Mount("redis-ca", REDIS_CA_PATH, config_map=config_map.metadata.name, file=REDIS_CA_FILE)
