"""Regions: known names, availability zones, paired regions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...rules import Findings, rule
from ..regions import WITH_ZONES, WITHOUT_PAIR, WITHOUT_ZONES
from ..storage import PAIRED_REPLICATION, ZONAL_REPLICATION

if TYPE_CHECKING:
    from ..inputs import AzureInputs


def clickhouse_has_alias_and_region(settings: AzureInputs) -> Findings:
    """The alias names the service, the region its DNS zone."""
    if settings.clickhouse_private_endpoint_service_name and settings.clickhouse_region is None:
        yield (
            "clickhouse_region",
            "is missing; clickhouse_private_endpoint_service_name requires the region of the service",
        )


def region_has_zones(settings: AzureInputs) -> Findings:
    """A warning, because Azure adds availability zones over time."""
    if settings.location not in WITHOUT_ZONES:
        return
    required = {
        "node_pool_zones": bool(settings.node_pool_zones),
        "node_pool_num_zones": "node_pool_num_zones" in settings.model_fields_set,
        "database_availability_mode": settings.database_availability_mode == "ZoneRedundant",
        "storage_replication_type": settings.storage_replication_type in ZONAL_REPLICATION,
    }
    for name, is_required in required.items():
        if is_required:
            yield name, f"requires availability zones, but Azure lists none in {settings.location}"


def region_has_a_pair(settings: AzureInputs) -> Findings:
    """Geo-redundant copies are in the paired region."""
    if settings.location not in WITHOUT_PAIR:
        return
    required = {
        "database_geo_redundant_backup": settings.database_geo_redundant_backup,
        "storage_replication_type": settings.storage_replication_type in PAIRED_REPLICATION,
    }
    for name, is_required in required.items():
        if is_required:
            yield name, f"requires a paired region, but Azure lists none for {settings.location}"


def regions_are_known(settings: AzureInputs) -> Findings:
    """A warning, because Azure adds regions over time."""
    for name in _REGIONS:
        region = getattr(settings, name)
        if region and region not in (*WITH_ZONES, *WITHOUT_ZONES):
            yield name, f'"{region}" is unknown; check the name, unless the region is new'


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
