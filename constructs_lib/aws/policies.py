"""IAM policy statements and documents as Python values."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from cdktf_cdktf_provider_aws.iam_role import IamRole
from cdktf_cdktf_provider_aws.iam_role_policy import IamRolePolicy
from cdktf_cdktf_provider_aws.iam_role_policy_attachment import IamRolePolicyAttachment
from constructs import Construct

Statement = Mapping[str, Any]


def statement(
    sid: str,
    *,
    actions: Sequence[str],
    resources: Sequence[str],
    principals: Mapping[str, Sequence[str]] | str | None = None,
    conditions: Mapping[str, Mapping[str, Any]] | None = None,
    effect: str = "Allow",
) -> Statement:
    """A policy statement; `principals` (for resource policies) maps `AWS`, `Service` or `Federated` to names."""
    parts: dict[str, Any] = {"Sid": sid, "Effect": effect}
    if principals is not None:
        parts["Principal"] = principals
    parts |= {"Action": list(actions), "Resource": list(resources)}
    if conditions:
        parts["Condition"] = conditions
    return parts


def policy_document(*statements: Statement) -> str:
    """The JSON of a policy with `statements`; tokens in them stay references."""
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def assumed_by_service(service: str) -> str:
    """The trust policy of a role for an AWS service such as `ec2.amazonaws.com`."""
    trust = {"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"}
    return policy_document(trust)


def managed_policy_arn(partition: str, name: str) -> str:
    """The ARN of a policy that AWS manages; `name` includes its path, such as `service-role/`."""
    return f"arn:{partition}:iam::aws:policy/{name}"


def attach_policies(scope: Construct, role: IamRole, policy_arns: Mapping[str, str]) -> list[IamRolePolicyAttachment]:
    """Attaches each of `policy_arns` to `role`; the key is the resource id."""
    return [
        IamRolePolicyAttachment(scope, id_, role=role.id, policy_arn=policy_arn)
        for id_, policy_arn in policy_arns.items()
    ]


def add_inline_policies(
    scope: Construct, role: IamRole, inline_policies: Mapping[str, Sequence[Statement]]
) -> list[IamRolePolicy]:
    """Adds each of `inline_policies` to `role`; the key is the policy name and the resource id."""
    return [
        IamRolePolicy(scope, id_, name=id_, role=role.id, policy=policy_document(*statements))
        for id_, statements in inline_policies.items()
    ]
