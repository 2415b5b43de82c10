"""Aurora clusters, parameter groups and subnet groups with the behaviour of RDS.

moto lacks: the source of a parameter (the provider reads only user parameters), changes of the exported logs and of IAM
authentication, log groups of the exported logs, Performance Insights on instances, reset of parameters (removed from a
parameter group), refusal of a second cluster with the same name (moto overwrites the first), refusal of a deletion
without a final snapshot, changes of the subnets of a subnet group (moto loses the group), refusal to delete a parameter
or subnet group in use, and deletion of automated snapshots with their cluster. moto also gives every instance the same
resource id.
"""

from collections.abc import Iterable
from typing import Any

from moto.core.responses import ActionResult
from moto.logs.models import logs_backends
from moto.moto_api._internal import mock_random
from moto.rds.exceptions import RDSClientError
from moto.rds.models import DBCluster, DBClusterParameterGroup, DBInstance, DBParameterGroup, DBSubnetGroup, RDSBackend
from moto.rds.responses import RDSResponse

from emulator.aws.moto_patches import add, attribute, part, wrap

_INSIGHTS_DAYS = 7  # The free retention period, the default of RDS.


@wrap(RDSBackend, "create_db_cluster")
def create_db_cluster(original: Any, self: RDSBackend, kwargs: dict[str, Any]) -> DBCluster:
    identifier = kwargs["db_cluster_identifier"]
    if identifier in self.clusters:
        raise RDSClientError("DBClusterAlreadyExistsFault", f"DB Cluster {identifier} already exists")
    _check_subnet_group(self, kwargs.get("db_subnet_group_name"))
    cluster: DBCluster = original(self, kwargs)
    if cluster.engine.startswith("aurora") and not kwargs.get("storage_type"):
        cluster.storage_type = "aurora"
    _create_log_groups(self, cluster)
    return cluster


@wrap(RDSBackend, "modify_db_cluster")
def modify_db_cluster(original: Any, self: RDSBackend, kwargs: Any) -> DBCluster:
    cluster = self.describe_db_clusters(kwargs["db_cluster_identifier"])[0]
    logs = kwargs.get("cloudwatch_logs_export_configuration") or {}
    present = set(cluster.enabled_cloudwatch_logs_exports) | set(logs.get("EnableLogTypes") or [])
    cluster.enabled_cloudwatch_logs_exports = sorted(present - set(logs.get("DisableLogTypes") or []))
    if kwargs.get("enable_iam_database_authentication") is not None:
        cluster.iam_auth = kwargs["enable_iam_database_authentication"]
    modified: DBCluster = original(self, kwargs)
    _create_log_groups(self, modified)
    return modified


def _create_log_groups(backend: RDSBackend, cluster: DBCluster) -> None:
    """Create the groups of the exported logs, which Aurora does with the first line of each."""
    logs = logs_backends[backend.account_id][backend.region_name]
    for log in cluster.enabled_cloudwatch_logs_exports or ():
        name = f"/aws/rds/cluster/{cluster.db_cluster_identifier}/{log}"
        if name not in logs.groups:
            logs.create_log_group(name, {})


def _check_subnet_group(backend: RDSBackend, name: str | None) -> None:
    if name and name != "default" and name not in backend.subnet_groups:
        raise RDSClientError("DBSubnetGroupNotFoundFault", f"DB subnet group {name} does not exist")


@wrap(RDSResponse, "delete_db_cluster")
def delete_db_cluster(original: Any, self: RDSResponse) -> ActionResult:
    if not self.params.get("SkipFinalSnapshot") and not self.params.get("FinalDBSnapshotIdentifier"):
        raise RDSClientError(
            "InvalidParameterCombination",
            "FinalDBSnapshotIdentifier is required unless SkipFinalSnapshot is specified.",
        )
    result: ActionResult = original(self)
    cluster: DBCluster = part(result, "DBCluster")
    snapshots = self.backend.cluster_snapshots
    for name, snapshot in list(snapshots.items()):
        if snapshot.snapshot_type == "automated" and snapshot.db_cluster_identifier == cluster.db_cluster_identifier:
            del snapshots[name]
    return result


@wrap(RDSBackend, "create_db_instance")
def create_db_instance(original: Any, self: RDSBackend, db_kwargs: dict[str, Any]) -> DBInstance:
    instance: DBInstance = original(self, db_kwargs)
    instance.dbi_resource_id = "db-" + mock_random.get_random_string(26).upper()
    _set_insights(instance, db_kwargs)
    return instance


@wrap(RDSBackend, "modify_db_instance")
def modify_db_instance(
    original: Any, self: RDSBackend, db_instance_identifier: str, db_kwargs: dict[str, Any]
) -> DBInstance:
    instance: DBInstance = original(self, db_instance_identifier, db_kwargs)
    _set_insights(instance, db_kwargs)
    return instance


def _set_insights(instance: DBInstance, wanted: Any) -> None:
    enabled = wanted.get("enable_performance_insights", vars(instance).get("performance_insights_enabled", False))
    vars(instance)["performance_insights_enabled"] = enabled
    if not enabled:
        vars(instance).update(performance_insights_kms_key_id=None, performance_insights_retention_period=None)
        return
    for name, default in (("kms_key_id", None), ("retention_period", _INSIGHTS_DAYS)):
        key = f"performance_insights_{name}"
        vars(instance)[key] = wanted.get(key) or vars(instance).get(key) or default


@attribute(DBCluster, "scaling_configuration_info")
def scaling_configuration_info(self: DBCluster) -> dict[str, Any] | None:
    """None if not set: the provider reads an empty value as a scaling configuration of zeros."""
    wanted = self.scaling_configuration
    return {_camel_case(key): value for key, value in wanted.items()} if wanted else None


def _camel_case(name: str) -> str:
    return "".join(part.capitalize() for part in name.split("_"))


@wrap(DBParameterGroup, "update_parameters")
def update_parameters(original: Any, self: DBParameterGroup, new_parameters: Iterable[dict[str, Any]]) -> None:
    original(self, [{**parameter, "Source": "user"} for parameter in new_parameters])


@wrap(DBClusterParameterGroup, "update_cluster_parameters")
def update_cluster_parameters(
    original: Any, self: DBClusterParameterGroup, new_parameters: Iterable[dict[str, Any]]
) -> None:
    original(self, [{**parameter, "Source": "user"} for parameter in new_parameters])


@add(RDSResponse)
def reset_db_parameter_group(self: RDSResponse) -> ActionResult:
    name = self.params["DBParameterGroupName"]
    group = self.backend.describe_db_parameter_groups({"db_parameter_group_name": name})[0]
    _reset(group.parameters, self.params)
    return ActionResult({"DBParameterGroupName": name})


@add(RDSResponse)
def reset_db_cluster_parameter_group(self: RDSResponse) -> ActionResult:
    name = self.params["DBClusterParameterGroupName"]
    _reset(self.backend.describe_db_cluster_parameter_groups(name)[0].parameters, self.params)
    return ActionResult({"DBClusterParameterGroupName": name})


def _reset(parameters: dict[str, Any], wanted: Any) -> None:
    if wanted.get("ResetAllParameters"):
        parameters.clear()
    for parameter in wanted.get("Parameters") or []:
        parameters.pop(parameter["ParameterName"], None)


@wrap(RDSBackend, "delete_db_cluster_parameter_group")
def delete_db_cluster_parameter_group(original: Any, self: RDSBackend, db_cluster_parameter_group_name: str) -> None:
    name = db_cluster_parameter_group_name
    if any(cluster.parameter_group == name for cluster in self.clusters.values()):
        raise RDSClientError("InvalidDBParameterGroupState", f"One or more database clusters use {name}")
    original(self, name)


@wrap(RDSBackend, "delete_db_parameter_group")
def delete_db_parameter_group(original: Any, self: RDSBackend, db_parameter_group_name: str) -> Any:
    name = db_parameter_group_name
    if any(instance.db_parameter_group_name == name for instance in self.databases.values()):
        raise RDSClientError("InvalidDBParameterGroupState", f"One or more database instances use {name}")
    return original(self, name)


@wrap(RDSBackend, "modify_db_subnet_group")
def modify_db_subnet_group(
    _original: Any, self: RDSBackend, subnet_name: str, description: str | None, subnets: list[Any]
) -> DBSubnetGroup:
    [group] = self.describe_db_subnet_groups(subnet_name)
    group._subnets = subnets
    group.description = description or group.description
    return group


@wrap(RDSBackend, "delete_subnet_group")
def delete_subnet_group(original: Any, self: RDSBackend, subnet_name: str) -> Any:
    name = subnet_name
    if any(cluster.db_subnet_group_name == name for cluster in self.clusters.values()):
        raise RDSClientError("InvalidDBSubnetGroupStateFault", f"One or more database clusters use {name}")
    return original(self, name)
