"""What a region offers, and resources in other regions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...rules import Findings, rule
from ..regions import WITH_ZONES, WITHOUT_PAIR, WITHOUT_ZONES
from ..storage import PAIRED_REPLICATION, ZONAL_REPLICATION

if TYPE_CHECKING:
    from ..inputs import AzureInputs


def clickhouse_has_alias_and_region(settings: AzureInputs) -> Findings:
    """One names the service, the other its DNS zone."""
    if settings.clickhouse_private_endpoint_service_name and settings.clickhouse_region is None:
        yield "clickhouse_region", "is missing; clickhouse_private_endpoint_service_name needs the region it lies in"


def region_has_zones(settings: AzureInputs) -> Findings:
    """Zones come to regions over time, so this is a warning."""
    if settings.location not in WITHOUT_ZONES:
        return
    asked = {
        "node_pool_zones": bool(settings.node_pool_zones),
        "node_pool_num_zones": "node_pool_num_zones" in settings.model_fields_set,
        "database_availability_mode": settings.database_availability_mode == "ZoneRedundant",
        "storage_replication_type": settings.storage_replication_type in ZONAL_REPLICATION,
    }
    for name, is_asked in asked.items():
        if is_asked:
            yield name, f"asks for availability zones, and Azure lists none in {settings.location}"


def region_has_a_pair(settings: AzureInputs) -> Findings:
    """Copies in another region go to the pair of this one."""
    if settings.location not in WITHOUT_PAIR:
        return
    asked = {
        "database_geo_redundant_backup": settings.database_geo_redundant_backup,
        "storage_replication_type": settings.storage_replication_type in PAIRED_REPLICATION,
    }
    for name, is_asked in asked.items():
        if is_asked:
            yield name, f"asks for copies in the paired region, and Azure lists none for {settings.location}"


def regions_are_known(settings: AzureInputs) -> Findings:
    """Azure opens regions over time, so this is a warning."""
    for name in _REGIONS:
        region = getattr(settings, name)
        if region and region not in (*WITH_ZONES, *WITHOUT_ZONES):
            yield name, f'"{region}" is not known here; check the name, unless the region is a new one'


_REGIONS = ("location", "clickhouse_region")
_CLICKHOUSE = ("clickhouse_private_endpoint_service_name", "clickhouse_region")
RULES = (rule(clickhouse_has_alias_and_region, *_CLICKHOUSE),)
NOTICES = (
    rule(regions_are_known, *_REGIONS),
    rule(
        region_has_zones,
        "location",
        "node_pool_zones",
        "node_pool_num_zones",
        "database_availability_mode",
        "storage_replication_type",
    ),
    rule(region_has_a_pair, "location", "database_geo_redundant_backup", "storage_replication_type"),
)
