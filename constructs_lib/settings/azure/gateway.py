"""The application gateway: allowed ranges, addresses, web application firewall."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator

from ..base import SettingsModel
from ..fields.declaration import HEAD, OURS, setting
from ..fields.types import Flag, OptionalText, ip4, when_given
from .types import Ranges


class GatewaySettings(SettingsModel):
    """Allowed ranges, addresses and web application firewall of the gateway."""

    allowed_ip_ranges: Ranges = setting(
        (),
        since=(HEAD,),
        changes="The IPv4 ranges that may reach the server.",
        when_omitted="every address",
        note="Opens ports 80 and 443, not every port.",
    )
    gateway_waf: Flag = setting(
        False,
        since=(OURS,),
        changes="Whether the gateway has a web application firewall (WAF_v2). Azure may refuse to switch it off; "
        "docs/troubleshooting.md says what to do then.",
    )
    gateway_private: Flag = setting(
        False,
        since=(OURS,),
        changes="Whether the server is reachable only at a private address of the network.",
    )
    gateway_private_ip_address: Annotated[OptionalText, AfterValidator(when_given(ip4))] = setting(
        None,
        since=(OURS,),
        changes="The gateway's private address, if it has one.",
        when_omitted="the last usable address of network_public_subnet_cidr",
    )
