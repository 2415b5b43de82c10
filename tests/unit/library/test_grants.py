"""Grants: permissions between constructs, without statements of one's own."""

import pytest
from cdktf import TerraformResource, TerraformStack
from cdktf_cdktf_provider_aws.iam_role import IamRole
from cdktf_cdktf_provider_azurerm.user_assigned_identity import UserAssignedIdentity

from constructs_lib import aws, azure
from constructs_lib.azure import ResourceScope
from tests.unit.synth import only, policy, resources, shown

KEY_ARN = "arn:aws:kms:eu-central-1:123456789012:key/1"


def role(stack: TerraformStack) -> aws.ServiceAccountRole:
    return aws.ServiceAccountRole(
        stack,
        "reports",
        name="reports",
        oidc_provider_arn="arn:aws:iam::123456789012:oidc-provider/issuer",
        issuer="issuer",
        service_account="reports",
        kubernetes_namespace="reports",
    )


def actions(stack: TerraformStack, address: str) -> dict[str, list[str]]:
    document = resources(stack, "aws_iam_role_policy")[address]["policy"]
    return {sid: each["Action"] for sid, each in policy(document).items()}


def test_bucket_grants_include_objects_and_key(stack: TerraformStack) -> None:
    bucket = aws.Bucket(
        stack, "bucket", name="reports", kms_key_arn=KEY_ARN, allowed_origins=[], deletion_protection=False
    )
    reader = role(stack)
    bucket.grant_read(reader)
    writer = IamRole(stack, "writer", assume_role_policy="{}")
    bucket.grant_read_write(writer)
    bucket.grant_read_write(writer)

    assert set(resources(stack, "aws_iam_role_policy")) == {"reports_bucket_read", "writer_bucket_read_write"}
    read = actions(stack, "reports_bucket_read")
    assert read.keys() == {"ReadBucket", "ReadObjects", "Decrypt"}
    assert not any(
        action.startswith(("s3:Put", "s3:Delete", "kms:Encrypt")) for each in read.values() for action in each
    )
    write = actions(stack, "writer_bucket_read_write")
    assert {"s3:PutObject", "s3:DeleteObject"} <= set(write["UseObjects"])
    assert "kms:GenerateDataKey" in write["UseKey"]
    assert resources(stack, "aws_iam_role_policy")["writer_bucket_read_write"]["role"] == "${aws_iam_role.writer.name}"
    assert len(reader.dependencies) == 1


def test_existing_bucket_without_its_own_key_grants_only_objects(stack: TerraformStack) -> None:
    aws.Bucket.from_existing(stack, "bucket", name="theirs").grant_read_write(
        aws.ServiceAccountRole.from_existing(stack, "role", name="theirs")
    )

    granted = only(stack, "aws_iam_role_policy")
    assert granted["role"] == "${data.aws_iam_role.role_role.name}"
    statements = policy(granted["policy"])
    assert statements.keys() == {"ReadBucket", "UseObjects"}
    assert statements["UseObjects"]["Resource"] == ["${data.aws_s3_bucket.bucket_bucket.arn}/*"]


def test_role_of_another_stack_gets_the_buckets_of_both(stack: TerraformStack) -> None:
    other = TerraformStack(stack.node.root, "other")
    reader = role(other)
    for each in (stack, other):
        aws.Bucket.from_existing(each, "bucket", name="theirs").grant_read(reader)

    assert set(resources(other, "aws_iam_role_policy")) == {
        other.get_logical_id(policy) for policy in reader.dependencies if isinstance(policy, TerraformResource)
    }
    assert [policy.node.id for policy in reader.dependencies] == ["stack_bucket_read", "bucket_read"]  # type: ignore[attr-defined]


def test_queue_key_and_secret_grants_name_their_resource(stack: TerraformStack) -> None:
    reader = role(stack)
    queue = aws.Queue(stack, "queue", name="reports")
    queue.grant_send(reader)
    queue.grant_receive(reader)
    aws.EncryptionKey.from_existing(stack, "key", key_id="alias/theirs").grant_use(reader)
    aws.DatabaseCredentials(
        stack, "login", name="reports", username="r", kms_key_arn=KEY_ARN, version=1, deletion_protection=False
    ).grant_read(reader)

    assert actions(stack, "reports_queue_send")["SendToQueue"][-1] == "sqs:SendMessage"
    assert "sqs:ReceiveMessage" in actions(stack, "reports_queue_receive")["ReceiveFromQueue"]
    statements = policy(resources(stack, "aws_iam_role_policy")["reports_key_use"]["policy"])
    assert statements["UseKey"]["Resource"] == ["${data.aws_kms_key.key_key.arn}"]
    assert actions(stack, "reports_login_read")["ReadSecret"][-1] == "secretsmanager:GetSecretValue"


@pytest.fixture
def resource_scope() -> ResourceScope:
    return ResourceScope("group", "westeurope")


def test_azure_grants_assign_roles_next_to_the_resource(stack: TerraformStack, resource_scope: ResourceScope) -> None:
    identity = UserAssignedIdentity(stack, "reports", name="reports", resource_group_name="g", location="westeurope")
    existing = azure.WorkloadIdentity.from_existing(stack, "theirs", name="theirs", resource_group_name="g")
    account = azure.StorageAccount(
        stack,
        "storage",
        account_name="reports",
        resource_scope=resource_scope,
        container_name="reports",
        allowed_origins=[],
        deletion_protection=True,
        lock_name="reports",
    )
    account.grant_read_write(identity)
    account.grant_read_write(identity)
    account.grant_read(existing)
    azure.KeyVault.from_existing(stack, "vault", name="v", resource_group_name="g").grant_read_secrets(existing)

    assignments = resources(stack, "azurerm_role_assignment")
    assert {address: each["role_definition_name"] for address, each in assignments.items()} == {
        "storage_grant_reports_blobs": "Storage Blob Data Contributor",
        "storage_grant_reports_account": "Reader",
        "storage_grant_theirs_reads_blobs": "Storage Blob Data Reader",
        "vault_grant_theirs_reads_secrets": "Key Vault Secrets User",
    }
    # The lock goes first, because Azure deletes no role assignment under a lock.
    lock = only(stack, "azurerm_management_lock")
    assert {"azurerm_role_assignment.storage_grant_reports_blobs"} < set(lock["depends_on"])
    assert (
        assignments["storage_grant_reports_blobs"]["principal_id"]
        == "${azurerm_user_assigned_identity.reports.principal_id}"
    )


def test_queue_and_key_on_azure_grant_their_roles(stack: TerraformStack, resource_scope: ResourceScope) -> None:
    identity = azure.WorkloadIdentity.from_existing(stack, "reports", name="reports", resource_group_name="g")
    queue = azure.EventGridQueue(
        stack, "queue", name="new", resource_scope=resource_scope, account_id="/account", container_name="c"
    )
    queue.grant_receive(identity)
    queue.grant_send(identity)
    key = azure.EncryptionKey.from_existing(stack, "key", name="k", vault_id="/vault", identity_id="/identity")
    key.grant_use(identity)
    shown_key = shown(stack, identity=key.customer_key.identity_id, key=key.customer_key.key_id)

    roles = {each["role_definition_name"] for each in resources(stack, "azurerm_role_assignment").values()}
    assert {"Storage Queue Data Contributor", "Key Vault Crypto Service Encryption User"} <= roles
    assert [each.node.id for each in queue.contents[-2:]] == ["grant_reports_receives", "grant_reports_sends"]
    assert shown_key == {"identity": "/identity", "key": "${data.azurerm_key_vault_key.key_key.versionless_id}"}


def test_grant_to_a_name_says_how_to_look_it_up(stack: TerraformStack, resource_scope: ResourceScope) -> None:
    bucket = aws.Bucket.from_existing(stack, "bucket", name="theirs")
    with pytest.raises(TypeError, match=r"not to 'arn:aws:iam::1:role/x'; .* ServiceAccountRole\.from_existing"):
        bucket.grant_read("arn:aws:iam::1:role/x")  # type: ignore[arg-type]
    vault = azure.KeyVault.from_existing(stack, "vault", name="theirs", resource_group_name="theirs")
    with pytest.raises(TypeError, match=r"not to 'x'; look it up with WorkloadIdentity\.from_existing"):
        vault.grant_read_secrets("x")  # type: ignore[arg-type]
