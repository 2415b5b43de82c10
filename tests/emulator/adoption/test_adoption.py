"""Deployments of the official AWS module are taken over: nothing destroyed, nothing replaced, data and names kept."""

import re
from pathlib import Path
from typing import Any

import pytest

from tests.deployments import REPOSITORY
from tests.emulator.adoption.taken_over import TakenOver, actions, taken_over
from tests.emulator.deployed import client_of
from tests.official_states import RECORDED
from tests.terraform_runner import TerraformError

# Ids of what holds data, or what others have written down somewhere.
KEPT_IDS = (
    *("aws_db_subnet_group", "aws_eip", "aws_eks_cluster", "aws_elasticache_replication_group", "aws_kms_key"),
    *("aws_lb", "aws_nat_gateway", "aws_rds_cluster", "aws_rds_cluster_instance", "aws_s3_bucket", "aws_subnet"),
    *("aws_sqs_queue", "aws_vpc", "aws_iam_openid_connect_provider"),
)
PAGE = REPOSITORY / "docs" / "adoption.md"


def ids_of(there: dict[str, Any]) -> dict[str, str]:
    """Our address to id, of what is imported with an id of these types."""
    return {to: id_ for to, id_ in there.items() if to.partition(".")[0] in KEPT_IDS}


def row(name: str, first: Any, left_over: int, removed: int) -> str:
    """The line of the table in docs/adoption.md."""
    return (
        f"| {name} | {first['replace']} | {first['delete']} | {first['create']} | {first['update']} | empty | "
        f"{left_over} | {removed} |"
    )


@pytest.mark.parametrize("name", RECORDED)
def test_a_deployment_is_taken_over_without_a_loss(name: str, tmp_path: Path, terraform_and_provider: None) -> None:
    with taken_over(name, tmp_path / "all") as here:
        bucket = here.adoption.parts.bucket_name
        s3 = client_of(here.emulator, "s3")
        s3.put_object(Bucket=bucket, Key="runs/1", Body=b"data")

        verdict = here.verdict()
        assert verdict.refused == ()
        first = actions(here.plan)
        assert (first["replace"], first["delete"]) == (0, 0)
        here.terraform.apply("plan")
        assert here.terraform.plan() == {}

        assert s3.get_object(Bucket=bucket, Key="runs/1")["Body"].read() == b"data"
        imported = {each.to: each.id for each in here.adoption.imports if each.id}
        now = {address: values["id"] for address, values in here.attributes().items()}
        kept = ids_of(imported)
        assert len(kept) > 15
        assert {address: now[address] for address in kept} == kept

        left_over = here.adoption.leftovers
        remove_leftovers(here)
        assert here.terraform.plan() == {}
        after = here.adoption.leftovers
        assert {each.kind for each in after} <= {"application"}
        line = row(name, first, len(left_over), len(left_over) - len(after))
        print(line)
        assert line in PAGE.read_text().splitlines()


def remove_leftovers(here: TakenOver) -> None:
    """In the documented order: nodes, then what was kept for them, then the rest, data at last."""
    here.remove("nodes")
    here.give_up("cluster_security_group_ids", "node_security_group_ids")
    here.configure()
    here.terraform.apply()
    here.remove("security-groups", "iam", "data")


def without_edits(configuration: dict[str, Any]) -> None:
    """Takes away what keeps security groups, parameter groups and the queue from being replaced."""
    resources = configuration["resource"]
    for type_ in ("aws_security_group", "aws_db_parameter_group", "aws_rds_cluster_parameter_group"):
        for arguments in resources[type_].values():
            del arguments["lifecycle"]
    resources["aws_sqs_queue"]["queue_queue"]["name"] = "wandb-file-storage"


def without_the_name_of_the_bucket(configuration: dict[str, Any]) -> None:
    configuration["resource"]["aws_s3_bucket"]["storage_bucket"]["bucket"] = "wandb-file-storage-0123abcd"


def test_each_change_that_would_replace_something_is_refused(tmp_path: Path, terraform_and_provider: None) -> None:
    with taken_over("v2.8.0-defaults", tmp_path / "all") as here:
        here.configure(without_edits)
        refused = {line.partition(":")[0]: line for line in here.verdict().refused}
        assert refused.keys() >= {
            *(f"aws_security_group.{name}" for name in ("workers_group", "database_security_group")),
            *("aws_db_parameter_group.database_instance_parameters", "aws_sqs_queue.queue_queue"),
            "aws_rds_cluster_parameter_group.database_cluster_parameters",
        }
        assert "would be replaced, because of description from " in refused["aws_security_group.workers_group"]
        assert re.search("name from .*hornet' to 'wandb-file-storage'", refused["aws_sqs_queue.queue_queue"])
        here.configure(without_the_name_of_the_bucket)
        with pytest.raises(TerraformError, match=r"prevent_destroy"):
            here.verdict()
