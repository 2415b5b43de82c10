"""What the emulators logged (`--log-calls`) while Terraform deployed, planned, changed and destroyed each scenario.

Both stacks of a scenario were deployed and destroyed. The change has another version, another license and one more tag
on everything, and no deletion protection. A call is an action and, where permissions are restricted to names, the
resource: a name or ARN on AWS, the subscription on Azure.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Any

from emulator.environment import AWS_ACCOUNT, AZURE_SUBSCRIPTION
from scripts.deployer_policy import aws, azure
from scripts.deployer_policy.__main__ import merged
from scripts.deployer_policy.aws import Statement
from scripts.deployer_policy.azure_rights import OPERATION_STATES
from scripts.preflight.stacks import Stack
from tests.deployments import Configuration

FILE = Path(__file__).with_name("deployer_calls.json")
# The phases of a scenario that a document must allow.
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
# The ARN of a resource that a call names. An unnamed one is allowed by `*` only.
_ARNS = {
    "budgets": "arn:aws:budgets::{account}:budget/{name}",
    "eks": "arn:aws:eks:{region}:{account}:cluster/{name}",
    "events": "arn:aws:events:{region}:{account}:rule/{name}",
    "iam": "arn:aws:iam::{account}:role{path}{name}",
    "logs": "arn:aws:logs:{region}:{account}:log-group:{name}",
    "monitoring": "arn:aws:cloudwatch:{region}:{account}:alarm:{name}",
    "rds": "arn:aws:rds:{region}:{account}:cluster:{name}",
    "route53": "arn:aws:route53:::hostedzone/{name}",
    "s3": "arn:aws:s3:::{name}",
    "secretsmanager": "arn:aws:secretsmanager:{region}:{account}:secret:{name}-a1b2c3",
    "sns": "arn:aws:sns:{region}:{account}:{name}",
    "sqs": "arn:aws:sqs:{region}:{account}:{name}",
}

Call = tuple[str, str]

# Calls of azurerm whose refusal it ignores: for enhanced validation (internal/clients/builder.go of
# https://github.com/hashicorp/terraform-provider-azurerm), and for keys of an account that has none for the server
# (internal/services/storage/storage_account_resource.go).
_OPTIONAL = {"Microsoft.Resources/subscriptions/providers/read", "Microsoft.Storage/storageAccounts/listKeys/action"}


@cache
def recorded() -> Mapping[str, Mapping[str, list[str]]]:
    """Scenario (`aws-redis`) to phases, such as `deploy change`, to the calls in exactly these phases."""
    content: dict[str, dict[str, list[str]]] = json.loads(FILE.read_text())
    return content


def calls_of(scenario: str, *phases: str) -> set[Call]:
    """Action and resource of the calls in any of these phases."""
    found = {call for key, calls in recorded()[scenario].items() if set(phases) & set(key.split()) for call in calls}
    return {(action, resource) for action, _, resource in (call.partition(" ") for call in found)}


def stack_of(stacks: Mapping[str, Configuration], scenario: str) -> Stack:
    """Both stacks of a scenario, as the command merges them."""
    return merged(Stack(name, stacks[name].json) for name in (scenario, f"{scenario}-app"))


def aws_request(stack: Stack, call: Call) -> Call:
    """The permission and the ARN that IAM checks for a call."""
    action, name = call
    service, _, operation = action.partition(":")
    if service == "s3":
        action = f"s3:{S3.get(operation, operation)}"
    elif service == "budgets" and operation.startswith("Describe"):
        action = "budgets:ViewBudget"
    elif service == "budgets" and operation in BUDGETS:
        action = "budgets:ModifyBudget"
    elif service == "monitoring":  # the name with which requests to CloudWatch are signed
        action = f"cloudwatch:{operation}"
    if name.startswith("arn:") or service not in _ARNS:
        return action, name or "*"
    if service == "monitoring" and "Dashboard" in operation:
        return action, f"arn:aws:cloudwatch::{AWS_ACCOUNT}:dashboard/{name}"
    if operation == "CreateOpenIDConnectProvider":
        return action, f"arn:aws:iam::{AWS_ACCOUNT}:oidc-provider/new"
    [path] = {str(role.get("path", "/")) for role in stack.resources("aws_iam_role").values()}
    region = stack.provider("aws")["region"]
    arn = _ARNS[service].format(region=region, account=AWS_ACCOUNT, name=name, path=path)
    return action, arn if name else "*"


def azure_request(call: Call) -> Call:
    """The permission that Azure checks for a call; the emulator has the states of all services at the same address."""
    action, subscription = call
    service, _, operation = action.partition("/")
    if operation != "locations/operations/read":
        return call
    return f"{service}/{OPERATION_STATES[service].split()[0]}/read", subscription


def allowed_by(statements: Iterable[Statement], request: Call) -> bool:
    """Whether IAM allows a request (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html).

    All calls are in the region that the conditions name.
    """
    action, arn = request
    return any(action in each.actions and any(fnmatchcase(arn, r) for r in each.resources) for each in statements)


def denied(stack: Stack, scenario: str, document: str, *phases: str) -> list[Call]:
    """The calls of these phases that a document does not allow."""
    calls = sorted(calls_of(scenario, *phases))
    if scenario.startswith("aws-"):
        statements = aws.statements_of(stack, document, AWS_ACCOUNT)
        return [call for call in calls if not allowed_by(statements, aws_request(stack, call))]
    own = str(stack.provider("azurerm").get("subscription_id") or AZURE_SUBSCRIPTION)
    roles = [role for _, role in azure.roles_of(stack, document, own)]
    return [
        call
        for call in calls
        if call[0] not in _OPTIONAL and not any(_allows(role, *azure_request(call)) for role in roles)
    ]


def _allows(role: Mapping[str, Any], action: str, subscription: str) -> bool:
    [scope] = role["AssignableScopes"]
    inside = subscription in ("", scope.split("/")[2])
    return inside and any(fnmatchcase(action.lower(), pattern.lower()) for pattern in role["Actions"])


def unneeded(stack: Stack, scenario: str, implicit: Iterable[str] = ()) -> Iterator[str]:
    """The statements of the first document without which every recorded call would still be allowed.

    `implicit` are permissions that services check without a call.
    """
    statements = aws.statements_of(stack, account=AWS_ACCOUNT)
    requests = [aws_request(stack, call) for call in sorted(calls_of(scenario, *PHASES["first-deploy"]))]
    for each in statements:
        others = [other for other in statements if other is not each]
        if all(allowed_by(others, request) for request in requests) and not set(implicit) & set(each.actions):
            yield each.sid
