"""The host name, its scheme, and who keeps its record."""

from __future__ import annotations

from ..base import SettingsModel
from ..inputs import OURS, setting
from ..kinds import DomainName, Flag, OptionalHostLabels
from .kinds import DnsZoneId


class DnsSettings(SettingsModel):
    """Where people find the server."""

    domain_name: DomainName = setting(
        changes="The domain; the server's host name is subdomain.domain_name, or the domain itself.",
        note="Required: without it the official module makes a server without a host name.",
        example="example.com",
    )
    subdomain: OptionalHostLabels = setting(
        None,
        changes="The left part of the server's host name.",
        when_omitted="the server has the domain's own name",
    )
    ssl: Flag = setting(
        True,
        changes="Whether the server is reached by HTTPS.",
        note="false leaves out the certificate and the HTTPS listener too.",
    )
    dns_zone_id: DnsZoneId = setting(
        None,
        since=(OURS,),
        changes="The resource id of an Azure DNS zone that gets the server's record.",
        when_omitted="no record is made; point the host name at the output `address`",
    )
