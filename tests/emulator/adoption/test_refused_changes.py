"""A plan that would replace something of the official deployment is refused."""

import re
from pathlib import Path
from typing import Any

import pytest

from tests.emulator.adoption.taken_over import taken_over
from tests.terraform_runner import TerraformError


def without_edits(configuration: dict[str, Any]) -> None:
    """Takes away what keeps security groups, parameter groups and the queue from being replaced."""
    resources = configuration["resource"]
    for type_ in ("aws_security_group", "aws_db_parameter_group", "aws_rds_cluster_parameter_group"):
        for arguments in resources[type_].values():
            del arguments["lifecycle"]
    resources["aws_sqs_queue"]["queue_queue"]["name"] = "wandb-file-storage"


def with_another_name_of_the_queue(configuration: dict[str, Any]) -> None:
    configuration["resource"]["aws_sqs_queue"]["queue_queue"]["name"] = "wandb-file-storage"


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
        # What changes after a plan that was judged is refused by Terraform itself.
        here.configure(with_another_name_of_the_queue)
        with pytest.raises(TerraformError, match=r"queue_queue has lifecycle.prevent_destroy set"):
            here.terraform.apply()
        # The verdict on a plan that Terraform refuses also says what forces the replacement.
        here.configure(without_the_name_of_the_bucket)
        [refused_bucket] = [line for line in here.verdict().refused if line.startswith("aws_s3_bucket.storage_bucket:")]
        assert "would be replaced, because of bucket from " in refused_bucket
