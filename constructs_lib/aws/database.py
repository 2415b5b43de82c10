"""Aurora MySQL with the parameters that W&B requires."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cdktf import TerraformResourceLifecycle, Token
from cdktf_cdktf_provider_aws.cloudwatch_log_group import CloudwatchLogGroup
from cdktf_cdktf_provider_aws.db_parameter_group import DbParameterGroup, DbParameterGroupParameter
from cdktf_cdktf_provider_aws.db_subnet_group import DbSubnetGroup
from cdktf_cdktf_provider_aws.iam_role import IamRole
from cdktf_cdktf_provider_aws.rds_cluster import RdsCluster
from cdktf_cdktf_provider_aws.rds_cluster_instance import RdsClusterInstance
from cdktf_cdktf_provider_aws.rds_cluster_parameter_group import (
    RdsClusterParameterGroup,
    RdsClusterParameterGroupParameter,
)
from constructs import Construct

from constructs_lib.aws.account import Account
from constructs_lib.aws.database_parameters import CLUSTER_PARAMETERS, INSTANCE_PARAMETERS, apply_method
from constructs_lib.aws.database_restore import PointInTime
from constructs_lib.aws.policies import assumed_by_service, attach_policies, managed_policy_arn
from constructs_lib.aws.security_groups import group_for_clients
from constructs_lib.framework import (
    Component,
    EphemeralReference,
    RandomSuffix,
    prevent_destroy,
    require_known,
    require_reference,
)

PORT = 3306
ENGINE = "aurora-mysql"
FAMILY = "aurora-mysql8.0"
EXPORTED_LOGS = ("audit", "error", "general", "slowquery")

# The granularity of Enhanced Monitoring, and the free retention period of Performance Insights (the official module's
# values).
MONITORING_INTERVAL_SECONDS = 15
PERFORMANCE_INSIGHTS_DAYS = 7


@dataclass(frozen=True)
class MasterUser:
    """Who owns the database: `password` is stored again when `password_version` changes."""

    name: str
    password: EphemeralReference
    password_version: int

    def __post_init__(self) -> None:
        require_reference("MasterUser.password", self.password)


class Database(Component):
    """Aurora MySQL cluster `name` with `instance_count` instances: one writer, the rest are failover replicas.

    It is encrypted with `kms_key_arn` and reachable on port 3306 only from `client_security_group_ids`. Destroying it
    creates a final snapshot `<name>-final-<generated>`.

    Args:
        engine_version: An Aurora version, such as `8.0.mysql_aurora.3.10.3`.
        instance_class: Such as `db.r6g.large`.
        subnet_ids: Subnets in at least two zones.
        subnet_group_name: The name of the subnet group that is created.
        deletion_protection: Terraform and Aurora refuse to destroy the database.
        apply_immediately: Changes that interrupt service do not wait for the maintenance window.
        sort_buffer_size_bytes: The memory per sort.
        backup_retention_days: 1-35.
        backup_window: UTC, such as `03:00-04:00`; omitted: Aurora chooses one.
        maintenance_window: UTC, such as `sun:05:00-sun:06:00`; omitted: Aurora chooses one.
        log_retention_days: How long logs are retained.
        log_kms_key_arn: Encrypts the log groups; omitted: `kms_key_arn`.
        performance_insights_kms_key_arn: Encrypts Performance Insights; omitted: `kms_key_arn`.
        snapshot_identifier: The snapshot (name or ARN) to restore at creation; omitted: an empty database. Changing it
            later replaces the cluster.
        restore: The point in time to restore. The restored cluster and its instances have other names and addresses
            (`restored_cluster`), so that the first cluster can be kept. Omitted: a new cluster.
        binlog_format: `ROW`, `MIXED`, `STATEMENT` or `OFF`.
        innodb_lru_scan_depth: Pages per scan for free buffers.

    Attributes:
        host: The address of the writer; it stays the same after a failover.
        port: 3306.
        database_name: The name of the first database.
        cluster_arn, cluster_identifier: Of the cluster.
        slow_query_log_group_name: The log group of the slow query log.
        security_group_id: The security group of the database.

    Raises:
        ValueError: `snapshot_identifier` and `restore` are both given; `instance_count`, `deletion_protection` or the
            list `client_security_group_ids` is unknown until apply.

    Example:
        database = Database(
            stack, "database", name="wandb", database_name="wandb_local",
            master_user=MasterUser("wandb", credentials.password, credentials.version),
            engine_version="8.0.mysql_aurora.3.10.3", instance_class="db.r6g.large", instance_count=2,
            vpc_id=network.vpc_id, subnet_ids=network.database_subnet_ids, subnet_group_name="wandb",
            client_security_group_ids=[nodes.security_group_id], kms_key_arn=key.key_arn, account=account,
            deletion_protection=True,
        )
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        name: str,
        database_name: str,
        master_user: MasterUser,
        engine_version: str,
        instance_class: str,
        instance_count: int,
        vpc_id: str,
        subnet_ids: Sequence[str],
        subnet_group_name: str,
        client_security_group_ids: Sequence[str],
        kms_key_arn: str,
        account: Account,
        deletion_protection: bool,
        apply_immediately: bool = False,
        sort_buffer_size_bytes: int = 67_108_864,
        backup_retention_days: int = 14,
        backup_window: str | None = None,
        maintenance_window: str | None = None,
        log_retention_days: int = 30,
        log_kms_key_arn: str | None = None,
        performance_insights_kms_key_arn: str | None = None,
        snapshot_identifier: str | None = None,
        restore: PointInTime | None = None,
        binlog_format: str = "ROW",
        innodb_lru_scan_depth: int = 128,
    ) -> None:
        super().__init__(scope, id_)
        require_known(
            self,
            instance_count=instance_count,
            client_security_group_ids=client_security_group_ids,
            deletion_protection=deletion_protection,
        )
        if snapshot_identifier is not None and restore is not None:
            raise ValueError("snapshot_identifier and restore exclude each other: a database is restored from one")
        self._name = name
        subnet_group = DbSubnetGroup(self, "subnet_group", name=subnet_group_name, subnet_ids=list(subnet_ids))
        security_group = group_for_clients(
            self,
            name=f"{name}-database",
            service="MySQL",
            ports=[PORT],
            vpc_id=vpc_id,
            client_security_group_ids=client_security_group_ids,
        )
        cluster_parameters = self._create_cluster_parameters({"binlog_format": binlog_format})
        instance_parameters = self._create_instance_parameters(
            {"sort_buffer_size": str(sort_buffer_size_bytes), "innodb_lru_scan_depth": str(innodb_lru_scan_depth)}
        )
        # A change of any of these replaces the cluster. The final snapshot of the new cluster needs a new name.
        identity = [name, database_name, master_user.name, kms_key_arn, subnet_group.name, snapshot_identifier or "new"]
        identifier, prefix = (f"{name}-{restore.suffix}", "restored_") if restore else (name, "")
        identity += [identifier] if restore else []
        final_snapshot = RandomSuffix(self, "final_snapshot", renewed_with=identity)
        log_groups = self._create_log_groups(name, "", log_retention_days, log_kms_key_arn or kms_key_arn)
        if restore:
            # Those of the first cluster stay, with its logs.
            log_groups = self._create_log_groups(identifier, prefix, log_retention_days, log_kms_key_arn or kms_key_arn)

        cluster = RdsCluster(
            self,
            f"{prefix}cluster",
            cluster_identifier=identifier,
            engine=ENGINE,
            engine_version=engine_version,
            database_name=database_name,
            master_username=master_user.name,
            master_password_wo=master_user.password.value,
            master_password_wo_version=master_user.password_version,
            db_subnet_group_name=subnet_group.name,
            vpc_security_group_ids=[security_group.id],
            db_cluster_parameter_group_name=cluster_parameters.name,
            storage_encrypted=True,
            kms_key_id=kms_key_arn,
            backup_retention_period=backup_retention_days,
            preferred_backup_window=backup_window,
            preferred_maintenance_window=maintenance_window,
            apply_immediately=apply_immediately,
            copy_tags_to_snapshot=True,
            snapshot_identifier=snapshot_identifier,
            deletion_protection=deletion_protection,
            skip_final_snapshot=False,
            final_snapshot_identifier=f"{name}-final-{final_snapshot.value}",
            enabled_cloudwatch_logs_exports=list(EXPORTED_LOGS),
            lifecycle=prevent_destroy(deletion_protection),
            # Aurora creates missing log groups, but without retention and without this key.
            depends_on=log_groups,
            **(restore.arguments if restore else {}),
        )
        monitoring_role_arn = self._create_monitoring_role(account)
        for number in range(1, instance_count + 1):
            RdsClusterInstance(
                self,
                f"{prefix}instance_{number}",
                identifier=f"{identifier}-{number}",
                cluster_identifier=cluster.id,
                engine=ENGINE,
                engine_version=cluster.engine_version,
                instance_class=instance_class,
                db_parameter_group_name=instance_parameters.name,
                db_subnet_group_name=subnet_group.name,
                publicly_accessible=False,
                apply_immediately=apply_immediately,
                # AWS chooses the Aurora version only when `engine_version` does not name one.
                auto_minor_version_upgrade=not _names_aurora_version(engine_version),
                copy_tags_to_snapshot=True,
                monitoring_interval=MONITORING_INTERVAL_SECONDS,
                monitoring_role_arn=monitoring_role_arn,
                performance_insights_enabled=True,
                performance_insights_kms_key_id=performance_insights_kms_key_arn or kms_key_arn,
                performance_insights_retention_period=PERFORMANCE_INSIGHTS_DAYS,
            )
        self.host = cluster.endpoint
        self.port = PORT
        self.database_name = database_name
        self.cluster_arn = cluster.arn
        self.cluster_identifier = cluster.id
        self.slow_query_log_group_name = log_groups[EXPORTED_LOGS.index("slowquery")].name
        self.security_group_id = security_group.id

    def _create_cluster_parameters(self, changes: Mapping[str, str]) -> RdsClusterParameterGroup:
        return RdsClusterParameterGroup(
            self,
            "cluster_parameters",
            name=f"{self._name}-aurora-80-cluster-parameter-group",
            family=FAMILY,
            description="Binary log and character set as W&B asks for",
            parameter=[
                RdsClusterParameterGroupParameter(name=name, value=value, apply_method=apply_method(name))
                for name, value in sorted({**CLUSTER_PARAMETERS, **changes}.items())
            ],
            lifecycle=_ignore_description(),
        )

    def _create_instance_parameters(self, changes: Mapping[str, str]) -> DbParameterGroup:
        return DbParameterGroup(
            self,
            "instance_parameters",
            name=f"{self._name}-aurora-db-80-parameter-group",
            family=FAMILY,
            description="Buffers, limits and slow-query log as W&B asks for",
            parameter=[
                DbParameterGroupParameter(name=name, value=value, apply_method=apply_method(name))
                for name, value in sorted({**INSTANCE_PARAMETERS, **changes}.items())
            ],
            lifecycle=_ignore_description(),
        )

    def _create_log_groups(
        self, identifier: str, prefix: str, retention_days: int, kms_key_arn: str
    ) -> list[CloudwatchLogGroup]:
        return [
            CloudwatchLogGroup(
                self,
                f"{prefix}{log}_log",
                name=f"/aws/rds/cluster/{identifier}/{log}",
                retention_in_days=retention_days,
                kms_key_id=kms_key_arn,
            )
            for log in EXPORTED_LOGS
        ]

    def _create_monitoring_role(self, account: Account) -> str:
        role = IamRole(
            self,
            "monitoring_role",
            name=f"{self._name}-aurora-monitoring",
            assume_role_policy=assumed_by_service("monitoring.rds.amazonaws.com"),
        )
        policy_arn = managed_policy_arn(account.partition, "service-role/AmazonRDSEnhancedMonitoringRole")
        attach_policies(self, role, {"monitoring_policy": policy_arn})
        return role.arn


def _ignore_description() -> TerraformResourceLifecycle:
    """RDS cannot change the description of a parameter group in use; another one would replace the group."""
    return TerraformResourceLifecycle(ignore_changes=["description"])


def _names_aurora_version(engine_version: str) -> bool:
    """Whether `engine_version` names an Aurora version, such as 8.0.mysql_aurora.3.08.2, and not only a MySQL version.

    A version that is unknown until apply counts as one: the caller has chosen it.
    """
    return Token.is_unresolved(engine_version) or "aurora" in engine_version
