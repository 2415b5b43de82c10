"""Where Terraform keeps the state: the backends that a deployment file may choose, one a file.

The model of a backend is loaded when a file chooses it.
"""

from __future__ import annotations

from .base import Backend
from .choice import LOCAL, BackendSettings, state_is_remote

__all__ = ["LOCAL", "Backend", "BackendSettings", "state_is_remote"]
