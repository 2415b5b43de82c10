"""Redis replication groups with their member clusters.

The provider reads engine version, parameter group, security groups and windows of a replication group from its member
cache clusters, which moto does not create. moto also never completes a deletion, always creates one node, supports few
of the changes, and cannot add or remove nodes.
"""

from dataclasses import dataclass
from typing import Any

from moto.core.responses import ActionResult
from moto.core.utils import utcnow
from moto.elasticache.exceptions import CacheSubnetGroupNotFound
from moto.elasticache.models import ElastiCacheBackend, ReplicationGroup
from moto.elasticache.responses import ElastiCacheResponse

from emulator.aws.moto_patches import add, part, wrap

_ZONES = "abc"
_REDIS_6 = "6.x"

# Argument of ModifyReplicationGroup -> attribute of the group, for those with the same value.
_CHANGES = {
    "CacheNodeType": "cache_node_type",
    "CacheParameterGroupName": "cache_parameter_group_name",
    "EngineVersion": "engine_version",
    "NotificationTopicArn": "notification_topic_arn",
    "PreferredMaintenanceWindow": "preferred_maintenance_window",
    "SecurityGroupIds": "security_group_ids",
    "SnapshotWindow": "snapshot_window",
    "TransitEncryptionMode": "transit_encryption_mode",
}


@dataclass
class MemberCluster:
    """One node of a replication group. Everything except its name comes from the group."""

    group: ReplicationGroup
    cache_cluster_id: str
    arn: str
    preferred_availability_zone: str

    def __getattr__(self, name: str) -> Any:
        return getattr(object.__getattribute__(self, "group"), name)

    cache_cluster_status = "available"
    num_cache_nodes = 1

    @property
    def engine_version(self) -> str:
        version = self.group.engine_version or "7.1"
        if version == _REDIS_6:
            # The member reports the release that ElastiCache chose.
            return "6.2.6"
        return version if version.count(".") > 1 else f"{version}.0"

    @property
    def cache_parameter_group(self) -> dict[str, Any]:
        return {"CacheParameterGroupName": self.group.cache_parameter_group_name, "ParameterApplyStatus": "in-sync"}

    @property
    def security_groups(self) -> list[dict[str, str]]:
        return [{"SecurityGroupId": each, "Status": "active"} for each in self.group.security_group_ids or []]

    @property
    def cache_nodes(self) -> list[dict[str, Any]]:
        address = {"Address": f"{self.cache_cluster_id}.cache.amazonaws.com", "Port": self.group.port}
        return [{"CacheNodeId": "0001", "CacheNodeStatus": "available", "Endpoint": address}]


@wrap(ElastiCacheBackend, "create_replication_group")
def create_replication_group(original: Any, self: ElastiCacheBackend, **kwargs: Any) -> ReplicationGroup:
    subnet_group = kwargs.get("cache_subnet_group_name")
    if subnet_group and subnet_group not in self.cache_subnet_groups:
        raise CacheSubnetGroupNotFound(subnet_group)
    group: ReplicationGroup = original(self, **kwargs)
    group.port = int(group.port)
    group.arn = f"arn:{self.partition}:elasticache:{self.region_name}:{self.account_id}:replicationgroup:"
    group.arn += group.replication_group_id
    self.tagging_service.tag_resource(group.arn, kwargs.get("tags") or [])
    if str(kwargs.get("auto_minor_version_upgrade")).lower() in ("true", "false"):
        group.auto_minor_version_upgrade = str(kwargs["auto_minor_version_upgrade"]).lower() == "true"
    if group.cluster_mode != "enabled":
        count = kwargs.get("num_cache_clusters") or (kwargs.get("replicas_per_node_group") or 0) + 1
        _resize(self, group, count)
    _create_members(self, group)
    return group


def _resize(backend: ElastiCacheBackend, group: ReplicationGroup, count: int) -> None:
    shard = group.node_groups[0]
    domain = shard["primary_endpoint_address"].removeprefix("master.")
    group.member_clusters = [f"{group.replication_group_id}-{number:0>3}" for number in range(1, count + 1)]
    shard["node_group_members"] = [
        {
            "cache_cluster_id": name,
            "cache_node_id": "0001",
            "current_role": "replica" if index else "primary",
            "preferred_availability_zone": f"{backend.region_name}{_ZONES[index % len(_ZONES)]}",
            "read_endpoint": {"address": f"{name}.{domain}", "port": group.port},
        }
        for index, name in enumerate(group.member_clusters)
    ]
    shard["reader_endpoint"] = {"address": shard["reader_endpoint_address"], "port": group.port}


def _create_members(backend: ElastiCacheBackend, group: ReplicationGroup) -> None:
    _delete_members(backend, group)
    prefix = f"arn:{backend.partition}:elasticache:{backend.region_name}:{backend.account_id}:cluster:"
    for index, name in enumerate(group.member_clusters):
        zone = f"{backend.region_name}{_ZONES[index % len(_ZONES)]}"
        backend.cache_clusters[name] = MemberCluster(group, name, prefix + name, zone)


def _delete_members(backend: ElastiCacheBackend, group: ReplicationGroup) -> None:
    for name, cluster in list(backend.cache_clusters.items()):
        if isinstance(cluster, MemberCluster) and cluster.group is group:
            del backend.cache_clusters[name]


@wrap(ElastiCacheResponse, "modify_replication_group")
def modify_replication_group(original: Any, self: ElastiCacheResponse) -> ActionResult:
    result: ActionResult = original(self)
    group: ReplicationGroup = part(result, "ReplicationGroup")
    params = self._get_params()
    for argument, attribute in _CHANGES.items():
        if argument in params:
            setattr(group, attribute, params[argument])
    upgrade = self._get_bool_param("AutoMinorVersionUpgrade")
    if upgrade is not None:
        group.auto_minor_version_upgrade = upgrade
    _change_token(group, params)
    if "LogDeliveryConfigurations" in params:
        _change_logs(group, params["LogDeliveryConfigurations"])
    return result


def _change_token(group: ReplicationGroup, params: dict[str, Any]) -> None:
    if "AuthToken" in params or params.get("AuthTokenUpdateStrategy") == "DELETE":
        group.auth_token_enabled = params.get("AuthTokenUpdateStrategy") != "DELETE"
        group.auth_token_last_modified_date = utcnow()


def _change_logs(group: ReplicationGroup, wanted: list[dict[str, Any]]) -> None:
    for change in wanted:
        others = [each for each in group.log_delivery_configurations if each["LogType"] != change["LogType"]]
        enabled = str(change.get("Enabled", "true")).lower() == "true"
        described = group._get_log_delivery_configurations([change]) if enabled else []
        group.log_delivery_configurations = others + described


@add(ElastiCacheResponse)
def increase_replica_count(self: ElastiCacheResponse) -> ActionResult:
    return _change_replica_count(self)


@add(ElastiCacheResponse)
def decrease_replica_count(self: ElastiCacheResponse) -> ActionResult:
    return _change_replica_count(self)


def _change_replica_count(response: ElastiCacheResponse) -> ActionResult:
    backend = response.elasticache_backend
    group = backend.describe_replication_groups(response._get_param("ReplicationGroupId"))[0]
    _resize(backend, group, int(response._get_param("NewReplicaCount")) + 1)
    _create_members(backend, group)
    return ActionResult({"ReplicationGroup": group})


@wrap(ElastiCacheResponse, "delete_replication_group")
def delete_replication_group(original: Any, self: ElastiCacheResponse) -> ActionResult:
    backend = self.elasticache_backend
    name, snapshot = self._get_param("ReplicationGroupId"), self._get_param("FinalSnapshotIdentifier")
    if snapshot:
        backend.create_snapshot(snapshot, name, None, None, None)
    result: ActionResult = original(self)
    group = backend.replication_groups.pop(name)
    _delete_members(backend, group)
    backend.tagging_service.delete_all_tags_for_resource(group.arn)
    return result
