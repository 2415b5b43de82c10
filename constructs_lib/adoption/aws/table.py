"""The table of the official AWS module v2.x to v8.x."""

from __future__ import annotations

from constructs_lib.settings import AwsSettings

from ..parts import AdoptedParts
from ..planning import CloudTable
from ..state import OfficialDeployment
from .addresses import ours
from .lookups import looked_up
from .official import BUCKET, CACHE, CONTROL_PLANE, EKS, FLOW_LOG, FLOW_LOG_BUCKET, QUEUE
from .remains import IGNORED, LEFT_OVER
from .settings import read_settings

_KEPT = {
    "database_engine_version": "database_engine_version",
    "database_instance_class": "database_instance_class",
    "elasticache_node_type": "cache_node_type",
    "eks_cluster_version": "kubernetes_version",
}
_OF_NEW_RESOURCES = (
    *("kubernetes_instance_types", "kubernetes_node_disk_size_gb", "kubernetes_max_nodes_per_az"),
    *("database_sort_buffer_size", "database_innodb_lru_scan_depth", "kms_key_deletion_window"),
)
# The version of a new cache, as in constructs_lib/aws/cache.py, which would import CDKTF.
NEW_CACHE_ENGINE = "7.1"


def _parts(official: OfficialDeployment) -> AdoptedParts:
    control_plane = official.one(CONTROL_PLANE)
    groups = control_plane.block("vpc_config").get("security_group_ids") if control_plane else ()
    cache_version = official.attribute(CACHE, "engine_version")
    return AdoptedParts(
        bucket_name=official.attribute(BUCKET, "bucket"),
        queue_name=official.attribute(QUEUE, "name"),
        flow_log_bucket_name=official.attribute(FLOW_LOG_BUCKET, "bucket") if official.one(FLOW_LOG) else None,
        database_password_version=1,
        cluster_security_group_ids=tuple(sorted(groups or ())),
        # The group of all nodes, in both generations of the EKS module.
        node_security_group_ids=tuple(
            each.attributes["id"] for each in official.all(f"{EKS}aws_security_group.(workers|node)[0]")
        ),
        cache_engine_version=cache_version if cache_version != NEW_CACHE_ENGINE else None,
    )


TABLE = CloudTable(
    settings_class=AwsSettings,
    read_settings=read_settings,
    parts=_parts,
    ours=ours,
    ignored=IGNORED,
    left_over=LEFT_OVER,
    kept=_KEPT,
    of_new_resources=_OF_NEW_RESOURCES,
    looked_up=looked_up,
)
