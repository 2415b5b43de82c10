"""The deployer's policies allow what recorded deployments called, and nothing that no deployment needs.

`deployer_calls.json` has what the emulators logged (`--log-calls`) while Terraform deployed, planned, changed
and destroyed both stacks of a scenario.
"""

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from scripts.deployer_policy import aws, azure
from scripts.deployer_policy.__main__ import merged
from scripts.deployer_policy.aws_rights import AWS_READS, AWS_RIGHTS
from scripts.deployer_policy.azure_rights import AZURE_RIGHTS
from scripts.deployer_policy.documents import DOCUMENTS, UnknownTypeError
from scripts.preflight.stacks import Stack
from tests.deployments import Configuration

CALLS: Mapping[str, Mapping[str, list[str]]] = json.loads(Path(__file__).with_name("deployer_calls.json").read_text())
PHASES = {"first-deploy": ("deploy", "plan", "change", "destroy"), "changes": ("plan", "change"), "plans": ("plan",)}
# The permission of an S3 operation, if it has another name
# (https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html).
S3 = {
    "DeleteBucketCors": "PutBucketCORS",
    "DeleteBucketEncryption": "PutEncryptionConfiguration",
    "DeleteBucketLifecycle": "PutLifecycleConfiguration",
    "DeleteBucketOwnershipControls": "PutBucketOwnershipControls",
    "DeleteBucketMetricsConfiguration": "PutMetricsConfiguration",
    "DeleteBucketReplication": "PutReplicationConfiguration",
    "DeletePublicAccessBlock": "PutBucketPublicAccessBlock",
    "GetBucketAccelerateConfiguration": "GetAccelerateConfiguration",
    "GetBucketCors": "GetBucketCORS",
    "GetBucketEncryption": "GetEncryptionConfiguration",
    "GetBucketLifecycleConfiguration": "GetLifecycleConfiguration",
    "GetBucketNotificationConfiguration": "GetBucketNotification",
    "GetBucketReplication": "GetReplicationConfiguration",
    "GetObjectLockConfiguration": "GetBucketObjectLockConfiguration",
    "GetPublicAccessBlock": "GetBucketPublicAccessBlock",
    "HeadBucket": "ListBucket",
    # The path of a single configuration is that of the list.
    "ListBucketMetricsConfigurations": "GetMetricsConfiguration",
    "ListObjectVersions": "ListBucketVersions",
    "PutBucketCors": "PutBucketCORS",
    "PutBucketEncryption": "PutEncryptionConfiguration",
    "PutBucketLifecycleConfiguration": "PutLifecycleConfiguration",
    "PutBucketMetricsConfiguration": "PutMetricsConfiguration",
    "PutBucketNotificationConfiguration": "PutBucketNotification",
    "PutBucketReplication": "PutReplicationConfiguration",
    "PutPublicAccessBlock": "PutBucketPublicAccessBlock",
}
# Budgets has two permissions (https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsbudgets.html).
BUDGETS = {"CreateBudget", "UpdateBudget", "DeleteBudget", "CreateNotification", "DeleteNotification"}
# Permissions that services check on their own, so that no call has their name.
IMPLICIT = {
    "backup-storage:MountCapsule",
    "iam:CreateServiceLinkedRole",
    "kms:CreateGrant",
    "kms:Decrypt",
    "kms:GenerateDataKey",
}
# Switching deletion protection off, which the recorded change does, is no day-to-day change.
OF_PROTECTION = {"changes": {"Microsoft.Authorization/locks/delete"}}
SCENARIOS = [pytest.param(*name.split("-", 1), id=name) for name in CALLS]


def stack_of(stacks: Mapping[str, Configuration], cloud: str, scenario: str) -> Stack:
    names = [f"{cloud}-{scenario}", f"{cloud}-{scenario}-app"]
    return merged(Stack(name, stacks[name].json) for name in names)


def called(cloud: str, scenario: str, document: str) -> set[str]:
    actions = {action for phase in PHASES[document] for action in CALLS[f"{cloud}-{scenario}"][phase]}
    if cloud == "azure":
        return {each.lower() for each in actions - OF_PROTECTION.get(document, set())}
    return {permission(*each.split(":")) for each in actions}


def permission(service: str, operation: str) -> str:
    """The permission for an operation of an AWS service, by the name with which requests are signed."""
    if service == "s3":
        return f"s3:{S3.get(operation, operation)}"
    if service == "budgets" and operation.startswith("Describe"):
        return "budgets:ViewBudget"
    if service == "budgets" and operation in BUDGETS:
        return "budgets:ModifyBudget"
    return f"cloudwatch:{operation}" if service == "monitoring" else f"{service}:{operation}"


@pytest.mark.parametrize("document", DOCUMENTS)
@pytest.mark.parametrize(("cloud", "scenario"), SCENARIOS)
def test_every_recorded_call_is_allowed(
    stacks: Mapping[str, Configuration], cloud: str, scenario: str, document: str
) -> None:
    stack = stack_of(stacks, cloud, scenario)
    if cloud == "azure":
        allowed = {each.lower() for each in azure.actions_of(stack, document)}
    else:
        allowed = aws.actions_of(stack, document)

    assert called(cloud, scenario, document) - allowed == set()


@pytest.mark.parametrize(("cloud", "scenario"), [each for each in SCENARIOS if each.values[0] == "aws"])
def test_every_statement_is_needed_by_a_recorded_call(
    stacks: Mapping[str, Configuration], cloud: str, scenario: str
) -> None:
    statements = aws.statements_of(stack_of(stacks, cloud, scenario))
    calls = called(cloud, scenario, "first-deploy")

    assert [each.sid for each in statements if not (calls | IMPLICIT) & set(each.actions)] == []


@pytest.mark.parametrize("document", DOCUMENTS)
def test_role_of_the_zone_is_assumed_instead_of_allowing_records(
    stacks: Mapping[str, Configuration], document: str
) -> None:
    role, configuration = "arn:aws:iam::999988887777:role/dns", stacks["aws-recommended"].json
    [own] = configuration["provider"]["aws"]
    records = {
        name: {**record, "provider": "aws.dns"}
        for name, record in configuration["resource"]["aws_route53_record"].items()
    }
    stack = Stack("x", {
        **configuration,
        "provider": {"aws": [own, {"alias": "dns", "assume_role": [{"role_arn": role}], "region": own["region"]}]},
        "resource": {**configuration["resource"], "aws_route53_record": records},
    })  # fmt: skip

    statements = aws.statements_of(stack, document)

    assert [each.resources for each in statements if "sts:AssumeRole" in each.actions] == [(role,)]
    assert not any(action.startswith("route53:") for each in statements for action in each.actions)


@pytest.mark.parametrize("document", DOCUMENTS)
def test_policies_keep_to_the_size_limit_and_to_single_actions(
    stacks: Mapping[str, Configuration], document: str
) -> None:
    for name, configuration in stacks.items():
        if not name.startswith("aws-") or name.endswith("-app"):
            continue
        statements = aws.statements_of(Stack(name, configuration.json), document)
        policies = aws.policies_of(statements)
        written = [action for policy in policies for part in policy["Statement"] for action in part["Action"]]  # type: ignore[attr-defined]
        assert all(len(json.dumps(policy, separators=(",", ":"))) <= 6144 for policy in policies), name
        assert sorted(written) == sorted(action for each in statements for action in each.actions), name
        assert not any("*" in action for action in written), name


@pytest.mark.parametrize("document", DOCUMENTS)
def test_keys_of_a_storage_account_are_listed_only_if_the_server_uses_one(
    stacks: Mapping[str, Configuration], document: str
) -> None:
    text = json.dumps(stacks["azure-recommended"].json)
    by_identity = text.replace('"shared_access_key_enabled": true', '"shared_access_key_enabled": false')

    for configuration, expected in ((text, True), (by_identity, False)):
        allowed = azure.actions_of(Stack("x", json.loads(configuration)), document)
        assert ("Microsoft.Storage/storageAccounts/listKeys/action" in allowed) is expected


def test_boundary_of_roles_is_set_changed_and_removed(stacks: Mapping[str, Configuration]) -> None:
    # Terraform removes it with a permission of its own when the input leaves the file
    # (https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteRolePermissionsBoundary.html).
    needed = {"iam:PutRolePermissionsBoundary", "iam:DeleteRolePermissionsBoundary"}

    assert needed <= aws.actions_of(stack_of(stacks, "aws", "recommended"), "changes")


def test_plans_document_only_reads() -> None:
    reads = {action for rights in (*AWS_RIGHTS.values(), *AWS_READS.values()) for action in rights.of("reads")}

    # kms:Decrypt reads a secret; Terraform compares its version. Budgets names its one read ViewBudget.
    assert {each for each in reads if not each.partition(":")[2].startswith(("Describe", "Get", "List"))} == {
        "kms:Decrypt",
        "budgets:ViewBudget",
    }


def test_every_resource_type_has_an_entry(stacks: Mapping[str, Configuration]) -> None:
    types = {type_ for each in stacks.values() for type_ in each.json.get("resource", {})}

    assert {each for each in types if each.startswith("aws_")} == set(AWS_RIGHTS)
    assert {each for each in types if each.startswith("azurerm_")} == set(AZURE_RIGHTS)
    with pytest.raises(UnknownTypeError, match="aws_new has no entry"):
        aws.actions_of(Stack("x", {"resource": {"aws_new": {}}}))
