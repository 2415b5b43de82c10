"""deletion_protection = true means it, for Terraform and for the services, whatever changes; set to false, all goes."""

import re
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.deployments import read
from tests.emulator.deployed import Deployed, Values
from tests.emulator.stories import Steps, Story, Told
from tests.terraform_runner import TerraformError

KEY = "arn:aws:kms:eu-central-1:123456789012:key/11111111-2222-3333-4444-555555555555"
SUBNETS = {"aws_subnet.network_private_0", "aws_subnet.network_private_1"}
PROTECTED = {
    *SUBNETS,
    "aws_kms_key.encryption_key",
    "aws_rds_cluster.database_cluster",
    "aws_s3_bucket.storage_bucket",
    "aws_secretsmanager_secret.secrets_credentials",
}
# What the key and the secret are used by comes before them, and Terraform stops there.
NAMED = {*SUBNETS, "aws_rds_cluster.database_cluster", "aws_s3_bucket.storage_bucket"}
# Changes after which database, bucket or key would be others, and what Terraform names: where it stops.
REPLACING: Mapping[str, tuple[Values, set[str]]] = {
    "another namespace": (
        {"namespace": "other"},
        {"aws_s3_bucket.storage_bucket", "aws_secretsmanager_secret.secrets_credentials"},
    ),
    "another database": ({"database_name": "other"}, {"aws_rds_cluster.database_cluster"}),
    # Nodes and control plane hold on to the subnets.
    "wider private ranges": ({"network_private_subnet_cidrs": ["10.10.64.0/20", "10.10.80.0/20"]}, SUBNETS),
    "a key of one's own": ({"kms_key_arn": KEY}, {"aws_rds_cluster.database_cluster"}),
}
REFUSED = re.compile(r"Resource (\S+) has\s+lifecycle\.prevent_destroy set")


def life_of(deployment: Deployed, values: Values) -> Steps:
    """Deploy protected, try to destroy it in every way, lift the protection, destroy."""
    terraform = deployment.terraform
    values = {**values, "deletion_protection": True}
    deployment.start(values)
    yield "configured", _never_destroyed(deployment)
    yield "second plan", terraform.plan()
    before, state = deployment.emulator.inventory(), deployment.state.read_bytes()
    yield "terraform", _refusal_of(terraform.destroy, TerraformError)
    for what, (change, _) in REPLACING.items():
        deployment.configure({**values, **change})
        yield what, _refusal_of(terraform.apply, TerraformError)
    yield "states", (state, deployment.state.read_bytes())
    yield "services", _refusals_of_services(deployment)
    yield "inventories", (before, deployment.emulator.inventory())

    yield "lifted", deployment.change({**values, "deletion_protection": False})
    yield "plan after lifting", terraform.plan()
    terraform.destroy()
    yield "left", deployment.emulator.remaining()


STORIES: Mapping[str, Told] = {"protection": ("aws", "recommended", life_of)}
pytestmark = pytest.mark.story("protection")


def test_data_key_secret_and_private_subnets_are_protected(story: Story) -> None:
    assert story["configured"] == PROTECTED


def test_a_protected_deployment_has_nothing_to_change_the_second_time(story: Story) -> None:
    assert story["second plan"] == {}


def test_terraform_refuses_to_destroy_and_names_what_is_protected(story: Story) -> None:
    assert _named_in(story["terraform"]) == NAMED


@pytest.mark.parametrize("change", REPLACING)
def test_terraform_refuses_a_change_that_would_replace_what_is_protected(change: str, story: Story) -> None:
    _, named = REPLACING[change]

    assert _named_in(story[change]) == named


def test_refused_plans_leave_the_state_as_it_was(story: Story) -> None:
    before, after = story["states"]

    assert after == before


def test_services_refuse_by_themselves(story: Story) -> None:
    assert story["services"] == {
        "database": "InvalidParameterCombination",
        "bucket with an object": "BucketNotEmpty",
        "load balancer": "OperationNotPermitted",
    }


def test_nothing_is_gone_after_all_refusals(story: Story) -> None:
    before, after = story["inventories"]

    assert "rds/cluster" in before
    assert after == before


def test_lifting_the_protection_replaces_nothing(story: Story) -> None:
    lifted = story["lifted"]

    assert {"aws_lb.load_balancer_alb", "aws_rds_cluster.database_cluster"} <= set(lifted)
    assert set(lifted) <= PROTECTED | {"aws_lb.load_balancer_alb"}
    assert set(lifted.values()) == {"update"}
    assert story["plan after lifting"] == {}


def test_destroy_without_protection_empties_the_account(story: Story) -> None:
    assert story["left"] == {}


def _named_in(message: str) -> set[str]:
    # Terraform breaks its message into lines of the terminal's width, with a bar before each.
    return set(REFUSED.findall(re.sub(r"\s*\n[│\s]*", " ", message)))


def _never_destroyed(deployment: Deployed) -> set[str]:
    """The addresses of all resources that Terraform is told to keep."""
    types = read(deployment.output)[f"aws-{deployment.name}"].json["resource"].items()
    return {
        f"{type_}.{name}"
        for type_, resources in types
        for name, arguments in resources.items()
        if arguments.get("lifecycle", {}).get("prevent_destroy")
    }


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


def _refusal_of(attempt: Callable[[], Any], kind: type[Exception]) -> str:
    try:
        attempt()
    except kind as error:
        return str(error)
    return "not refused"
