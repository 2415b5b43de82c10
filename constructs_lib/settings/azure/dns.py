"""The server's scheme, and the record of its host name."""

from __future__ import annotations

from ..base import SettingsModel
from ..fields.declaration import OURS, setting
from ..fields.types import Flag
from .types import DnsZoneId


class DnsSettings(SettingsModel):
    """How people reach the host name."""

    ssl: Flag = setting(
        True,
        changes="Whether the server is reached by HTTPS.",
        note="false leaves out the certificate and the HTTPS listener too.",
    )
    dns_zone_id: DnsZoneId = setting(
        None,
        since=(OURS,),
        changes="The resource id of an Azure DNS zone that gets the server's record, in the same subscription.",
        when_omitted="no record is made; point the host name at the output `address`",
    )
