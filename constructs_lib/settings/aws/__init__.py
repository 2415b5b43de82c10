"""Settings of a deployment on AWS."""

from __future__ import annotations

from .settings import AwsSettings

__all__ = ["AwsSettings"]
