"""The adoption of a deployment of the official AWS module: what is imported, kept, left over and ignored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from constructs_lib.settings import AwsSettings
from constructs_lib.settings.checking import check

from ..file import Adoption, Import
from ..leftovers import Leftover
from ..parts import AdoptedParts
from ..state import OfficialDeployment
from ..tfvars import Setting
from .addresses import ours
from .lookups import looked_up
from .official import BUCKET, CACHE, CONTROL_PLANE, EKS, FLOW_LOG, FLOW_LOG_BUCKET, QUEUE
from .remains import kind_of, why_ignored
from .settings import read_settings

# Settings of existing resources whose value can be kept although it is refused, and the part that keeps it.
_KEPT = {
    "database_engine_version": "database_engine_version",
    "database_instance_class": "database_instance_class",
    "elasticache_node_type": "cache_node_type",
}
# Settings of what is new, or can change without a replacement: the default is as good as a refused value.
_OF_NEW_RESOURCES = (
    *("kubernetes_instance_types", "kubernetes_node_disk_size_gb", "kubernetes_max_nodes_per_az"),
    *("database_sort_buffer_size", "database_innodb_lru_scan_depth", "kms_key_deletion_window"),
)
# The version of a new cache, as in constructs_lib/aws/cache.py, which would import CDKTF.
NEW_CACHE_ENGINE = "7.1"


@dataclass(frozen=True)
class Plan:
    """Everything that `make adopt` finds out: the two files, and what it reports.

    `ignored` has the reason of each official address; `unknown` are official addresses.
    """

    settings: tuple[Setting, ...]
    adoption: Adoption
    ignored: Mapping[str, str] = field(default_factory=dict)
    unknown: tuple[str, ...] = ()


def plan_adoption(official: OfficialDeployment) -> Plan:
    """What becomes of every resource of the official deployment. Raises `AdoptionError`."""
    settings, parts = _fit(read_settings(official), _parts(official))
    imports = list(looked_up(official, {setting.name: setting.value for setting in settings}))
    leftovers: list[Leftover] = []
    ignored: dict[str, str] = {}
    unknown: list[str] = []
    for resource in official.resources:
        if found := ours(official, resource):
            imports.append(Import(found[0], resource.address, found[1]))
        elif reason := why_ignored(resource.address):
            ignored[resource.address] = reason
        elif kind := kind_of(resource.address):
            leftovers.append(Leftover.of(resource, kind))
        else:
            unknown.append(resource.address)
    imports.sort(key=lambda each: each.to)
    adoption = Adoption("aws", official.module, tuple(imports), parts, tuple(leftovers))
    return Plan(tuple(settings), adoption, ignored, tuple(unknown))


def _fit(settings: list[Setting], parts: AdoptedParts) -> tuple[list[Setting], AdoptedParts]:
    """The settings without the values that are refused here; those of existing resources become kept parts."""
    values = {setting.name: setting.value for setting in settings}
    refused = {name: message for name, _, message in check(AwsSettings, values)[1]}
    fitting = []
    for setting in settings:
        message = refused.get(setting.name)
        if message and setting.name in _KEPT:
            part = _KEPT[setting.name]
            parts = replace(parts, **{part: setting.value})
            comment = f"{setting.name} {message}; it is kept by {part} in the adoption file."
            fitting.append(Setting(setting.name, None, comment))
        elif message and setting.name in _OF_NEW_RESOURCES:
            fitting.append(Setting(setting.name, None, f"{setting.name} {message}; the default is used."))
        else:
            fitting.append(setting)
    return fitting, parts


def _parts(official: OfficialDeployment) -> AdoptedParts:
    control_plane = official.one(CONTROL_PLANE)
    groups = control_plane.block("vpc_config").get("security_group_ids") if control_plane else ()
    cache_version = _attribute(official, CACHE, "engine_version")
    return AdoptedParts(
        bucket_name=_attribute(official, BUCKET, "bucket"),
        queue_name=_attribute(official, QUEUE, "name"),
        flow_log_bucket_name=_attribute(official, FLOW_LOG_BUCKET, "bucket") if official.one(FLOW_LOG) else None,
        database_password_version=1,
        cluster_security_group_ids=tuple(sorted(groups or ())),
        # The group of all nodes, in both generations of the EKS module.
        node_security_group_ids=tuple(
            each.attributes["id"] for each in official.all(f"{EKS}aws_security_group.(workers|node)[0]")
        ),
        cache_engine_version=cache_version if cache_version != NEW_CACHE_ENGINE else None,
    )


def _attribute(official: OfficialDeployment, pattern: str, name: str) -> str | None:
    found = official.one(pattern)
    return found.get(name) if found else None
