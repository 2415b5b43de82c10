"""Versions of Kubernetes that W&B and the clouds support."""

from __future__ import annotations

import re
from collections.abc import Callable

from constructs_lib.value_text import show

from ..fields.conversion import fail

# W&B's requirements page asks for Kubernetes 1.34 or later. The newest is the newest that EKS has been seen to offer.
KUBERNETES_MIN = (1, 34)
KUBERNETES_MAX = (1, 36)
# EKS has 1.35 in standard support until 2027-03-27, 1.34 until 2026-12-02
# (https://docs.aws.amazon.com/eks/latest/userguide/kubernetes-versions.html); AKS supports a version for twelve months
# after its own release of it (https://learn.microsoft.com/azure/aks/supported-kubernetes-versions).
KUBERNETES_DEFAULT = "1.35"


def kubernetes_version_for(service: str) -> Callable[[str], str]:
    """A check for a minor version of Kubernetes that W&B and the `service` support."""
    allowed = f'{_minor(KUBERNETES_MIN)} to {_minor(KUBERNETES_MAX)}, such as "{KUBERNETES_DEFAULT}"'

    def check(value: str) -> str:
        match = re.fullmatch(r"v?(\d{1,3})\.(\d{1,3})(\.\d{1,4})?", value)
        if not match:
            fail(f"{show(value)} is not a Kubernetes version; write one of {allowed}")
        version = (int(match[1]), int(match[2]))
        if version < KUBERNETES_MIN:
            fail(f"Kubernetes {value} is older than W&B supports; write one of {allowed}")
        if version > KUBERNETES_MAX:
            fail(f"Kubernetes {value} is newer than this version of the library knows; write one of {allowed}")
        if value != _minor(version):
            fail(f'{show(value)} is not how {service} names a version; write "{_minor(version)}"')
        return value

    return check


def _minor(version: tuple[int, int]) -> str:
    return f"{version[0]}.{version[1]}"
