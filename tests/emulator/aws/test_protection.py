"""With `deletion_protection`, Terraform and the services refuse every change that would delete data."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.emulator.deployed import Deployed, Values
from tests.emulator.refusals import never_destroyed, prevented, refusal_of
from tests.emulator.stories import Steps, Story, StoryDefinition

KEY = "arn:aws:kms:eu-central-1:123456789012:key/11111111-2222-3333-4444-555555555555"
SUBNETS = {"aws_subnet.network_private_0", "aws_subnet.network_private_1"}
PROTECTED = {
    *SUBNETS,
    "aws_kms_key.encryption_key",
    "aws_rds_cluster.database_cluster",
    "aws_s3_bucket.storage_bucket",
    "aws_secretsmanager_secret.secrets_credentials",
}
# Terraform stops at these, which use the key and the secret.
NAMED = {*SUBNETS, "aws_rds_cluster.database_cluster", "aws_s3_bucket.storage_bucket"}
# Changes that would replace the database, the bucket or the key, and the resources that Terraform names.
REPLACING: Mapping[str, tuple[Values, set[str]]] = {
    "another namespace": (
        {"namespace": "other"},
        {"aws_s3_bucket.storage_bucket", "aws_secretsmanager_secret.secrets_credentials"},
    ),
    "another database": ({"database_name": "other"}, {"aws_rds_cluster.database_cluster"}),
    # Nodes and the control plane use the subnets.
    "wider private ranges": ({"network_private_subnet_cidrs": ["10.10.64.0/20", "10.10.80.0/20"]}, SUBNETS),
    "your own key": ({"kms_key_arn": KEY}, {"aws_rds_cluster.database_cluster"}),
}


def life_of(deployment: Deployed, values: Values) -> Steps:
    """Deploy with protection and try to destroy the data in every way."""
    terraform = deployment.terraform
    values = {**values, "deletion_protection": True}
    deployment.start(values)
    yield "configured", never_destroyed(deployment)
    before, state = deployment.emulator.inventory(), deployment.state.read_bytes()
    yield "terraform", refusal_of(terraform.destroy)
    for what, (change, _) in REPLACING.items():
        deployment.configure({**values, **change})
        yield what, refusal_of(terraform.apply)
    yield "states", (state, deployment.state.read_bytes())
    yield "services", _refusals_of_services(deployment)
    yield "inventories", (before, deployment.emulator.inventory())


STORIES: Mapping[str, StoryDefinition] = {"protection": ("aws", "recommended", life_of)}
pytestmark = pytest.mark.story("protection")


def test_data_key_secret_and_private_subnets_are_protected(story: Story) -> None:
    assert story["configured"] == PROTECTED


def test_refused_destroy_names_what_is_protected(story: Story) -> None:
    assert prevented(story["terraform"]) == NAMED


@pytest.mark.parametrize("change", REPLACING)
def test_change_that_would_replace_data_is_refused(change: str, story: Story) -> None:
    _, named = REPLACING[change]

    assert prevented(story[change]) == named


def test_refusals_leave_the_state_unchanged(story: Story) -> None:
    before, after = story["states"]

    assert after == before


def test_services_refuse_deletion(story: Story) -> None:
    assert story["services"] == {
        "database": "InvalidParameterCombination",
        "bucket with an object": "BucketNotEmpty",
        "load balancer": "OperationNotPermitted",
    }


def test_refusals_leave_the_account_unchanged(story: Story) -> None:
    before, after = story["inventories"]

    assert "rds/cluster" in before
    assert after == before


def _refusals_of_services(deployment: Deployed) -> dict[str, str]:
    rds, s3, elbv2 = (deployment.client(service) for service in ("rds", "s3", "elbv2"))
    [cluster] = rds.describe_db_clusters()["DBClusters"]
    [bucket] = s3.list_buckets()["Buckets"]
    [balancer] = elbv2.describe_load_balancers()["LoadBalancers"]
    s3.put_object(Bucket=bucket["Name"], Key="run/history", Body=b"kept")
    attempts: dict[str, Callable[[], Any]] = {
        "database": lambda: rds.delete_db_cluster(
            DBClusterIdentifier=cluster["DBClusterIdentifier"], SkipFinalSnapshot=True
        ),
        "bucket with an object": lambda: s3.delete_bucket(Bucket=bucket["Name"]),
        "load balancer": lambda: elbv2.delete_load_balancer(LoadBalancerArn=balancer["LoadBalancerArn"]),
    }
    return {what: _error_code(attempt) for what, attempt in attempts.items()}


def _error_code(attempt: Callable[[], Any]) -> str:
    try:
        attempt()
    except ClientError as error:
        return str(error.response["Error"]["Code"])
    return "not refused"
