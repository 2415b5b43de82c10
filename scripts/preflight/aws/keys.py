"""Your own KMS keys, which the stack refers to by ARN: usable by the services that encrypt with them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from botocore.exceptions import ClientError

from scripts.preflight.findings import Finding, failure, ok
from scripts.preflight.stacks import Stack

from .account import AwsAccount, error_code

_KEY = re.compile(r"arn:[\w-]+:kms:[\w-]+:\d+:key/[\w-]+")
# What a key policy must contain for services that do not act as the caller: CloudWatch Logs by its service principal
# (https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html), volumes of nodes by the role of
# Auto Scaling (https://docs.aws.amazon.com/autoscaling/ec2/userguide/key-policy-requirements-EBS-encryption.html).
_SERVICES = {
    "aws_cloudwatch_log_group": (
        re.compile(r"logs\.[\w.-]+|logs\.\*"),
        "CloudWatch Logs (logs.<region>.amazonaws.com)",
    ),
    "aws_launch_template": (re.compile(r"AWSServiceRoleForAutoScaling"), "AWSServiceRoleForAutoScaling"),
}


def check_keys(account: AwsAccount) -> Iterator[Finding]:
    keys = sorted({arn for text in account.stack.texts() for arn in _KEY.findall(text)})
    if not keys:
        yield ok("the stack creates its own keys")
    for arn in keys:
        yield from _key(account, arn)


def _key(account: AwsAccount, arn: str) -> Iterator[Finding]:
    if arn.split(":")[3] != account.region:
        yield failure(f"{arn} is not in {account.region}", "use a key of this region, or a replica of it")
        return
    try:
        found = account.ask("kms", "describe_key", KeyId=arn)["KeyMetadata"]
    except ClientError as error:
        if error_code(error) != "NotFoundException":
            raise
        yield failure(f"{arn} does not exist", "check the ARN")
        return
    if found["KeyState"] != "Enabled":
        yield failure(f"{arn} has the state {found['KeyState']}", "enable it, or cancel its deletion")
        return
    if found.get("KeySpec", "SYMMETRIC_DEFAULT") != "SYMMETRIC_DEFAULT":
        yield failure(f"{arn} is a {found['KeySpec']} key", "use a symmetric key")
        return
    policy: Any = account.client("kms").get_key_policy(KeyId=arn, PolicyName="default")["Policy"]
    missing = [who for type_, (pattern, who) in _SERVICES.items() if _uses(account.stack, type_, arn)
               and not pattern.search(policy)]  # fmt: skip
    for who in missing:
        yield failure(f"the policy of {arn} does not allow {who}", "add it to the key policy")
    if not missing:
        yield ok(f"{arn} is enabled, and its policy allows the services that need it")


def _uses(stack: Stack, type_: str, arn: str) -> bool:
    return any(arn in str(arguments) for arguments in stack.resources(type_).values())
