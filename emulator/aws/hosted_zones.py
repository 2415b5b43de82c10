"""Hosted zones with ids that the caller chooses.

moto generates the id of a hosted zone. A deployment file refers to its hosted zone by id, so the emulator must start
with a zone of exactly that id.
"""

from dataclasses import dataclass

from moto.route53.models import HostedZoneIdentifier, route53_backends
from moto.utilities.id_generator import moto_id_manager


@dataclass(frozen=True)
class HostedZone:
    """A public hosted zone that is created at start."""

    zone_id: str
    domain_name: str

    @classmethod
    def parse(cls, text: str) -> "HostedZone":
        """Read `ZONE_ID=DOMAIN`."""
        zone_id, separator, domain_name = text.partition("=")
        if not (zone_id and separator and domain_name):
            raise ValueError(f"must be ZONE_ID=DOMAIN, got {text!r}")
        return cls(zone_id, domain_name.rstrip("."))

    def __str__(self) -> str:
        return f"{self.zone_id}={self.domain_name}"


def create(zone: HostedZone, account: str) -> None:
    """Create the zone, with its NS and SOA records, in the account."""
    name = f"{zone.domain_name}."
    identifier = HostedZoneIdentifier(account, name, None)
    moto_id_manager.set_custom_id(identifier, zone.zone_id)
    try:
        route53_backends[account]["aws"].create_hosted_zone(name=name, private_zone=False)
    finally:
        moto_id_manager.unset_custom_id(identifier)
