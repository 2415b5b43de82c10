"""Who deploys, in which account, and whether IAM would allow it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from botocore.exceptions import ClientError

from scripts.deployer_policy.aws import Statement, statements_of
from scripts.preflight.findings import DeniedError, Finding, failure, ok, warning

from .account import AwsAccount, error_code

_AT_ONCE = 100
_SHOWN = 5
_ROLE = re.compile(r"arn:([\w-]+):sts::(\d+):assumed-role/([^/]+)/.*")


def check_identity(account: AwsAccount) -> Iterator[Finding]:
    own, arn = account.identity["Account"], account.identity["Arn"]
    allowed = account.stack.provider("aws").get("allowed_account_ids")
    if allowed and own not in allowed:
        yield failure(
            f"{arn} is in account {own}; allowed_account_ids has {', '.join(allowed)}",
            "use credentials of that account, or set assume_role",
        )
    elif arn.endswith(":root"):
        yield warning(f"{arn} is the root user of the account", "deploy with a role instead")
    else:
        yield ok(f"{arn} in account {own}")
    if not allowed:
        yield warning("any account is accepted", f'set allowed_account_ids = ["{own}"]')


def check_permissions(account: AwsAccount) -> Iterator[Finding]:
    """Simulates every action of a first deploy. Permission boundaries count, organization policies only for members."""
    arn = _policy_source(account)
    denied: list[str] = []
    statements = statements_of(account.stack, account=account.identity["Account"])
    for statement in statements:
        try:
            denied += _denied(account, arn, statement)
        except DeniedError:
            yield warning(
                "could not be simulated, because iam:SimulatePrincipalPolicy is not allowed",
                "compare your policy with `make deployer-policy`",
            )
            return
        except ClientError as error:
            # The root user and federated users have no policy to simulate.
            yield warning(f"could not be simulated for {arn} ({error_code(error)})", "compare `make deployer-policy`")
            return
    count = sum(len(statement.actions) for statement in statements)
    if denied:
        more = f" and {len(denied) - _SHOWN} more" if len(denied) > _SHOWN else ""
        yield failure(
            f"{arn} may not call {', '.join(denied[:_SHOWN])}{more}", "attach the policy of `make deployer-policy`"
        )
    else:
        yield ok(f"all {count} actions of a first deploy are allowed")


def _denied(account: AwsAccount, arn: str, statement: Statement) -> list[str]:
    """The actions of a statement that are not allowed at a resource with the name of the deployment."""
    # Without resources, IAM simulates `*`, which a policy for named resources does not allow.
    resource = sorted(statement.resources)[0]
    arguments: dict[str, Any] = {} if resource == "*" else {"ResourceArns": [resource.replace("*", "preflight")]}
    region = {"ContextKeyName": "aws:RequestedRegion", "ContextKeyValues": [account.region], "ContextKeyType": "string"}
    denied = []
    for start in range(0, len(statement.actions), _AT_ONCE):
        results = account.ask(
            "iam",
            "simulate_principal_policy",
            PolicySourceArn=arn,
            ActionNames=statement.actions[start : start + _AT_ONCE],
            ContextEntries=[region],
            **arguments,
        )
        denied += [each["EvalActionName"] for each in results["EvaluationResults"] if each["EvalDecision"] != "allowed"]
    return denied


def _policy_source(account: AwsAccount) -> str:
    """The user or role whose policies count; the ARN of a session does not have the path of its role."""
    arn = str(account.identity["Arn"])
    session = _ROLE.fullmatch(arn)
    if session is None:
        return arn
    try:
        return str(account.ask("iam", "get_role", RoleName=session[3])["Role"]["Arn"])
    except (ClientError, DeniedError):
        return f"arn:{session[1]}:iam::{session[2]}:role/{session[3]}"
