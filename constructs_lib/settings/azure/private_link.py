"""Private link: the server as a service for other networks."""

from __future__ import annotations

from ..base import SettingsModel
from ..inputs import HEAD, setting
from ..kinds import Flag


class PrivateLinkSettings(SettingsModel):
    """Whether others may connect privately."""

    create_private_link: Flag = setting(
        False,
        since=(HEAD,),
        changes="Whether private endpoints of other networks may ask to reach the gateway.",
    )
