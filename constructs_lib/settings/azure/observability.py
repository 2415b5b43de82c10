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
        changes="Whether a metrics collector gets an identity that reads Azure Monitor.",
        note="Monitoring Reader, not Contributor; the collector itself is installed by you.",
    )
