from typing import Any

import pytest
from cdktf import TerraformStack

from constructs_lib.aws.account import Account
from constructs_lib.aws.database import MasterUser
from constructs_lib.framework import EphemeralReference
from tests.unit.aws.database_case import EVERYTHING, PASSWORD, create
from tests.unit.synth import only, resources, shown, variable

GROUP_ID = "${aws_security_group.database_security_group.id}"
LOGS = ["audit", "error", "general", "slowquery"]


def test_minimal_cluster_is_encrypted_backed_up_and_protected(stack: TerraformStack, account: Account) -> None:
    create(stack, account)

    assert only(stack, "aws_rds_cluster") == {
        "apply_immediately": False,
        "cluster_identifier": "wandb",
        "engine": "aurora-mysql",
        "engine_version": "8.0.mysql_aurora.3.08.2",
        "database_name": "wandb_local",
        "master_username": "root_user",
        "master_password_wo": f"${{{PASSWORD}}}",
        "master_password_wo_version": 4,
        "db_subnet_group_name": "${aws_db_subnet_group.database_subnet_group.name}",
        "vpc_security_group_ids": [GROUP_ID],
        "db_cluster_parameter_group_name": "${aws_rds_cluster_parameter_group.database_cluster_parameters.name}",
        "storage_encrypted": True,
        "kms_key_id": "arn:key",
        "backup_retention_period": 14,
        "copy_tags_to_snapshot": True,
        "deletion_protection": True,
        "skip_final_snapshot": False,
        "final_snapshot_identifier": "wandb-final-${substr(terraform_data.database_final_snapshot.id, 0, 8)}",
        "enabled_cloudwatch_logs_exports": LOGS,
        "lifecycle": {"prevent_destroy": True},
        "depends_on": [f"aws_cloudwatch_log_group.database_{log}_log" for log in LOGS],
    }
    assert only(stack, "aws_db_subnet_group") == {"name": "wandb-subnets", "subnet_ids": ["subnet-1", "subnet-2"]}


def test_everything_that_is_set_reaches_the_cluster(stack: TerraformStack, account: Account) -> None:
    create(stack, account, **EVERYTHING)

    cluster = only(stack, "aws_rds_cluster")
    assert cluster["backup_retention_period"] == 21
    assert cluster["preferred_backup_window"] == "03:00-04:00"
    assert cluster["preferred_maintenance_window"] == "sun:05:00-sun:06:00"
    assert cluster["snapshot_identifier"] == "before-the-move"
    for log_group in resources(stack, "aws_cloudwatch_log_group").values():
        assert log_group["retention_in_days"] == 90


def test_references_reach_the_resources(stack: TerraformStack, account: Account) -> None:
    names = ("name", "vpc_id", "subnet_group_name", "kms_key_arn", "log_kms_key_arn", "engine_version")
    values: dict[str, Any] = {name: variable(stack, name) for name in names}
    user = MasterUser(variable(stack, "user"), EphemeralReference("var.password"), 1)
    create(stack, account, **values, master_user=user, client_security_group_ids=[variable(stack, "client")])

    cluster = only(stack, "aws_rds_cluster")
    assert cluster["cluster_identifier"] == "${var.name}"
    assert cluster["master_username"] == "${var.user}"
    assert cluster["master_password_wo"] == "${var.password}"
    assert cluster["kms_key_id"] == "${var.kms_key_arn}"
    assert cluster["engine_version"] == "${var.engine_version}"
    assert only(stack, "aws_db_subnet_group")["name"] == "${var.subnet_group_name}"
    assert only(stack, "aws_security_group")["vpc_id"] == "${var.vpc_id}"
    rule = only(stack, "aws_vpc_security_group_ingress_rule")
    assert rule["referenced_security_group_id"] == "${var.client}"
    assert resources(stack, "aws_cloudwatch_log_group")["database_audit_log"] == {
        "name": "/aws/rds/cluster/${var.name}/audit",
        "retention_in_days": 30,
        "kms_key_id": "${var.log_kms_key_arn}",
    }


@pytest.mark.parametrize("clients", [[], ["sg-a"], ["sg-a", "sg-b"]], ids=["none", "one", "two"])
def test_mysql_is_reachable_only_from_the_given_groups(
    stack: TerraformStack, account: Account, clients: list[str]
) -> None:
    create(stack, account, client_security_group_ids=clients)

    assert list(resources(stack, "aws_vpc_security_group_ingress_rule").values()) == [
        {
            "security_group_id": GROUP_ID,
            "referenced_security_group_id": client,
            "ip_protocol": "tcp",
            "from_port": 3306,
            "to_port": 3306,
            "description": "MySQL",
        }
        for client in clients
    ]
    assert resources(stack, "aws_security_group_rule") == {}


def test_security_group_has_no_rules_of_its_own(stack: TerraformStack, account: Account) -> None:
    create(stack, account)

    assert only(stack, "aws_security_group") == {
        "name": "wandb-database",
        "description": "MySQL, reachable from its clients alone",
        "vpc_id": "vpc-1",
        "tags": {"Name": "wandb-database"},
        "lifecycle": {"ignore_changes": ["description", "name", "name_prefix"]},
    }


def test_password_is_write_only(stack: TerraformStack, account: Account) -> None:
    create(stack, account)

    cluster = only(stack, "aws_rds_cluster")
    assert "master_password" not in cluster
    assert [name for name, value in cluster.items() if PASSWORD in str(value)] == ["master_password_wo"]


def test_unprotected_database_leaves_a_final_snapshot(stack: TerraformStack, account: Account) -> None:
    create(stack, account, deletion_protection=False)

    cluster = only(stack, "aws_rds_cluster")
    assert cluster["deletion_protection"] is False
    assert "lifecycle" not in cluster
    assert cluster["skip_final_snapshot"] is False
    assert cluster["final_snapshot_identifier"].startswith("wandb-final-")


@pytest.mark.parametrize(("snapshot", "origin"), [(None, "new"), ("before-the-move", "before-the-move")])
def test_replaced_cluster_gets_a_new_final_snapshot_name(
    stack: TerraformStack, account: Account, snapshot: str | None, origin: str
) -> None:
    create(stack, account, snapshot_identifier=snapshot)

    subnets = "${aws_db_subnet_group.database_subnet_group.name}"
    identity = ["wandb", "wandb_local", "root_user", "arn:key", subnets, origin]
    assert only(stack, "terraform_data") == {"triggers_replace": identity}


def test_its_logs_go_to_encrypted_groups_that_expire(stack: TerraformStack, account: Account) -> None:
    create(stack, account)

    assert resources(stack, "aws_cloudwatch_log_group") == {
        f"database_{log}_log": {
            "name": f"/aws/rds/cluster/wandb/{log}",
            "retention_in_days": 30,
            "kms_key_id": "arn:log-key",
        }
        for log in LOGS
    }


def test_attributes_are_writer_endpoint_and_database_name(stack: TerraformStack, account: Account) -> None:
    database = create(stack, account)

    assert shown(
        stack,
        url=f"{database.host}:{database.port}/{database.database_name}",
        arn=database.cluster_arn,
        group=database.security_group_id,
    ) == {
        "url": "${aws_rds_cluster.database_cluster.endpoint}:3306/wandb_local",
        "arn": "${aws_rds_cluster.database_cluster.arn}",
        "group": GROUP_ID,
    }


def test_logs_are_encrypted_with_the_database_key_by_default(stack: TerraformStack, account: Account) -> None:
    create(stack, account, log_kms_key_arn=None)

    assert {group["kms_key_id"] for group in resources(stack, "aws_cloudwatch_log_group").values()} == {"arn:key"}
