"""Where Terraform keeps the state: the backends that a deployment file may choose, one a file.

The model of a backend is loaded when a file chooses it.
"""

from __future__ import annotations

from .base import Backend
from .choice import LOCAL, BackendSettings, local_state_is_meant

__all__ = ["LOCAL", "Backend", "BackendSettings", "local_state_is_meant"]
