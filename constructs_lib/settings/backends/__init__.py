"""Where Terraform keeps the state: the backends that a deployment file may choose, one a file.

The model of a backend is loaded when a file chooses it, or when a program uses its name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .base import Backend
from .choice import LOCAL, MODELS, BackendSettings, model_of, state_is_remote

if TYPE_CHECKING:
    from .azurerm import AzurermBackend
    from .gcs import GcsBackend
    from .hcp import CloudBackend, RemoteBackend
    from .http import HttpBackend
    from .local import LocalBackend
    from .pg import PgBackend
    from .s3 import S3Backend

__all__ = [
    "LOCAL",
    "AzurermBackend",
    "Backend",
    "BackendSettings",
    "CloudBackend",
    "GcsBackend",
    "HttpBackend",
    "LocalBackend",
    "PgBackend",
    "RemoteBackend",
    "S3Backend",
    "state_is_remote",
]


def __getattr__(name: str) -> Any:
    for type_, model in MODELS.items():
        if model == name:
            return model_of(type_)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
