"""Versions of Kubernetes that W&B and the clouds support."""

from __future__ import annotations

import re

from constructs_lib.value_text import show

from ..fields.conversion import fail

# W&B's requirements page demands Kubernetes 1.34 or later. The maximum is the newest version seen on EKS.
KUBERNETES_MIN = (1, 34)
KUBERNETES_MAX = (1, 36)
# EKS has 1.35 in standard support until 2027-03-27, 1.34 until 2026-12-02
# (https://docs.aws.amazon.com/eks/latest/userguide/kubernetes-versions.html); AKS supports a version for twelve months
# after its own release of it (https://learn.microsoft.com/azure/aks/supported-kubernetes-versions).
KUBERNETES_DEFAULT = "1.35"


def kubernetes_version(value: str) -> str:
    """A minor version of Kubernetes that W&B and the clouds support."""
    allowed = f'{_minor(KUBERNETES_MIN)} to {_minor(KUBERNETES_MAX)}, such as "{KUBERNETES_DEFAULT}"'
    match = re.fullmatch(r"v?(\d{1,3})\.(\d{1,3})(\.\d{1,4})?", value)
    if not match:
        fail(f"{show(value)} is not a Kubernetes version; use {allowed}")
    version = (int(match[1]), int(match[2]))
    if version < KUBERNETES_MIN:
        fail(f"Kubernetes {value} is older than W&B supports; use {allowed}")
    if version > KUBERNETES_MAX:
        fail(f"Kubernetes {value} is newer than this version of the library supports; use {allowed}")
    if value != _minor(version):
        fail(f'{show(value)} must have the form <major>.<minor>; write "{_minor(version)}"')
    return value


def _minor(version: tuple[int, int]) -> str:
    return f"{version[0]}.{version[1]}"
