"""IAM policies for a deployer: the actions of the stack's resource types, restricted to its names and region."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from scripts.preflight.stacks import Stack

from .aws_actions import Rights
from .aws_rights import AWS_ARGUMENTS, AWS_READS, AWS_RIGHTS
from .documents import DOCUMENTS, UnknownTypeError


@dataclass(frozen=True)
class Statement:
    """One statement of a policy; `conditions` as in IAM."""

    sid: str
    actions: tuple[str, ...]
    resources: tuple[str, ...] = ("*",)
    conditions: Mapping[str, Mapping[str, str | list[str]]] | None = None

    def json(self) -> dict[str, object]:
        found: dict[str, object] = {
            "Sid": self.sid,
            "Effect": "Allow",
            "Action": list(self.actions),
            "Resource": list(self.resources),
        }
        return {**found, "Condition": self.conditions} if self.conditions else found


def actions_of(stack: Stack, document: str = "first-deploy") -> set[str]:
    """The actions that a deployer of `stack` needs."""
    phases, configuration = DOCUMENTS[document], stack.configuration
    resources = configuration.get("resource", {})
    # With a provider of their own, resources are in another account, and its role needs the permissions.
    own = [type_ for type_, found in resources.items() if not found or any("provider" not in e for e in found.values())]
    actions = _actions(AWS_RIGHTS, own, phases)
    for (type_, argument), rights in AWS_ARGUMENTS.items():
        if any(argument in each for each in resources.get(type_, {}).values()):
            actions |= rights.of(*phases)
    if _assumed_roles(stack):
        actions.add("sts:AssumeRole")
    for kind in ("data", "ephemeral"):
        actions |= _actions(AWS_READS, configuration.get(kind, {}), ("reads",))
    return actions


def _actions(table: Mapping[str, Rights], types: Iterable[str], phases: Sequence[str]) -> set[str]:
    found: set[str] = set()
    for type_ in types:
        if type_ in table:
            found |= table[type_].of(*phases)
        elif type_.startswith("aws_"):
            raise UnknownTypeError(f"{type_} has no entry in {__package__}.aws_rights")
    return found


def _assumed_roles(stack: Stack) -> list[str]:
    """The roles that the deployer assumes for resources in another account, such as `zone_role_arn`."""
    providers = stack.configuration.get("provider", {}).get("aws", ())
    # The role of the provider without an alias is the deployer. In a chain, the deployer assumes the last role.
    return sorted({str(each["assume_role"][-1]["role_arn"]) for each in providers if each.get("alias")})


# IAM's limit for a managed policy, without white space
# (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html#reference_iam-quotas-entity-length).
POLICY_CHARACTERS = 6144
# Reads that return data of the deployment, not only its settings.
_DATA = frozenset({"kms:Decrypt", "secretsmanager:GetSecretValue"})
_READ = ("Describe", "Get", "List")
# Services without regions, whose requests have no region that a condition could name.
_GLOBAL = frozenset({"budgets", "iam", "route53", "sts"})


def statements_of(stack: Stack, document: str = "first-deploy", account: str = "*") -> list[Statement]:
    """The statements of a document. `account` restricts the ARNs to one account."""
    by_scope: dict[tuple[str, tuple[str, ...], bool], set[str]] = {}
    for action in actions_of(stack, document):
        by_scope.setdefault(_scope(stack, action, account), set()).add(action)
    region = stack.provider("aws")["region"]
    condition = {"StringEquals": {"aws:RequestedRegion": region}}
    return [
        Statement(name, tuple(sorted(actions)), resources, condition if regional else None)
        for (name, resources, regional), actions in sorted(by_scope.items())
    ]


def policies_of(statements: Sequence[Statement]) -> list[dict[str, object]]:
    """The statements as policy documents, as few as IAM's size limit allows."""
    policies: list[list[dict[str, object]]] = [[]]
    for statement in statements:
        for part in _parts(statement):
            if _size([*policies[-1], part]) > POLICY_CHARACTERS:
                policies.append([])
            policies[-1].append(part)
    return [_policy(each) for each in policies]


def _parts(statement: Statement) -> list[dict[str, object]]:
    """The statement, or two halves of it if it does not fit into one policy."""
    if _size([statement.json()]) <= POLICY_CHARACTERS:
        return [statement.json()]
    half = len(statement.actions) // 2
    halves = (statement.actions[:half], statement.actions[half:])
    return [
        p for n, a in enumerate(halves, 1) for p in _parts(replace(statement, sid=f"{statement.sid}{n}", actions=a))
    ]


def _policy(statements: list[dict[str, object]]) -> dict[str, object]:
    return {"Version": "2012-10-17", "Statement": statements}


def _size(statements: list[dict[str, object]]) -> int:
    return len(json.dumps(_policy(statements), separators=(",", ":")))


def _scope(stack: Stack, action: str, account: str) -> tuple[str, tuple[str, ...], bool]:
    """The statement of an action: its name, its resources, and whether a condition names the region."""
    service, _, name = action.partition(":")
    if action == "iam:CreateServiceLinkedRole":
        return "ServiceLinkedRoles", (f"arn:{_partition(stack)}:iam::{account}:role/aws-service-role/*",), False
    if action == "sts:AssumeRole":
        return "AssumedRoles", tuple(_assumed_roles(stack)), False
    if name.startswith(_READ) and action not in _DATA and service != "s3":
        # Many of these accept no narrower resource, and none returns data.
        return "Read", ("*",), False
    arns = _ARNS[service](stack, name) if service in _ARNS else ["*"]
    prefix = f"arn:{_partition(stack)}:"
    region = stack.provider("aws")["region"]
    resources = tuple(
        sorted({each if each == "*" else prefix + each.format(region=region, account=account) for each in arns})
    )
    title = "".join(part.capitalize() for part in service.split("-"))
    if service == "iam":
        title += "Oidc" if "OpenID" in name else "Roles"
    return title, resources, service not in _GLOBAL and resources == ("*",)


def _partition(stack: Stack) -> str:
    region = str(stack.provider("aws")["region"])
    starts = {"us-gov-": "aws-us-gov", "cn-": "aws-cn"}
    return next((partition for start, partition in starts.items() if region.startswith(start)), "aws")


def _names(stack: Stack, type_: str, *arguments: str) -> list[str]:
    """Patterns of the names of a type: what is known before Terraform runs, and `*` for the rest."""
    found = {
        str(each[argument]).partition("${")[0]
        for each in stack.resources(type_).values()
        for argument in arguments
        if each.get(argument)
    }
    return sorted(f"{name}*" for name in found)


def _iam(stack: Stack, name: str) -> list[str]:
    if "OpenID" in name:
        return ["iam::{account}:oidc-provider/*"]
    roles = stack.resources("aws_iam_role").values()
    paths = {str(role.get("path", "/")) for role in roles}
    return [
        f"iam::{{account}}:role{path}{each}"
        for path in paths
        for each in _names(stack, "aws_iam_role", "name", "name_prefix")
    ]


def _s3(stack: Stack, _name: str) -> list[str]:
    buckets = _names(stack, "aws_s3_bucket", "bucket", "bucket_prefix")
    buckets += [each for each in _literal_buckets(stack) if each not in buckets]
    return [f"s3:::{each}" for each in buckets]


def _literal_buckets(stack: Stack) -> list[str]:
    """Your own buckets, to which only settings are applied."""
    types = [type_ for type_ in stack.configuration.get("resource", {}) if type_.startswith("aws_s3_bucket_")]
    named = {str(each.get("bucket", "$")) for each in stack.resources(*types).values()}
    return sorted(each for each in named if "$" not in each)


def _of(type_: str, pattern: str, *arguments: str) -> Callable[[Stack, str], list[str]]:
    """ARNs with the names of a resource type in place of `*`, and `*` in place of `+`."""
    return lambda stack, _action: (
        [pattern.replace("*", each, 1).replace("+", "*") for each in _names(stack, type_, *arguments)] or ["*"]
    )


def _rds(stack: Stack, _name: str) -> list[str]:
    names = {
        *_names(stack, "aws_rds_cluster", "cluster_identifier"),
        *_names(stack, "aws_rds_cluster_instance", "identifier"),
        *_names(stack, "aws_db_event_subscription", "name"),
        *_names(stack, "aws_db_subnet_group", "name"),
        *_names(stack, "aws_db_parameter_group", "name"),
        *_names(stack, "aws_rds_cluster_parameter_group", "name"),
    }
    return [f"rds:{{region}}:{{account}}:*:{each}" for each in names]


def _cloudwatch(stack: Stack, _name: str) -> list[str]:
    alarms = _names(stack, "aws_cloudwatch_metric_alarm", "alarm_name")
    dashboards = _names(stack, "aws_cloudwatch_dashboard", "dashboard_name")
    return [
        *(f"cloudwatch:{{region}}:{{account}}:alarm:{each}" for each in alarms),
        *(f"cloudwatch::{{account}}:dashboard/{each}" for each in dashboards),
    ]


def _zones(stack: Stack, name: str) -> list[str]:
    zones = {str(each["zone_id"]) for each in stack.resources("aws_route53_record").values()}
    return [f"route53:::hostedzone/{each}" for each in zones if "$" not in each]


_ARNS: Mapping[str, Callable[[Stack, str], list[str]]] = {
    "budgets": _of("aws_budgets_budget", "budgets::{account}:budget/*", "name"),
    "cloudwatch": _cloudwatch,
    "eks": _of("aws_eks_cluster", "eks:{region}:{account}:+/*", "name"),
    "events": _of("aws_cloudwatch_event_rule", "events:{region}:{account}:rule/*", "name"),
    "iam": _iam,
    "logs": _of("aws_cloudwatch_log_group", "logs:{region}:{account}:log-group:*", "name"),
    "rds": _rds,
    "route53": _zones,
    "s3": _s3,
    "secretsmanager": _of(
        "aws_secretsmanager_secret", "secretsmanager:{region}:{account}:secret:*", "name", "name_prefix"
    ),
    "sns": _of("aws_sns_topic", "sns:{region}:{account}:*", "name"),
    "sqs": _of("aws_sqs_queue", "sqs:{region}:{account}:*", "name"),
}
