"""The server's scheme and DNS record."""

from __future__ import annotations

from ..base import SettingsModel
from ..fields.declaration import OURS, setting
from ..fields.types import Flag
from .types import DnsZoneId, OptionalGuid


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
        changes="The resource ID of an Azure DNS zone for the server's record, in the same subscription or in "
        "dns_subscription_id.",
        when_omitted="no record is created; point the host name at the output `address`",
    )
    dns_subscription_id: OptionalGuid = setting(
        None,
        since=(OURS,),
        changes="The subscription of dns_zone_id, in the tenant of the deployment. Terraform creates the record there, "
        "with the same login. To stop using dns_zone_id, remove it first, deploy, and only then remove this input.",
        when_omitted="the record is created in the deployment's own subscription",
    )
