"""User data of Amazon Linux 2023 nodes: kubelet settings."""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass

_BOUNDARY = "node-config"


@dataclass(frozen=True)
class SystemReserved:
    """Resources that a node reserves for system daemons; `None` keeps the kubelet's default."""

    cpu_millicores: int | None = None
    memory_mebibytes: int | None = None
    ephemeral_storage_mebibytes: int | None = None
    process_ids: int | None = None

    def as_kubelet_quantities(self) -> Mapping[str, str]:
        """The kubelet's `systemReserved` (https://kubernetes.io/docs/tasks/administer-cluster/reserve-compute-resources)."""
        quantities = {
            "cpu": _quantity(self.cpu_millicores, "m"),
            "memory": _quantity(self.memory_mebibytes, "Mi"),
            "ephemeral-storage": _quantity(self.ephemeral_storage_mebibytes, "Mi"),
            "pid": _quantity(self.process_ids, ""),
        }
        return {name: quantity for name, quantity in quantities.items() if quantity is not None}


def _quantity(value: int | None, unit: str) -> str | None:
    return None if value is None else f"{value}{unit}"


def node_user_data(reserved: SystemReserved) -> str | None:
    """Base64 user data that sets `reserved`, or `None` when every value is `None`.

    EKS adds the rest of the node's configuration (https://awslabs.github.io/amazon-eks-ami/nodeadm/).
    """
    quantities = reserved.as_kubelet_quantities()
    if not quantities:
        return None
    config = {
        "apiVersion": "node.eks.aws/v1alpha1",
        "kind": "NodeConfig",
        "spec": {"kubelet": {"config": {"systemReserved": quantities}}},
    }
    lines = [
        "MIME-Version: 1.0",
        f'Content-Type: multipart/mixed; boundary="{_BOUNDARY}"',
        "",
        f"--{_BOUNDARY}",
        "Content-Type: application/node.eks.aws",
        "",
        json.dumps(config),  # The node reads YAML, of which JSON is a subset.
        f"--{_BOUNDARY}--",
        "",
    ]
    return base64.b64encode("\n".join(lines).encode()).decode()
