"""The adoption of a deployment of the official Azure module v1.7.1 or newer."""

from __future__ import annotations

from .table import TABLE

__all__ = ["TABLE"]
