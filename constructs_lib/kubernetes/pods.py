"""What every pod of ours has, whatever kind of object starts it: who it is, and that it has no privileges.

The provider has classes of its own for the pods of each kind of object, with the same arguments: those are here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

# The user and group that the server's image runs as (wandb-facts, section a).
SERVER_USER = 999
SERVER_GROUP = 0
# Of no name and no rights, in images that need no user of their own.
NOBODY = 65_534


@dataclass(frozen=True)
class Toleration:
    """A taint of nodes that pods put up with. Without `key`, any; without `effect`, every effect.

    `seconds` is how long pods stay on a node that is tainted NoExecute; omitted: for good.
    """

    key: str | None = None
    operator: str = "Equal"
    value: str | None = None
    effect: str | None = None
    seconds: int | None = None

    def arguments(self) -> dict[str, Any]:
        """The arguments of any of the provider's forms of it."""
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
    """The nodes that pods may run on, by their labels and taints; `image_pull_secrets` are the names of secrets in the
    pods' namespace that images are pulled with.
    """

    node_selector: Mapping[str, str] = field(default_factory=dict)
    tolerations: Sequence[Toleration] = ()
    image_pull_secrets: Sequence[str] = ()


@dataclass(frozen=True)
class PodSettings:
    """What the pods of a workload have in common beside their container."""

    service_account_name: str
    labels: Mapping[str, str] = field(default_factory=dict)
    annotations: Mapping[str, str] = field(default_factory=dict)
    priority_class_name: str | None = None
    user: int = SERVER_USER
    group: int = SERVER_GROUP
    # Whether pods get a token for the Kubernetes API; identities of the cloud do not need it.
    uses_kubernetes_api: bool = False
    placement: PodPlacement = field(default_factory=PodPlacement)


def pod_arguments(pods: PodSettings) -> dict[str, Any]:
    """Arguments for the provider's form of a pod.

    Containers, volumes, tolerations and pull secrets are lists of classes that each form has of its own.
    """
    return {
        "service_account_name": pods.service_account_name,
        "automount_service_account_token": pods.uses_kubernetes_api,
        # Kubernetes would add variables for every service, such as WEAVE_SERVICE_HOST, among the pod's own.
        "enable_service_links": False,
        "priority_class_name": pods.priority_class_name,
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
