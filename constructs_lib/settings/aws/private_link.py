"""PrivateLink: an endpoint service for other accounts."""

from __future__ import annotations

from ..base import SettingsModel
from ..fields.declaration import V8, setting
from ..fields.types import Cidr4s, Flag
from .types import AccountIds


class PrivateLinkSettings(SettingsModel):
    """Accounts and ranges that may connect by PrivateLink."""

    private_link_allowed_account_ids: AccountIds = setting(
        (),
        since=(V8,),
        changes="The accounts that may connect by PrivateLink; with at least one, a network load balancer and an "
        "endpoint service are created.",
    )
    allowed_private_endpoint_cidr: Cidr4s = setting(
        (),
        since=(V8,),
        changes="The private ranges that may reach the network load balancer.",
    )
    private_only_traffic: Flag = setting(
        False,
        since=(V8,),
        changes="Whether the network load balancer is the only way to the server.",
    )
