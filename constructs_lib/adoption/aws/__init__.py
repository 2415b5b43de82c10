"""The adoption of a deployment of the official AWS module v2.x to v8.x."""

from __future__ import annotations

from .table import TABLE

__all__ = ["TABLE"]
