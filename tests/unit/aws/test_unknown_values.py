"""Constructs name the argument that must be known at synthesis, and accept references elsewhere."""

from collections.abc import Callable
from typing import Any

import pytest
from cdktf import TerraformStack, TerraformVariable
from constructs import Construct

from constructs_lib.aws.access_entries import AccessEntries
from constructs_lib.aws.account import Account
from constructs_lib.aws.cache import Cache
from constructs_lib.aws.certificate import Certificate
from constructs_lib.aws.clickhouse import ClickHouseEndpoint
from constructs_lib.aws.cluster import Cluster
from constructs_lib.aws.database import Database
from constructs_lib.aws.dns import AliasRecords
from constructs_lib.aws.encryption import EncryptionKey
from constructs_lib.aws.identity import external_bucket_statements
from constructs_lib.aws.load_balancer import LoadBalancer
from constructs_lib.aws.network import Network
from constructs_lib.aws.private_link import PrivateLink
from constructs_lib.aws.secrets import DatabaseCredentials
from constructs_lib.aws.storage import Bucket
from constructs_lib.aws.vpc_flow_log import FlowLogBucket
from tests.unit.aws import (
    database_case,
    network_case,
    test_cache,
    test_cluster,
    test_dns,
    test_encryption,
    test_load_balancer,
    test_private_link,
    test_secrets,
    test_storage,
)
from tests.unit.synth import number_variable, only, resources, synthesized, variable

Make = Callable[..., Construct]
CLICKHOUSE = {"name": "wandb", "vpc_id": "vpc-1", "subnet_ids": ["subnet-1"], "service_name": "com.service"}
# The construct, its other arguments, those that have to be known, and their kind.
KNOWN: tuple[tuple[Make, dict[str, Any], tuple[str, ...], str], ...] = (
    (AccessEntries, {"cluster_name": "wandb", "principals": []}, ("bootstrap_cluster_creator_admin",), "bool"),
    (AliasRecords, test_dns.MINIMAL, ("domain_names",), "list(string)"),
    (AliasRecords, test_dns.MINIMAL, ("ipv6",), "bool"),
    (Bucket, test_storage.MINIMAL, ("deletion_protection", "tls_only"), "bool"),
    (Cache, test_cache.MINIMAL, ("client_security_group_ids",), "list(string)"),
    (Certificate, {"zone_id": "Z1"}, ("domain_names",), "list(string)"),
    (ClickHouseEndpoint, CLICKHOUSE, ("client_security_group_ids",), "list(string)"),
    (Cluster, test_cluster.MINIMAL, ("public_access_cidrs",), "list(string)"),
    (Cluster, test_cluster.MINIMAL, ("aws_auth_config_map",), "bool"),
    (Cluster, test_cluster.MINIMAL, ("tags",), "map(string)"),
    (Database, database_case.MINIMAL, ("client_security_group_ids",), "list(string)"),
    (Database, database_case.MINIMAL, ("deletion_protection",), "bool"),
    (Database, database_case.MINIMAL, ("instance_count",), "number"),
    (DatabaseCredentials, test_secrets.MINIMAL, ("deletion_protection",), "bool"),
    (EncryptionKey, test_encryption.MINIMAL, ("aliases",), "list(string)"),
    (EncryptionKey, test_encryption.MINIMAL, ("deletion_protection",), "bool"),
    (FlowLogBucket, {"name": "wandb"}, ("tls_only",), "bool"),
    (LoadBalancer, test_load_balancer.MINIMAL, ("allowed_cidrs", "allowed_ipv6_cidrs"), "list(string)"),
    (LoadBalancer, test_load_balancer.MINIMAL, ("internet_facing", "dualstack"), "bool"),
    (
        Network,
        network_case.EVERYTHING,
        tuple(f"{tier}_subnet_cidrs" for tier in ("public", "private", "database", "cache")),
        "list(string)",
    ),
    (Network, network_case.MINIMAL, ("ipv6", "keep_private_subnets"), "bool"),
    (PrivateLink, test_private_link.MINIMAL, ("allowed_account_ids", "allowed_cidrs"), "list(string)"),
)
CASES = [(make, given, argument, kind) for make, given, arguments, kind in KNOWN for argument in arguments]
WITH_ACCOUNT = (AccessEntries, Cluster, Database, EncryptionKey, FlowLogBucket, PrivateLink)


def _unknown(stack: TerraformStack, kind: str) -> Any:
    unknown = TerraformVariable(stack, "unknown", type=kind)
    values = {"bool": unknown.boolean_value, "list(string)": unknown.list_value, "map(string)": unknown.value}
    return unknown.number_value if kind == "number" else values[kind]


@pytest.mark.parametrize(
    ("make", "given", "argument", "kind"), CASES, ids=[f"{case[0].__name__}-{case[2]}" for case in CASES]
)
def test_unknown_value_error_names_construct_and_argument(
    make: Make, given: dict[str, Any], argument: str, kind: str, stack: TerraformStack, account: Account
) -> None:
    arguments = given | ({"account": account} if make in WITH_ACCOUNT else {}) | {argument: _unknown(stack, kind)}

    with pytest.raises(ValueError, match=rf"^{make.__name__} \(stack/part\): {argument} "):
        make(stack, "part", **arguments)


@pytest.mark.parametrize("argument", ["mode", "account_ids"])
def test_unknown_foreign_accounts_are_refused(argument: str, stack: TerraformStack, account: Account) -> None:
    unknown = variable(stack, "mode") if argument == "mode" else _unknown(stack, "list(string)")
    arguments = {"mode": "restricted", "account_ids": ["444455556666"]} | {argument: unknown}

    with pytest.raises(ValueError, match=rf"^{argument} must be"):
        external_bucket_statements(account, **arguments)


def test_certificate_names_may_be_references(stack: TerraformStack) -> None:
    Certificate(stack, "certificate", domain_names=[variable(stack, "name"), "wandb.example.com"], zone_id="Z1")

    assert only(stack, "aws_acm_certificate")["domain_name"] == "${var.name}"
    assert set(resources(stack, "aws_route53_record")) == {"certificate_0", "certificate_wandb-example-com"}


def test_alias_names_may_be_references(stack: TerraformStack) -> None:
    names = [variable(stack, "name"), "wandb.example.com"]
    AliasRecords(stack, "dns", **test_dns.MINIMAL | {"domain_names": names, "ipv6": True})

    records = resources(stack, "aws_route53_record")
    assert set(records) == {"dns_a_0", "dns_aaaa_0", "dns_a_wandb-example-com", "dns_aaaa_wandb-example-com"}
    assert records["dns_aaaa_0"]["name"] == "${var.name}"


def test_elements_of_known_lists_may_be_references(stack: TerraformStack, account: Account) -> None:
    one = variable(stack, "one")
    PrivateLink(
        stack,
        "private_link",
        **test_private_link.MINIMAL | {"allowed_account_ids": [one], "allowed_cidrs": [one]},
        account=account,
    )
    Cache(stack, "cache", **test_cache.MINIMAL | {"client_security_group_ids": [one]})
    LoadBalancer(stack, "entrance", **test_load_balancer.MINIMAL | {"allowed_cidrs": [one]})

    assert only(stack, "aws_vpc_endpoint_service")["allowed_principals"] == ["arn:aws-cn:iam::${var.one}:root"]
    rules = resources(stack, "aws_vpc_security_group_ingress_rule")
    assert rules["cache_from_client_0"]["referenced_security_group_id"] == "${var.one}"
    assert {rules[f"{id_}_0"]["cidr_ipv4"] for id_ in ("entrance_http", "entrance_https", "private_link_https")} == {
        "${var.one}"
    }


def test_other_numbers_and_lists_can_be_unknown(stack: TerraformStack, account: Account) -> None:
    subnets = _unknown(stack, "list(string)")
    database_case.create(stack, account, subnet_ids=subnets, backup_retention_days=number_variable(stack, "retention"))

    assert (
        synthesized(stack)["resource"]["aws_db_subnet_group"]["database_subnet_group"]["subnet_ids"] == "${var.unknown}"
    )
