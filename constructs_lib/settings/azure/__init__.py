"""Settings of a deployment on Azure."""

from __future__ import annotations

from .certificate import CertificateMode
from .settings import AzureSettings

__all__ = ["AzureSettings", "CertificateMode"]
