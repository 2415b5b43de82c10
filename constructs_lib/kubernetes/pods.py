"""What every pod of ours has, whatever kind of object starts it: who it is, and that it has no privileges.

The provider has classes of its own for the pods of each kind of object, with the same arguments: those are here.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

# The user and group that the server's image runs as (wandb-facts, section a).
SERVER_USER = 999
SERVER_GROUP = 0
# Of no name and no rights, in images that need no user of their own.
NOBODY = 65_534


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


def pod_arguments(pods: PodSettings) -> dict[str, Any]:
    """Arguments for the provider's form of a pod, but for container and volumes."""
    return {
        "service_account_name": pods.service_account_name,
        "automount_service_account_token": pods.uses_kubernetes_api,
        # Kubernetes would add variables for every service, such as WEAVE_SERVICE_HOST, among the pod's own.
        "enable_service_links": False,
        "priority_class_name": pods.priority_class_name,
        "security_context": {
            "run_as_non_root": True,
            "run_as_user": str(pods.user),
            "run_as_group": str(pods.group),
            "fs_group": str(pods.group),
            "fs_group_change_policy": "OnRootMismatch",
            "seccomp_profile": {"type": "RuntimeDefault"},
        },
    }
