"""The virtual network and its subnets."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator

from ..base import SettingsModel
from ..inputs import OURS, setting
from ..kinds import Cidr4, OptionalText, cidr4, when_given


class NetworkSettings(SettingsModel):
    """Address ranges; in the official module they are fixed, and these are the defaults."""

    network_cidr: Cidr4 = setting("10.10.0.0/16", since=(OURS,), changes="The address range of the network.")
    network_public_subnet_cidr: Cidr4 = setting(
        "10.10.0.0/24", since=(OURS,), changes="The range of the gateway's subnet."
    )
    network_private_subnet_cidr: Cidr4 = setting(
        "10.10.1.0/24", since=(OURS,), changes="The range of the private endpoints' subnet."
    )
    network_redis_subnet_cidr: Cidr4 = setting(
        "10.10.2.0/24", since=(OURS,), changes="The range of the Redis endpoint's subnet; made with Redis alone."
    )
    network_database_subnet_cidr: Cidr4 = setting(
        "10.10.3.0/24", since=(OURS,), changes="The range of the subnet that belongs to the MySQL server."
    )
    network_private_link_subnet_cidr: Cidr4 = setting(
        "10.10.4.0/24",
        since=(OURS,),
        changes="The range of the gateway's private link; made with create_private_link alone.",
    )
    network_kubernetes_subnet_cidr: Cidr4 = setting(
        "10.10.16.0/20", since=(OURS,), changes="The range of nodes and pods, which have addresses of the network."
    )
    kubernetes_service_cidr: Annotated[OptionalText, AfterValidator(when_given(cidr4))] = setting(
        None,
        since=(OURS,),
        changes="The range of the services inside the cluster; nothing that pods talk to may have addresses of it.",
        when_omitted="10.0.0.0/16, or 172.20.0.0/16 where the network lies there",
    )
