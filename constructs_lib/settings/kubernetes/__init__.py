"""Settings of the application stack, the same on every cloud."""

from __future__ import annotations

from .inputs import KubernetesSettings
from .rules import NOTICES, RULES

__all__ = ["NOTICES", "RULES", "KubernetesSettings"]
