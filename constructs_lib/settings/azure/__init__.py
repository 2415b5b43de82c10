"""Settings of a deployment on Azure."""

from __future__ import annotations

from .all import AzureSettings, CertificateMode

__all__ = ["AzureSettings", "CertificateMode"]
