from typing import Any

import pytest
from cdktf import TerraformStack

from constructs_lib.aws.account import Account
from tests.unit.aws.database_case import EVERYTHING, create
from tests.unit.synth import number_variable, only, policy, resources


def _parameters(group: dict[str, Any]) -> dict[str, str]:
    return {parameter["name"]: parameter["value"] for parameter in group["parameter"]}


def _read_at_start(group: dict[str, Any]) -> set[str]:
    return {parameter["name"] for parameter in group["parameter"] if parameter["apply_method"] == "pending-reboot"}


def test_instance_is_private_and_monitored(stack: TerraformStack, account: Account) -> None:
    create(stack, account)

    assert resources(stack, "aws_rds_cluster_instance") == {
        "database_instance_1": {
            "identifier": "wandb-1",
            "apply_immediately": False,
            "cluster_identifier": "${aws_rds_cluster.database_cluster.id}",
            "engine": "aurora-mysql",
            "engine_version": "${aws_rds_cluster.database_cluster.engine_version}",
            "instance_class": "db.r6g.large",
            "db_parameter_group_name": "${aws_db_parameter_group.database_instance_parameters.name}",
            "db_subnet_group_name": "${aws_db_subnet_group.database_subnet_group.name}",
            "publicly_accessible": False,
            "auto_minor_version_upgrade": False,
            "copy_tags_to_snapshot": True,
            "monitoring_interval": 15,
            "monitoring_role_arn": "${aws_iam_role.database_monitoring_role.arn}",
            "performance_insights_enabled": True,
            "performance_insights_kms_key_id": "arn:key",
            "performance_insights_retention_period": 7,
        }
    }


def test_instance_count_sets_the_number_of_instances(stack: TerraformStack, account: Account) -> None:
    create(stack, account, **EVERYTHING)

    instances = resources(stack, "aws_rds_cluster_instance").values()
    assert [instance["identifier"] for instance in instances] == ["wandb-1", "wandb-2", "wandb-3"]
    assert {instance["publicly_accessible"] for instance in instances} == {False}


@pytest.mark.parametrize(
    ("engine_version", "chosen_by_aws"),
    [("8.0.mysql_aurora.3.08.2", False), ("8.0", True)],
    ids=["an Aurora release", "only the MySQL version"],
)
def test_auto_minor_upgrade_needs_an_open_version(
    stack: TerraformStack, account: Account, engine_version: str, chosen_by_aws: bool
) -> None:
    create(stack, account, engine_version=engine_version)

    assert only(stack, "aws_rds_cluster")["engine_version"] == engine_version
    assert only(stack, "aws_rds_cluster_instance")["auto_minor_version_upgrade"] is chosen_by_aws


def test_performance_insights_can_have_their_own_key(stack: TerraformStack, account: Account) -> None:
    create(stack, account, **EVERYTHING)

    instances = resources(stack, "aws_rds_cluster_instance").values()
    assert {instance["performance_insights_kms_key_id"] for instance in instances} == {"arn:insights-key"}
    assert only(stack, "aws_rds_cluster")["kms_key_id"] == "arn:key"


def test_cluster_parameters_are_those_of_wandb(stack: TerraformStack, account: Account) -> None:
    create(stack, account)

    group = only(stack, "aws_rds_cluster_parameter_group")
    assert (group["name"], group["family"]) == ("wandb-aurora-80-cluster-parameter-group", "aurora-mysql8.0")
    assert _parameters(group) == {
        "binlog_format": "ROW",
        "binlog_row_image": "minimal",
        "character_set_server": "utf8mb4",
        "collation_server": "utf8mb4_general_ci",
        "innodb_flush_log_at_trx_commit": "1",
        "innodb_online_alter_log_max_size": "268435456",
    }
    assert _read_at_start(group) == {"binlog_format"}
    assert group["description"] == "Binary log and character set as W&B asks for"
    assert group["lifecycle"] == {"ignore_changes": ["description"]}


def test_instance_parameters_are_those_of_wandb(stack: TerraformStack, account: Account) -> None:
    create(stack, account)

    group = only(stack, "aws_db_parameter_group")
    assert (group["name"], group["family"]) == ("wandb-aurora-db-80-parameter-group", "aurora-mysql8.0")
    assert _parameters(group) == {
        "innodb_lru_scan_depth": "128",
        "long_query_time": "4",
        "max_execution_time": "60000",
        "max_prepared_stmt_count": "1048576",
        "performance_schema": "1",
        "slow_query_log": "1",
        "sort_buffer_size": "67108864",
    }
    assert group["lifecycle"] == {"ignore_changes": ["description"]}
    assert _read_at_start(group) == {"performance_schema"}
    assert group["description"] == "Buffers, limits and slow-query log as W&B asks for"


@pytest.mark.parametrize(
    ("group", "parameter", "value"),
    [
        ("aws_rds_cluster_parameter_group", "binlog_format", "MIXED"),
        ("aws_db_parameter_group", "sort_buffer_size", "1048576"),
        ("aws_db_parameter_group", "innodb_lru_scan_depth", "256"),
    ],
)
def test_parameter_that_is_set_replaces_the_default(
    stack: TerraformStack, account: Account, group: str, parameter: str, value: str
) -> None:
    create(stack, account, **EVERYTHING)

    assert _parameters(only(stack, group))[parameter] == value


def test_parameter_can_be_a_reference(stack: TerraformStack, account: Account) -> None:
    create(stack, account, sort_buffer_size_bytes=number_variable(stack, "size"))

    assert _parameters(only(stack, "aws_db_parameter_group"))["sort_buffer_size"] == "${var.size}"


def test_monitoring_role_is_limited_to_rds(stack: TerraformStack, account: Account) -> None:
    create(stack, account)

    role = only(stack, "aws_iam_role")
    assert role["name"] == "wandb-aurora-monitoring"
    trust = policy(role["assume_role_policy"])["sts:AssumeRole"]
    assert trust["Principal"] == {"Service": "monitoring.rds.amazonaws.com"}
    assert only(stack, "aws_iam_role_policy_attachment") == {
        "role": "${aws_iam_role.database_monitoring_role.id}",
        "policy_arn": "arn:aws-cn:iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole",
    }
    assert resources(stack, "aws_iam_role_policy") == {}
