"""Arguments common to all pods: identity, placement and security context.

The provider has different classes for the pods of each kind of object, with the same arguments.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

# The user and group that the server's image runs as.
SERVER_USER = 999
SERVER_GROUP = 0
# The unprivileged user nobody, for images that do not require a user.
NOBODY = 65_534
# The cluster autoscaler does not remove a node with such a pod
# (https://github.com/kubernetes/autoscaler/blob/master/cluster-autoscaler/FAQ.md).
NO_SCALE_DOWN: Mapping[str, str] = {"cluster-autoscaler.kubernetes.io/safe-to-evict": "false"}


@dataclass(frozen=True)
class Toleration:
    """A toleration of node taints. Without `key`, of all taints; without `effect`, of all effects.

    `seconds` is how long pods stay on a node with a NoExecute taint; omitted: forever.
    """

    key: str | None = None
    operator: str = "Equal"
    value: str | None = None
    effect: str | None = None
    seconds: int | None = None

    def arguments(self) -> dict[str, Any]:
        """Arguments common to the provider's toleration classes."""
        seconds = None if self.seconds is None else str(self.seconds)
        return {
            "key": self.key,
            "operator": self.operator,
            "value": self.value,
            "effect": self.effect,
            "toleration_seconds": seconds,
        }


@dataclass(frozen=True)
class PodPlacement:
    """The nodes that pods may run on, by labels and taints. `image_pull_secrets` are names of secrets in the pods'
    namespace.
    """

    node_selector: Mapping[str, str] = field(default_factory=dict)
    tolerations: Sequence[Toleration] = ()
    image_pull_secrets: Sequence[str] = ()


@dataclass(frozen=True)
class PodSettings:
    """Settings of the pods of a workload, without the container."""

    service_account_name: str
    labels: Mapping[str, str] = field(default_factory=dict)
    annotations: Mapping[str, str] = field(default_factory=dict)
    priority_class_name: str | None = None
    user: int = SERVER_USER
    group: int = SERVER_GROUP
    # Whether pods get a token for the Kubernetes API; workload identities do not need it.
    uses_kubernetes_api: bool = False
    placement: PodPlacement = field(default_factory=PodPlacement)
    # Kubernetes' default is 30.
    termination_grace_seconds: int | None = None


def pod_arguments(pods: PodSettings) -> dict[str, Any]:
    """Arguments common to the provider's pod classes.

    Containers, volumes, tolerations and pull secrets are not included: each pod class has different classes for them.
    """
    return {
        "service_account_name": pods.service_account_name,
        "automount_service_account_token": pods.uses_kubernetes_api,
        # Otherwise Kubernetes adds variables for every service, such as WEAVE_SERVICE_HOST.
        "enable_service_links": False,
        "priority_class_name": pods.priority_class_name,
        "termination_grace_period_seconds": pods.termination_grace_seconds,
        "node_selector": dict(pods.placement.node_selector) or None,
        "security_context": {
            "run_as_non_root": True,
            "run_as_user": str(pods.user),
            "run_as_group": str(pods.group),
            "fs_group": str(pods.group),
            "fs_group_change_policy": "OnRootMismatch",
            "seccomp_profile": {"type": "RuntimeDefault"},
        },
    }
