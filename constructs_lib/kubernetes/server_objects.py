"""What both ways to run the server create: secret, CA certificates, priority class; and their common names."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from urllib.parse import urlsplit

from cdktf import Fn, Token
from cdktf_cdktf_provider_kubernetes.priority_class_v1 import PriorityClassV1, PriorityClassV1Metadata
from constructs import Construct

from constructs_lib.kubernetes.ca_certificates import CaCertificates
from constructs_lib.kubernetes.environment import ServerSecrets, secret_version_parts
from constructs_lib.kubernetes.pod_environment import PodEnvironment
from constructs_lib.kubernetes.pods import PodPlacement
from constructs_lib.kubernetes.proxy import Proxy
from constructs_lib.kubernetes.secrets import ServerSecret
from constructs_lib.platform_outputs import PlatformOutputs

NAME = "wandb"
# Label of all objects of the server. Never those of the operator's Helm release: the controller deletes all objects
# with them together with the custom resource.
PART_OF: Mapping[str, str] = {"app.kubernetes.io/part-of": NAME}
# Above all pods without a priority class, as in the official module; 10^9 is the maximum for user-defined classes
# (https://kubernetes.io/docs/concepts/scheduling-eviction/pod-priority-preemption/).
PRIORITY = 1_000_000_000


def create_secret_and_environment(
    scope: Construct,
    *,
    namespace: str,
    platform: PlatformOutputs,
    secrets: ServerSecrets,
    values: Mapping[str, str],
    revised_with: Sequence[str] = (),
    placement: PodPlacement | None,
    proxy: Proxy | None,
    services: Sequence[str],
    custom_ca_certs: Sequence[str],
    config_map_name: str,
) -> tuple[ServerSecret, PodEnvironment]:
    """The Kubernetes secret `wandb` with `values` and the secret variables of `proxy`; and the settings of all pods.

    The secret is stored again when the revision of `secrets` changes, or a value in `platform` or `revised_with`.
    `proxy` has exceptions for the server, its `services` and the cluster's network. The config map `config_map_name`
    is created when there are `custom_ca_certs`.
    """
    proxy = _bypass_cluster(proxy, platform, services)
    secret = ServerSecret(
        scope,
        "secret",
        name=NAME,
        namespace=namespace,
        labels=PART_OF,
        values={**proxy.secret_variables(), **values},
        revised_with=[*secret_version_parts(platform, secrets), *revised_with, *proxy.version_parts()],
    )
    certificates = None
    if custom_ca_certs:
        certificates = CaCertificates(
            scope,
            "authorities",
            name=config_map_name,
            namespace=namespace,
            labels=PART_OF,
            certificates=custom_ca_certs,
        )
    environment = PodEnvironment(
        placement=placement or PodPlacement(),
        proxy=proxy.environment(secret_name=secret.name),
        ca_certificates=certificates,
        version=secret.version,
    )
    return secret, environment


PRIORITY_CLASS = f"{NAME}-priority"


def create_priority_class(scope: Construct, name: str) -> str:
    """Creates the priority class `name` of the server's pods, for the whole cluster; returns its name."""
    priority = PriorityClassV1(
        scope,
        "priority",
        metadata=PriorityClassV1Metadata(name=name, labels=PART_OF),
        value=PRIORITY,
        description="The W&B server and what belongs to it",
    )
    return priority.metadata.name


def _bypass_cluster(proxy: Proxy | None, platform: PlatformOutputs, services: Sequence[str]) -> Proxy:
    """`proxy` with exceptions for the server, its `services` and the addresses of the cluster's network.

    Pods call services by their short names, and the server by its public name, which a proxy may not reach.
    """
    if proxy is None:
        return Proxy()
    url = platform.url
    host = urlsplit(url).netloc
    if Token.is_unresolved(url):
        host = Fn.trimprefix(Fn.trimprefix(url, "https://"), "http://")
    own = (host, *services, *platform.private_ranges)
    return replace(proxy, no_proxy=[*own, *proxy.no_proxy])
