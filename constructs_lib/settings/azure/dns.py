"""The server's scheme and DNS record."""

from __future__ import annotations

from ..base import SettingsModel
from ..fields.declaration import OURS, setting
from ..fields.types import Flag
from .types import DnsZoneId


class DnsSettings(SettingsModel):
    """Scheme and DNS record of the server."""

    ssl: Flag = setting(
        True,
        changes="Whether the server is served over HTTPS.",
        note="false also omits the certificate and the HTTPS listener.",
    )
    dns_zone_id: DnsZoneId = setting(
        None,
        since=(OURS,),
        changes="The resource ID of an Azure DNS zone in the same subscription, for the server's record.",
        when_omitted="no record is created; point the host name at the output `address`",
    )
