"""Metrics of the Azure services, for a collector in the cluster."""

from __future__ import annotations

from ..base import SettingsModel
from ..fields.declaration import HEAD, setting
from ..fields.types import Flag


class ObservabilitySettings(SettingsModel):
    """The collector's identity."""

    azuremonitor: Flag = setting(
        False,
        since=(HEAD,),
        changes="Whether to create an identity for a metrics collector that can read Azure Monitor.",
        note="Monitoring Reader, not Contributor; you install the collector.",
    )
