"""constructs_lib/drift: the list of expected changes covers what the stacks ignore, and nothing that they do not."""

import json
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

from constructs_lib.azure.database_restore import PointInTime
from constructs_lib.drift import Difference
from constructs_lib.drift.expected import IGNORED, Expected, why_expected
from tests.deployments import REPOSITORY

# What only adopted and restored resources ignore: no snapshot has them.
OF_OTHERS = {
    *(("azurerm_mysql_flexible_server", name) for name in PointInTime.ignored),
    ("azurerm_key_vault_key", "key_opts"),
    ("azurerm_key_vault_key", "rotation_policy"),
    ("azurerm_public_ip", "zones"),
    *(
        ("azurerm_storage_account", name)
        for name in ("infrastructure_encryption_enabled", "queue_encryption_key_type", "table_encryption_key_type")
    ),
}


@cache
def ignored_by_stacks() -> frozenset[tuple[str, str]]:
    """Type and attribute of each `ignore_changes` in the snapshots."""
    return frozenset(_ignored())


def _ignored() -> Iterator[tuple[str, str]]:
    for file in (REPOSITORY / "tests" / "snapshots").rglob("*.json"):
        for type_, resources in json.loads(file.read_text()).get("resource", {}).items():
            for arguments in resources.values():
                for path in arguments.get("lifecycle", {}).get("ignore_changes", ()):
                    # The tags that a deployment file names in `ignore_tags`.
                    if not path.startswith('tags["') or type_ == "azurerm_application_gateway":
                        yield type_, path


def test_every_ignored_attribute_is_expected_with_a_reason() -> None:
    assert len(ignored_by_stacks()) > 50
    assert [each for each in sorted(ignored_by_stacks()) if not why_expected(*_changed(each))] == []


@pytest.mark.parametrize("expected", IGNORED, ids=lambda each: f"{each.types}.{each.attribute}")
def test_every_expected_attribute_is_ignored_by_a_stack(expected: Expected) -> None:
    assert any(expected.covers(*_changed(each)) for each in ignored_by_stacks() | OF_OTHERS)


@pytest.mark.parametrize(
    ("path", "covered"),
    [
        ("probe", True),
        ("probe[]", True),
        ("probe[0].host", True),
        ("probes", False),
        ('tags["managed-by-k8s-ingress"]', True),
        ('tags["team"]', False),
    ],
)
def test_attribute_covers_only_itself_and_what_is_in_it(path: str, covered: bool) -> None:
    assert (why_expected(*_changed(("azurerm_application_gateway", path))) is not None) == covered


@pytest.mark.parametrize(("after", "expected"), [("ISSUED", True), ("REVOKED", False)])
def test_certificate_that_is_issued_is_expected_and_no_other_status(after: str, expected: bool) -> None:
    changed = Difference("status", "PENDING_VALIDATION", after)

    assert (why_expected("aws_acm_certificate", changed) is not None) == expected


def test_value_is_expected_only_when_the_state_had_none() -> None:
    assert why_expected("aws_s3_bucket", Difference("policy", "", "{}"))
    assert not why_expected("aws_s3_bucket", Difference("policy", "{}", None))


GROUP, ROLE = {"id": "sg-1"}, {"name": "nodes"}
RULE = {"security_group_id": "sg-1", "ip_protocol": "tcp", "from_port": 443, "to_port": 443, "cidr_ipv4": "10.0.0.0/8"}
ALLOWED = {"name": "https", "access": "Allow", "source_address_prefix": "10.0.0.0/8", "description": None}
STATE = [
    {"type": "aws_vpc_security_group_ingress_rule", "values": RULE},
    {"type": "aws_iam_role_policy", "values": {"role": "nodes", "name": "bucket", "policy": "{}"}},
    {"type": "azurerm_network_security_rule", "values": {"network_security_group_name": "nodes", **ALLOWED}},
    {"type": "aws_iam_role_policy_attachment", "values": {"role": "nodes", "policy_arn": "arn:a"}},
]
RECORDED = {"protocol": "tcp", "from_port": 443, "to_port": 443, "cidr_blocks": ["10.0.0.0/8"]}


@pytest.mark.parametrize(
    ("type_", "values", "path", "after", "expected"),
    [
        ("aws_security_group", GROUP, "ingress[]", RECORDED, True),
        ("aws_security_group", GROUP, "ingress[]", {**RECORDED, "cidr_blocks": ["10.0.0.0/8", "192.0.2.0/24"]}, False),
        ("aws_security_group", GROUP, "ingress[]", {**RECORDED, "to_port": 444}, False),
        ("aws_security_group", GROUP, "ingress[]", {**RECORDED, "self": True}, False),
        ("aws_security_group", GROUP, "egress[]", RECORDED, False),
        ("aws_security_group", {"id": "sg-2"}, "ingress[]", RECORDED, False),
        ("azurerm_network_security_group", ROLE, "security_rule[]", {**ALLOWED, "description": ""}, True),
        ("azurerm_network_security_group", ROLE, "security_rule[]", {**ALLOWED, "source_address_prefix": "*"}, False),
        ("azurerm_network_security_group", ROLE, "security_rule[]", {**ALLOWED, "name": "ssh"}, False),
        ("aws_iam_role", ROLE, "inline_policy[]", {"name": "bucket", "policy": "{}"}, True),
        ("aws_iam_role", ROLE, "inline_policy[]", {"name": "bucket", "policy": '{"Action": "*"}'}, False),
        ("aws_iam_role", ROLE, "managed_policy_arns", ["arn:a"], True),
        ("aws_iam_role", ROLE, "managed_policy_arns", ["arn:a", "arn:b"], False),
        ("aws_iam_role", {"name": "other"}, "managed_policy_arns", ["arn:a"], False),
    ],
)
def test_access_is_expected_only_if_a_resource_of_the_stack_grants_it(
    type_: str, values: Any, path: str, after: Any, expected: bool
) -> None:
    assert (why_expected(type_, Difference(path, None, after), values, STATE) is not None) == expected


def _changed(ignored: tuple[str, str]) -> tuple[str, Difference]:
    type_, path = ignored
    return type_, Difference(path, "before", "after")
