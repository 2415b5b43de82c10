"""Settings of a deployment on Azure."""

from __future__ import annotations

from .all import AzureSettings
from .certificate import CertificateMode

__all__ = ["AzureSettings", "CertificateMode"]
