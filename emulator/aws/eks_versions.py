"""The Kubernetes versions that the emulator's EKS supports, and the allowed upgrades."""

import time

# Oldest first. EKS adds about three versions per year; only the order matters here.
KUBERNETES_VERSIONS = ("1.29", "1.30", "1.31", "1.32", "1.33", "1.34", "1.35")
DEFAULT_VERSION = "1.34"
_STANDARD_SUPPORT = KUBERNETES_VERSIONS[-4:]
# When standard support of a version ends, in seconds since 1970; a version that is not here: in a year.
SUPPORT_ENDS: dict[str, float] = {}
_YEAR_SECONDS = 365 * 24 * 60 * 60


def is_offered(version: str) -> bool:
    return version in KUBERNETES_VERSIONS


def support_of(version: str) -> str:
    return "STANDARD_SUPPORT" if version in _STANDARD_SUPPORT else "EXTENDED_SUPPORT"


def end_of_support(version: str) -> float:
    return SUPPORT_ENDS.get(version, time.time() + _YEAR_SECONDS)


def steps_between(old: str, new: str) -> int:
    """The number of minor versions from `old` to `new`."""
    return KUBERNETES_VERSIONS.index(new) - KUBERNETES_VERSIONS.index(old)


def release_of(version: str) -> str:
    """The release of the node image for a Kubernetes version."""
    return f"{version}.1-20251103"
