"""Settings of a deployment on Azure."""

from __future__ import annotations

from .all import AzureSettings

__all__ = ["AzureSettings"]
