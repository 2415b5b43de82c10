"""What does not go together on Azure, and what deserves a warning."""

from __future__ import annotations

from ...backends import NOTICES as BACKEND_NOTICES
from ...kubernetes import NOTICES as KUBERNETES_NOTICES
from ...kubernetes import RULES as KUBERNETES_RULES

RULES = (*KUBERNETES_RULES,)
NOTICES = (
    *BACKEND_NOTICES,
    *KUBERNETES_NOTICES,
)

__all__ = ["NOTICES", "RULES"]
