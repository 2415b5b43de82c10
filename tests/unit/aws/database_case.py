"""A database with the required arguments, for two test files."""

from typing import Any

from cdktf import TerraformStack

from constructs_lib.aws.account import Account
from constructs_lib.aws.database import Database, MasterUser
from constructs_lib.framework import EphemeralReference

PASSWORD = "ephemeral.a_type.stored.password"
MINIMAL: dict[str, Any] = {
    "name": "wandb",
    "database_name": "wandb_local",
    "master_user": MasterUser("root_user", EphemeralReference(PASSWORD), 4),
    "engine_version": "8.0.mysql_aurora.3.08.2",
    "instance_class": "db.r6g.large",
    "instance_count": 1,
    "vpc_id": "vpc-1",
    "subnet_ids": ["subnet-1", "subnet-2"],
    "subnet_group_name": "wandb-subnets",
    "client_security_group_ids": ["sg-nodes"],
    "kms_key_arn": "arn:key",
    "log_kms_key_arn": "arn:log-key",
    "deletion_protection": True,
}
EVERYTHING: dict[str, Any] = MINIMAL | {
    "instance_count": 3,
    "sort_buffer_size_bytes": 1_048_576,
    "backup_retention_days": 21,
    "backup_window": "03:00-04:00",
    "maintenance_window": "sun:05:00-sun:06:00",
    "log_retention_days": 90,
    "performance_insights_kms_key_arn": "arn:insights-key",
    "snapshot_identifier": "before-the-move",
    "binlog_format": "MIXED",
    "innodb_lru_scan_depth": 256,
}


def create(stack: TerraformStack, account: Account, **changes: Any) -> Database:
    """The minimal database in `stack`, with `changes`."""
    return Database(stack, "database", **{**MINIMAL, **changes}, account=account)
