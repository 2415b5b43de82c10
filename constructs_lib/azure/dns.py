"""The DNS record of the gateway."""

import re

from cdktf import TerraformProvider
from cdktf_cdktf_provider_azurerm.dns_a_record import DnsARecord as AzurermDnsARecord
from constructs import Construct

from constructs_lib.azure.resource_scope import ResourceScope
from constructs_lib.framework import Component, require_known

ZONE_ID = re.compile(
    r"/subscriptions/[^/]+/resourceGroups/(?P<group>[^/]+)/providers/Microsoft\.Network/dnszones/(?P<zone>[^/]+)",
    re.IGNORECASE,
)
# A changed address reaches clients within minutes.
TTL_SECONDS = 300


class DnsARecord(Component):
    """An A record `domain_name` for `address` in the Azure DNS zone `zone_id`, which is in the provider's subscription.

    Args:
        dns_provider: The azurerm provider that creates the record; omitted: the stack's.

    Attributes:
        domain_name: Known once the record exists.

    Raises:
        ValueError: `zone_id` is not the id of a DNS zone, `domain_name` is outside it, or one of both is unknown until
            apply.

    Example:
        DnsARecord(
            stack, "record", domain_name="wandb.example.com", address=gateway.address,
            resource_scope=group.resource_scope,
            zone_id="/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/dns"
            "/providers/Microsoft.Network/dnsZones/example.com",
        )
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        zone_id: str,
        domain_name: str,
        address: str,
        resource_scope: ResourceScope,
        dns_provider: TerraformProvider | None = None,
    ) -> None:
        super().__init__(scope, id_)
        require_known(self, zone_id=zone_id, domain_name=domain_name)
        resource_group_name, zone_name = _parse(zone_id)
        record = AzurermDnsARecord(
            self,
            "record",
            provider=dns_provider,
            name=_record_name(domain_name, zone_name),
            zone_name=zone_name,
            resource_group_name=resource_group_name,
            ttl=TTL_SECONDS,
            records=[address],
            tags=dict(resource_scope.tags),
        )
        self.domain_name = record.fqdn


def _parse(zone_id: str) -> tuple[str, str]:
    found = ZONE_ID.fullmatch(zone_id)
    if found is None:
        expected = "/subscriptions/<id>/resourceGroups/<group>/providers/Microsoft.Network/dnsZones/<zone>"
        raise ValueError(f"zone_id must be {expected}, got {zone_id}")
    return found["group"], found["zone"]


def _record_name(domain_name: str, zone_name: str) -> str:
    """The name of the record within the zone; `@` is the zone itself."""
    if domain_name == zone_name:
        return "@"
    if not domain_name.endswith(f".{zone_name}"):
        raise ValueError(f"domain_name must be {zone_name} or end in .{zone_name}, got {domain_name}")
    return domain_name.removesuffix(f".{zone_name}")
