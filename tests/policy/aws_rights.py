"""Broad permissions in IAM policies and security groups of an AWS stack."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tests.policy.scanner import Finding

Arguments = Mapping[str, Any]
_EXPRESSION = re.compile(r"\$\{[^{}]*\}")
EVERYWHERE = ("0.0.0.0/0", "::/0")
# Conditions that limit the callers of a statement with the principal `*`.
IDENTITY_CONDITIONS = ("aws:PrincipalArn", "aws:SourceArn", "aws:SourceAccount", "kms:CallerAccount")


@dataclass(frozen=True)
class Statement:
    """A policy statement and its address; `of_key` means the statement of a KMS key policy."""

    place: str
    content: Arguments
    of_key: bool

    def listed(self, name: str) -> list[str]:
        """An entry that may be one string or several."""
        value = self.content.get(name, [])
        return [value] if isinstance(value, str) else list(value)


def aws_findings(stack: str, configuration: Arguments) -> Iterator[Finding]:
    """Every broad permission in `configuration`, with its address."""
    for check, title, address in _found(configuration.get("resource", {})):
        yield Finding(check, title, stack, address)


def statements(resources: Arguments) -> list[Statement]:
    """Every statement of every policy document anywhere in `resources`."""
    return [
        Statement(f"{type_}.{name} {statement.get('Sid', '')}".rstrip(), statement, type_ == "aws_kms_key")
        for type_, named in resources.items()
        for name, arguments in named.items()
        for document in _documents(arguments)
        for statement in document["Statement"]
    ]


def _found(resources: Arguments) -> Iterator[tuple[str, str, str]]:
    for statement in statements(resources):
        if statement.content["Effect"] == "Allow":  # A Deny statement grants nothing, however broad.
            yield from _broad(statement)
    for name, attachment in resources.get("aws_iam_role_policy_attachment", {}).items():
        policy = attachment["policy_arn"].rpartition("policy/")[2]
        yield "managed-policy", "AWS decides what it allows", f"aws_iam_role_policy_attachment.{name} {policy}"
    for name, association in resources.get("aws_eks_access_policy_association", {}).items():
        policy = association["policy_arn"].rpartition("/")[2]
        yield "managed-policy", "EKS decides what it allows", f"aws_eks_access_policy_association.{name} {policy}"
    for name, endpoint in resources.get("aws_vpc_endpoint", {}).items():
        if "policy" not in endpoint:
            yield "endpoint-policy", "allows everything that IAM allows", f"aws_vpc_endpoint.{name}"
    yield from _open_ports(resources)


def _broad(statement: Statement) -> Iterator[tuple[str, str, str]]:
    for name in ("NotAction", "NotResource", "NotPrincipal"):
        if name in statement.content:
            yield "all-but", "allows everything that is not named", f"{statement.place} {name}"
    for action in statement.listed("Action"):
        if "*" in action or "?" in action:
            yield "action-pattern", "names actions by a pattern", f"{statement.place} {action}"
    for resource in statement.listed("Resource"):
        # In the policy of a key, "*" is that key: https://docs.aws.amazon.com/kms/latest/developerguide/key-policies.html
        if _names_many(resource) and not (statement.of_key and resource == "*"):
            yield "resource-pattern", "names more resources than the deployment's", f"{statement.place} {resource}"
    principal = statement.content.get("Principal", {})
    if principal == "*" or "*" in _strings(principal.get("AWS", [])):
        yield "anybody", "allows everybody, restricted only by conditions", statement.place
        if not _conditions(statement) & set(IDENTITY_CONDITIONS):
            yield "anybody-at-all", "allows everybody, and no condition restricts the caller", statement.place
    if "Federated" in principal and not {name.rpartition(":")[2] for name in _conditions(statement)} >= {"sub", "aud"}:
        yield "any-account", "can be assumed by every service account", statement.place


def _names_many(resource: str) -> bool:
    """Whether the name starts with a pattern. A pattern at the end is restricted by the text before it."""
    if resource == "*":
        return True
    if not resource.startswith("arn:"):
        return "*" in resource.partition("/")[0]  # A reference to an ARN, perhaps with a path after it.
    service, region, account, name = [*_EXPRESSION.sub("x", resource).split(":", 5), "", "", ""][2:6]
    # A bucket's name comes first; elsewhere the kind of resource does, such as `key/` or `secret:`.
    start = r"[*?]" if service == "s3" else r"(?:[\w-]+[/:])?[*?]"
    return "*" in region or "*" in account or bool(re.match(start, name))


def _open_ports(resources: Arguments) -> Iterator[tuple[str, str, str]]:
    for name, rule in resources.get("aws_vpc_security_group_ingress_rule", {}).items():
        address = f"aws_vpc_security_group_ingress_rule.{name}"
        ports = (rule.get("from_port"), rule.get("to_port"))
        if rule["ip_protocol"] != "tcp" or None in ports or ports[0] != ports[1]:
            yield "many-ports", "allows more than one TCP port", address
        if rule.get("cidr_ipv4") in EVERYWHERE or rule.get("cidr_ipv6") in EVERYWHERE:
            yield "open-to-the-world", "allows every address", f"{address} {ports[1]}"
    for name, rule in resources.get("aws_vpc_security_group_egress_rule", {}).items():
        if "referenced_security_group_id" not in rule:
            yield (
                "way-out",
                "allows traffic to more than one security group",
                f"aws_vpc_security_group_egress_rule.{name}",
            )
    for type_ in ("aws_security_group", "aws_default_security_group"):
        for name, group in resources.get(type_, {}).items():
            if group.get("ingress") or group.get("egress"):
                yield "inline-rules", "has inline rules instead of rule resources", f"{type_}.{name}"
    for name in resources.get("aws_security_group_rule", {}):
        yield "inline-rules", "is the deprecated rule resource", f"aws_security_group_rule.{name}"


def _documents(value: Any) -> Iterator[Any]:
    if isinstance(value, Mapping):
        for inner in value.values():
            yield from _documents(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _documents(inner)
    elif isinstance(value, str) and '"Statement"' in value:
        # Terraform's expressions may hold quotes, which would end the JSON's strings.
        yield json.loads(_EXPRESSION.sub(lambda found: found[0].replace('"', "'"), value))


def _conditions(statement: Statement) -> set[str]:
    """The keys that the statement compares with an exact value."""
    conditions = statement.content.get("Condition", {})
    return {name for kind in ("StringEquals", "ArnEquals") for name in conditions.get(kind, {})}


def _strings(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value
