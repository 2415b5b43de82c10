"""Each finding in an AWS account is planted once on the emulator, and found."""

import json
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.config import Config

from emulator.aws.cloud import Aws
from emulator.aws.hosted_zones import HostedZone
from emulator.certificates import Authority
from emulator.environment import AWS_ACCOUNT, aws_environment
from scripts.preflight.aws import CHECKS, account
from scripts.preflight.aws.names import NAMES, Name
from scripts.preflight.findings import Level
from tests.programs.preflight.aws_names import TAKEN
from tests.programs.preflight.aws_plants import (
    CERTIFICATE,
    KEY,
    NO_LOGS,
    NO_ROLES,
    NO_VOLUMES,
    REGION,
    STATE,
    ZONE,
    Plant,
    Planting,
    address,
    certificate,
    delegated_to,
    deprecated,
    expired_certificate,
    key,
    kubernetes,
    log_group,
    no_credentials,
    nothing,
    policy,
    private_zone,
    quota,
    role,
    running_nodes,
    state_bucket,
    vpc,
    withdrawn,
    withdrawn_zones,
)
from tests.programs.preflight.conftest import NameServer, Stacks, bad, changed, importing, served

# What is planted, the scenario, changes of its synthesized text, the check that finds it, and what it says.
Case = tuple[Plant, str, dict[str, str], str, str]


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    zones = [HostedZone(ZONE, "wandb.ml"), HostedZone("ZOTHER", "example.com")]
    with served(Aws(zones, Authority(), AWS_ACCOUNT)) as address:
        yield address


@pytest.fixture(scope="module")
def session(endpoint: str) -> Iterator[boto3.session.Session]:
    with pytest.MonkeyPatch.context() as patch:
        for name, value in aws_environment(endpoint, REGION).items():
            patch.setenv(name, value)
        # A busy machine answers late.
        patch.setattr(account, "CONFIG", Config())
        yield boto3.session.Session()


@pytest.fixture(scope="module")
def clients() -> dict[str, dict[Any, Any]]:
    return {}


@pytest.fixture
def planting(
    monkeypatch: pytest.MonkeyPatch, name_server: NameServer, session: Any, clients: Any
) -> Iterator[Planting]:
    plants = Planting(session, monkeypatch, name_server, clients)
    zone = plants.client("route53").get_hosted_zone(Id=ZONE)
    name_server.servers = zone["DelegationSet"]["NameServers"]
    yield plants
    for undo in reversed(plants.undo):
        with suppress(Exception):
            undo()


def test_clean_account_has_no_failure(planting: Planting, stack_of: Stacks) -> None:
    found = planting.findings(stack_of("aws", "recommended"))

    assert [each for each in found if each.level is Level.FAILURE] == []
    assert {each.check for each in found} == set(CHECKS)
    assert all(each.message for each in found)


# What is planted, the scenario, changes of its synthesized text, the check that finds it, and what it says.


CASES: dict[str, Case] = {
    "wrong account": (nothing, "recommended", {'"aws": [{': '"aws": [{"allowed_account_ids": ["999999999999"], '},
        "identity", "is in account 123456789012; allowed_account_ids has 999999999999"),
    "any account": (nothing, "recommended", {}, "identity", "warning: any account is accepted"),
    "no credentials": (no_credentials, "recommended", {}, "identity", "failure: Unable to locate credentials"),
    "denied action": (policy(NO_ROLES), "recommended", {}, "permissions",
        "failure: arn:aws:iam::123456789012:user/deployer may not call iam:CreateRole"),
    "VPCs used up": (quota("L-F678F1CE", 1), "recommended", {}, "quotas",
        "failure: VPCs: 1 needed, 1 of 1 used"),
    "internet gateways used up": (quota("L-A4707A72", 0), "recommended", {}, "quotas",
        "failure: internet gateways: 1 needed, 0 of 0 used"),
    "Elastic IPs used up": (address, "recommended", {}, "quotas", "failure: Elastic IPs: 2 needed, 4 of 5 used"),
    "NAT gateways used up": (quota("L-FE5A380F", 0), "recommended", {}, "quotas",
        "failure: NAT gateways per zone: 1 needed, 0 of 0 used"),
    "security group rules used up": (quota("L-0EA8095F", 3), "recommended", {}, "quotas",
        "failure: rules per security group: 4 needed, 0 of 3 used"),
    "EKS clusters used up": (quota("L-1194D53C", 0), "recommended", {}, "quotas",
        "failure: EKS clusters: 1 needed, 0 of 0 used"),
    "load balancers used up": (quota("L-53DA6B97", 0), "recommended", {}, "quotas",
        "failure: application load balancers: 1 needed, 0 of 0 used"),
    "network load balancers used up": (quota("L-69A177A2", 0), "everything", {}, "quotas",
        "failure: network load balancers: 1 needed, 0 of 0 used"),
    "database clusters used up": (quota("L-952B80B8", 0), "recommended", {}, "quotas",
        "failure: database clusters: 1 needed, 0 of 0 used"),
    "database instances used up": (quota("L-7B6409FD", 1), "recommended", {}, "quotas",
        "failure: database instances: 2 needed, 0 of 1 used"),
    "vCPUs used up": (running_nodes, "recommended", {}, "vCPUs",
        "failure: standard on-demand vCPUs (A, C, D, H, I, M, R, T, Z): 16 needed, 1 of 16 used"),
    "vCPUs for the maximum": (quota("L-1216C47A", 20), "recommended", {}, "vCPUs",
        "warning: standard on-demand vCPUs (A, C, D, H, I, M, R, T, Z): the autoscaler's maximum needs"),
    "vCPUs without spot capacity": (quota("L-1216C47A", 200), "everything", {}, "vCPUs",
        "warning: standard on-demand vCPUs (A, C, D, H, I, M, R, T, Z): the autoscaler's maximum needs 240,"),
    "too few zones": (withdrawn_zones, "everything", {}, "zones",
        "failure: eu-west-1 offers 1 zone, 3 are needed"),
    "instance type": (nothing, "recommended", {"r6i.2xlarge": "z9.giant"}, "instance types",
        "failure: z9.giant is not on offer in eu-central-1"),
    "database class": (withdrawn("db.r5.large"), "recommended", {"db.r6g.large": "db.r5.large"}, "database",
        "failure: db.r5.large is not on offer in eu-central-1"),
    "engine version": (withdrawn("8.0.mysql_aurora.3.10.3"), "recommended", {}, "database",
        "failure: aurora-mysql 8.0.mysql_aurora.3.10.3 is not on offer"),
    "deprecated engine version": (deprecated("8.0.mysql_aurora.3.10.3"), "recommended", {}, "database",
        "warning: aurora-mysql 8.0.mysql_aurora.3.10.3 is deprecated"),
    "cache version": (withdrawn("7.1"), "everything", {}, "cache", "failure: redis 7.1 is not on offer"),
    "cache node type": (withdrawn("cache.m6g.2xlarge"), "everything", {}, "cache",
        "failure: cache.m6g.2xlarge is not on offer in eu-west-1"),
    "Kubernetes version": (kubernetes(KUBERNETES_VERSIONS=("1.30", "1.31")), "recommended", {}, "Kubernetes",
        "failure: EKS does not offer Kubernetes 1.35"),
    "extended support": (nothing, "recommended", {'"version": "1.35"': '"version": "1.31"'}, "Kubernetes",
        "warning: Kubernetes 1.31 is in extended support, which costs extra"),
    "end of support": (kubernetes(SUPPORT_ENDS={"1.35": time.time() + 86400}), "recommended", {}, "Kubernetes",
        "warning: standard support of Kubernetes 1.35 ends on"),
    "no hosted zone": (nothing, "recommended", {ZONE: "ZABSENT"}, "hosted zone",
        "failure: ZABSENT does not exist in this account"),
    "no hosted zone in the other account": (nothing, "recommended", {
        ZONE: "ZABSENT", '"aws_route53_record": {"certificate_wandb-aws-wandb-ml": {':
        '"aws_route53_record": {"certificate_wandb-aws-wandb-ml": {"provider": "aws.dns", '}, "hosted zone",
        "failure: ZABSENT does not exist in the account of zone_role_arn"),
    "zone of another domain": (nothing, "recommended", {ZONE: "ZOTHER"}, "hosted zone",
        "failure: ZOTHER is for example.com, not for"),
    "private zone": (private_zone, "recommended", {}, "hosted zone", "is private"),
    "not delegated": (delegated_to(), "recommended", {}, "hosted zone", "failure: wandb.ml is not delegated"),
    "delegated elsewhere": (delegated_to("ns1.example.net"), "recommended", {}, "hosted zone",
        "failure: wandb.ml is delegated to ns1.example.net, not to this zone"),
    "role name": (role, "recommended", {}, "names",
        'failure: aws_iam_role "wandb-node" exists in this account, in any region'),
    "log group name": (log_group, "recommended", {}, "names",
        'failure: aws_cloudwatch_log_group "/aws/eks/wandb/cluster" exists in this account and region'),
    "local state": (nothing, "recommended", {}, "state", "warning: is in a file on this machine"),
    "no state bucket": (nothing, "recommended", STATE, "state", "failure: bucket states does not exist"),
    "unversioned state": (state_bucket(False), "recommended", STATE, "state",
        "warning: bucket states is not versioned"),
    "locked state": (state_bucket(True, lock=True), "recommended", STATE, "state",
        "failure: aws-x.tfstate was locked 0 minutes ago"),
    "absent VPC": (nothing, "existing-vpc", {}, "network",
        "failure: vpc-0a1b2c3d4e5f60718 does not exist in eu-central-1"),
    "VPC without DNS names": (vpc(dns=False), "existing-vpc", {}, "network", "has enableDnsHostnames = false"),
    "subnet of another VPC": (vpc(missing=True), "existing-vpc", {}, "network",
        "failure: subnet-0cccccccccccccc01, subnet-0cccccccccccccc02 (of the database) not in vpc-"),
    "subnets in one zone": (vpc(zones="a"), "existing-vpc", {}, "network",
        "failure: all subnets of the database are in eu-central-1a"),
    "no route to the internet": (vpc(routed="b"), "existing-vpc", {}, "network",
        "(of the load balancer) has no default route to an internet gateway, but public_access is true"),
    "nodes without a route": (vpc(routed="a"), "existing-vpc", {}, "network",
        "(of the nodes) has no default route: nodes could not pull images"),
    "few addresses": (vpc(bits=28), "existing-vpc", {}, "network", "(of the nodes) has 11 free addresses"),
    "nodes without tags": (vpc(tagged="a"), "existing-vpc", {}, "network",
        "(of the nodes): no tag kubernetes.io/role/internal-elb = 1"),
    "load balancer without tags": (vpc(tagged="b"), "existing-vpc", {}, "network",
        "(of the load balancer): no tag kubernetes.io/role/elb = 1"),
    "absent key": (nothing, "existing-vpc", {}, "keys", f"failure: {KEY} does not exist"),
    "key in another region": (nothing, "existing-vpc", {KEY: KEY.replace("central", "west")}, "keys",
        "is not in eu-central-1"),
    "disabled key": (key("Disabled"), "existing-vpc", {}, "keys", "has the state Disabled"),
    "asymmetric key": (key(spec="RSA_2048"), "existing-vpc", {}, "keys", "is a RSA_2048 key"),
    "key without CloudWatch Logs": (key(policy=NO_LOGS), "existing-vpc", {}, "keys", "does not allow CloudWatch Logs"),
    "key without Auto Scaling": (key(policy=NO_VOLUMES), "existing-vpc", {}, "keys",
        "does not allow AWSServiceRoleForAutoScaling"),
    "certificate in another region": (nothing, "existing-vpc", {CERTIFICATE: CERTIFICATE.replace("central", "west")},
        "certificate", "is not in eu-central-1"),
    "absent certificate": (nothing, "existing-vpc", {}, "certificate", "does not exist"),
    "certificate of another host": (certificate("other.example.com"), "existing-vpc", {}, "certificate",
        "failure: is for other.example.com, not for"),
    "unvalidated certificate": (certificate("*.wandb.ml"), "existing-vpc", {}, "certificate",
        "failure: has the status PENDING_VALIDATION"),
    "certificate that expires": (certificate("*.wandb.ml", days=10), "existing-vpc", {}, "certificate",
        "warning: expires on"),
    "expired certificate": (expired_certificate, "existing-vpc", {}, "certificate",
        "failure: expired on"),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_planted_problem_is_found(name: str, planting: Planting, stack_of: Stacks) -> None:
    plant, scenario, changes, check, expected = CASES[name]
    plant(planting)
    stack = changed(stack_of("aws", scenario), {**changes, **planting.changes})

    found = bad(planting.findings(stack, check))

    assert [each for each in found if expected in each] != [], found


def test_existing_network_as_needed_is_ok(planting: Planting, stack_of: Stacks) -> None:
    vpc()(planting)
    stack = changed(stack_of("aws", "existing-vpc"), planting.changes)

    assert bad(planting.findings(stack, "network")) == []


@pytest.mark.parametrize("name", NAMES, ids=lambda name: name.type)
def test_taken_name_of_every_type_is_found(name: Name, planting: Planting, stack_of: Stacks) -> None:
    asked = account.AwsAccount(stack_of("aws", "recommended"), clients=planting.clients.setdefault(REGION, {}))
    value = "alias/taken" if name.type == "aws_kms_alias" else "taken"

    assert not name.exists(asked, value)
    TAKEN[name.type](planting)
    assert name.exists(asked, value)


@pytest.mark.parametrize(
    ("code", "type_", "name"),
    [("L-F678F1CE", "aws_vpc", "VPCs"), ("L-53DA6B97", "aws_lb", "application load balancers")],
)
def test_imported_resource_needs_no_quota(
    code: str, type_: str, name: str, planting: Planting, stack_of: Stacks
) -> None:
    quota(code, 0)(planting)
    stack = stack_of("aws", "recommended")

    # Other tests leave resources in the account, which can exceed other quotas.
    found, imported = (bad(planting.findings(each, "quotas")) for each in (stack, importing(stack, type_)))
    assert [each.partition(":")[0] for each in found if f" {name}:" in each] == ["failure"]
    assert [each for each in imported if f" {name}:" in each] == []


@pytest.mark.parametrize("backend", ["local", "s3"])
def test_names_and_quotas_of_a_deployed_stack_are_not_compared(
    backend: str, planting: Planting, stack_of: Stacks, tmp_path: Path
) -> None:
    planting.monkeypatch.chdir(tmp_path)
    stack = changed(stack_of("aws", "recommended"), STATE if backend == "s3" else {})
    checks = ("names", "quotas", "vCPUs")
    assert len(planting.findings(stack, *checks)) > len(checks)

    if backend == "s3":
        state_bucket(versioned=True, deployed=True)(planting)
    else:
        resources = [{"mode": "managed", "type": "aws_vpc", "name": "network_vpc", "instances": [{}]}]
        Path("terraform.aws-x.tfstate").write_text(json.dumps({"resources": resources}))

    found = planting.findings(stack, *checks)
    assert [each.message for each in found] == ["not compared, because the stack is deployed already"] * 3
