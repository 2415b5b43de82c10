"""What holds for every policy of every component at once; the single ones are tested with their component."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from cdktf import TerraformStack

from constructs_lib.aws.account import Account
from constructs_lib.aws.clickhouse import clickhouse_user
from constructs_lib.aws.cluster import Cluster
from constructs_lib.aws.encryption import EncryptionKey, service_users
from constructs_lib.aws.flow_log import FlowLogBucket
from constructs_lib.aws.identity import (
    ServiceAccountRole,
    bucket_statements,
    foreign_bucket_statements,
    metrics_statement,
    queue_statement,
    secret_store_statement,
)
from constructs_lib.aws.nodes import NodeCount, NodeGroup
from constructs_lib.aws.queue import BucketNotifications
from constructs_lib.aws.storage import Bucket
from tests.unit.aws import database_case
from tests.unit.synth import synthesized

# The account must be able to administer its key, and nothing at all may come over plain HTTP.
MAY_NAME_ALL_ACTIONS = {"AccountAdministersAndDelegates": ["kms:*"], "RefusePlainHttp": ["s3:*"]}
# Policies of a key, where "*" is that key, and metrics, which have no narrower resource.
MAY_NAME_ALL_RESOURCES = {
    "AccountAdministersAndDelegates",
    "AdministratorManagesTheKey",
    "AutoScalingEncryptsNodeVolumes",
    "AutoScalingGrantsTheKeyToNodeVolumes",
    "ClickHouseCloudUsesTheKey",
    "LogsEncryptLogGroups",
    "ReadMetrics",
}


@pytest.fixture
def statements(stack: TerraformStack, account: Account) -> Sequence[dict[str, Any]]:
    """Every statement of every policy that the components write with all their options on."""
    EncryptionKey(
        stack,
        "encryption",
        name="key",
        description="Of the test",
        aliases=["alias"],
        account=account,
        deletion_window_days=7,
        deletion_protection=False,
        users=[*service_users(account), clickhouse_user()],
        administrator_arn="arn:administrator",
    )
    Bucket(stack, "storage", name="b", kms_key_arn="arn:key", allowed_origins=["*"], deletion_protection=False)
    FlowLogBucket(stack, "flow_logs", name="f", account=account)
    BucketNotifications(
        stack, "queue", bucket_name="b", bucket_arn="arn:b", queue_url="q", queue_arn="arn:q", account=account
    )
    database_case.create(stack, account)
    _create_compute(stack, account)
    return list(_statements(synthesized(stack)["resource"]))


def _create_compute(stack: TerraformStack, account: Account) -> None:
    Cluster(stack, "cluster", name="c", version="1.35", subnet_ids=["s"], kms_key_arn="arn:key", account=account)
    server = [
        *bucket_statements("arn:b", "arn:key"),
        *foreign_bucket_statements(account, "public", []),
        queue_statement("arn:q"),
        secret_store_statement(account, "wandb"),
        metrics_statement(),
    ]
    ServiceAccountRole(
        stack,
        "server",
        name="server",
        oidc_provider_arn="arn:provider",
        issuer="issuer",
        service_account="server",
        kubernetes_namespace="default",
        grants={"all": server},
    )
    NodeGroup(
        stack,
        "nodes",
        name="n",
        cluster_name="c",
        version="1.35",
        subnet_ids=["s"],
        security_group_ids=["sg"],
        instance_types=["m5.large"],
        count=NodeCount(1, 2),
        disk_size_gb=20,
        kms_key_arn="arn:key",
        account=account,
    )


def _statements(configuration: Any) -> Iterator[dict[str, Any]]:
    """The statements of every policy document anywhere in `configuration`."""
    if isinstance(configuration, dict):
        for value in configuration.values():
            yield from _statements(value)
    elif isinstance(configuration, list):
        for value in configuration:
            yield from _statements(value)
    elif isinstance(configuration, str) and '"Statement"' in configuration:
        yield from json.loads(configuration)["Statement"]


def _listed(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value


def test_every_component_that_writes_policies_is_looked_at(statements: Sequence[dict[str, Any]]) -> None:
    sids = {statement.get("Sid") for statement in statements}
    assert sids >= MAY_NAME_ALL_RESOURCES | set(MAY_NAME_ALL_ACTIONS)
    assert sids >= {
        "EncryptSecrets",
        "BucketAnnouncesObjects",
        "LogDeliveryWrites",
        "KeepUserSecrets",
        "UseForeignKeys",
    }


def test_actions_are_named_one_by_one(statements: Sequence[dict[str, Any]]) -> None:
    with_patterns = {
        statement.get("Sid"): statement["Action"]
        for statement in statements
        if any("*" in action or "?" in action for action in _listed(statement["Action"]))
    }

    assert with_patterns == MAY_NAME_ALL_ACTIONS
    assert not any("NotAction" in statement or "NotResource" in statement for statement in statements)


def test_only_key_policies_and_metrics_name_all_resources(statements: Sequence[dict[str, Any]]) -> None:
    with_all = {statement["Sid"] for statement in statements if "*" in _listed(statement.get("Resource", []))}

    assert with_all == MAY_NAME_ALL_RESOURCES


def test_nobody_at_all_is_allowed_without_a_condition(statements: Sequence[dict[str, Any]]) -> None:
    for statement in statements:
        principal = statement.get("Principal", {})
        anybody = principal == "*" or "*" in _listed(principal.get("AWS", []))
        if anybody and statement["Effect"] == "Allow":
            assert set(statement["Condition"]) >= {"StringEquals", "ArnEquals"}, statement["Sid"]
