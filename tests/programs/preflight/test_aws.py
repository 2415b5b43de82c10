"""Each finding in an AWS account is planted once on the emulator, and found."""

import json
import os
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import boto3
import pytest
import trustme
from moto.ec2.models.availability_zones_and_regions import RegionsAndZonesBackend

from emulator.aws import eks_versions, offers
from emulator.aws.cloud import Aws
from emulator.aws.hosted_zones import HostedZone
from emulator.certificates import Authority
from emulator.environment import AWS_CREDENTIALS, aws_environment
from scripts.preflight.aws import CHECKS, domains
from scripts.preflight.aws.account import AwsAccount
from scripts.preflight.findings import Finding, Level
from scripts.preflight.running import run_checks
from scripts.preflight.stacks import Stack
from tests.programs.preflight.conftest import NameServer, Stacks, changed, served

REGION = "eu-central-1"
ZONE = "xxxxxxxxxxxxxxxx"
CERTIFICATE = "arn:aws:acm:eu-central-1:123456789012:certificate/66666666-7777-8888-9999-000000000000"
ZONES = RegionsAndZonesBackend.zones
KEY = "arn:aws:kms:eu-central-1:123456789012:key/11111111-2222-3333-4444-555555555555"


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    zones = [HostedZone(ZONE, "wandb.ml"), HostedZone("ZOTHER", "example.com")]
    with served(Aws(zones, Authority())) as address:
        yield address


@pytest.fixture(scope="module")
def session(endpoint: str) -> Iterator[boto3.session.Session]:
    with pytest.MonkeyPatch.context() as patch:
        for name, value in aws_environment(endpoint, REGION).items():
            patch.setenv(name, value)
        yield boto3.session.Session()


@pytest.fixture(scope="module")
def clients() -> dict[str, dict[Any, Any]]:
    return {}


@dataclass
class Planting:
    """An account in which a test plants something; `undo` removes it."""

    session: boto3.session.Session
    monkeypatch: pytest.MonkeyPatch
    name_server: NameServer
    clients: dict[str, dict[Any, Any]]
    undo: list[Callable[[], Any]] = field(default_factory=list)
    changes: dict[str, str] = field(default_factory=dict)

    @property
    def has_other_credentials(self) -> bool:
        return os.environ.get("AWS_ACCESS_KEY_ID") != AWS_CREDENTIALS[0]

    def client(self, service: str) -> Any:
        kept = self.clients.setdefault(REGION, {})
        if (service, None) not in kept:
            kept[service, None] = self.session.client(service)
        return kept[service, None]

    def put(self, service: str, create: str, delete: str, names: dict[str, Any], **more: Any) -> Any:
        client = self.client(service)
        created = getattr(client, create)(**names, **more)
        self.undo.append(lambda: getattr(client, delete)(**names))
        return created

    def put_vpc(self) -> str:
        client = self.client("ec2")
        vpc: str = client.create_vpc(CidrBlock="10.99.0.0/16")["Vpc"]["VpcId"]
        self.undo.append(partial(client.delete_vpc, VpcId=vpc))
        return vpc

    def findings(self, stack: Stack, *checks: str) -> list[Finding]:
        account = AwsAccount(stack, self.name_server.address)
        if not self.has_other_credentials:
            # boto3 takes most of a second for each new client.
            account.clients = self.clients.setdefault(account.region, {})
        return run_checks({name: CHECKS[name] for name in checks or CHECKS}, account, limit_seconds=240)


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


def bad(found: Iterable[Finding]) -> list[str]:
    return [f"{each.level}: {each.message}" for each in found if each.level is not Level.OK]


def test_clean_account_has_no_failure(planting: Planting, stack_of: Stacks) -> None:
    found = planting.findings(stack_of("aws", "recommended"))

    assert [each for each in found if each.level is Level.FAILURE] == []
    assert {each.check for each in found} == set(CHECKS)
    assert all(each.message for each in found)


# What is planted, the scenario, changes of its synthesized text, the check that finds it, and what it says.
Plant = Callable[[Planting], Any]
Case = tuple[Plant, str, dict[str, str], str, str]


def nothing(_planting: Planting) -> None:
    """The deployment file is the mistake."""


def quota(code: str, value: float) -> Plant:
    return lambda planting: planting.monkeypatch.setitem(offers.QUOTAS, code, value)


def withdrawn(name: str) -> Plant:
    return lambda planting: planting.monkeypatch.setattr(offers, "WITHDRAWN", {name})


def deprecated(name: str) -> Plant:
    return lambda planting: planting.monkeypatch.setattr(offers, "DEPRECATED", {name})


def withdrawn_zones(planting: Planting) -> None:
    planting.monkeypatch.setitem(ZONES, "eu-west-1", ZONES["eu-west-1"][:1])


def kubernetes(**parts: Any) -> Plant:
    def plant(planting: Planting) -> None:
        for name, value in parts.items():
            planting.monkeypatch.setattr(eks_versions, name, value)

    return plant


def address(planting: Planting) -> None:
    client = planting.client("ec2")
    for _ in range(4):
        allocated = client.allocate_address(Domain="vpc")["AllocationId"]
        planting.undo.append(partial(client.release_address, AllocationId=allocated))


def running_nodes(planting: Planting) -> None:
    client = planting.client("ec2")
    image = client.describe_images(Owners=["amazon"])["Images"][0]["ImageId"]
    started = client.run_instances(ImageId=image, InstanceType="m5.large", MinCount=1, MaxCount=1)["Instances"]
    planting.undo.append(partial(client.terminate_instances, InstanceIds=[started[0]["InstanceId"]]))
    quota("L-1216C47A", 16)(planting)


def policy(document: dict[str, Any]) -> Plant:
    """Credentials of a user with one policy."""

    def plant(planting: Planting) -> None:
        client = planting.client("iam")
        client.create_user(UserName="deployer")
        client.put_user_policy(UserName="deployer", PolicyName="all", PolicyDocument=json.dumps(document))
        key = client.create_access_key(UserName="deployer")["AccessKey"]
        planting.undo += [
            partial(client.delete_user, UserName="deployer"),
            partial(client.delete_user_policy, UserName="deployer", PolicyName="all"),
            partial(client.delete_access_key, UserName="deployer", AccessKeyId=key["AccessKeyId"]),
        ]
        planting.monkeypatch.setenv("AWS_ACCESS_KEY_ID", key["AccessKeyId"])
        planting.monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", key["SecretAccessKey"])

    return plant


def role(planting: Planting) -> None:
    trust = json.dumps({"Version": "2012-10-17", "Statement": []})
    planting.put("iam", "create_role", "delete_role", {"RoleName": "wandb-node"}, AssumeRolePolicyDocument=trust)


def log_group(planting: Planting) -> None:
    planting.put("logs", "create_log_group", "delete_log_group", {"logGroupName": "/aws/eks/wandb/cluster"})


def private_zone(planting: Planting) -> None:
    vpc = planting.put_vpc()
    client = planting.client("route53")
    made = client.create_hosted_zone(
        Name="wandb.ml",
        CallerReference="private",
        VPC={"VPCRegion": REGION, "VPCId": vpc},
        HostedZoneConfig={"Comment": "", "PrivateZone": True},
    )
    planting.changes[ZONE] = made["HostedZone"]["Id"].rpartition("/")[2]


def delegated_to(*servers: str) -> Plant:
    return lambda planting: setattr(planting.name_server, "servers", list(servers))


def state_bucket(versioned: bool, lock: bool = False) -> Plant:
    def plant(planting: Planting) -> None:
        client = planting.client("s3")
        client.create_bucket(Bucket="states", CreateBucketConfiguration={"LocationConstraint": REGION})
        planting.undo.append(partial(client.delete_bucket, Bucket="states"))
        if versioned:
            client.put_bucket_versioning(Bucket="states", VersioningConfiguration={"Status": "Enabled"})
        if lock:
            client.put_object(Bucket="states", Key="aws-x.tfstate.tflock", Body=b"{}")

            def empty() -> None:
                for each in client.list_object_versions(Bucket="states").get("Versions", ()):
                    client.delete_object(Bucket="states", Key=each["Key"], VersionId=each["VersionId"])

            planting.undo.append(empty)

    return plant


def key(state: str = "Enabled", spec: str = "SYMMETRIC_DEFAULT", policy: str | None = None) -> Plant:
    def plant(planting: Planting) -> None:
        client = planting.client("kms")
        usage = "ENCRYPT_DECRYPT" if spec == "SYMMETRIC_DEFAULT" else "SIGN_VERIFY"
        arn = client.create_key(Policy=policy or json.dumps(KEY_POLICY), KeySpec=spec, KeyUsage=usage)["KeyMetadata"][
            "Arn"
        ]
        if state == "Disabled":
            client.disable_key(KeyId=arn.rpartition("/")[2])
        planting.changes[KEY] = arn

    return plant


KEY_POLICY = {
    "Statement": [
        {"Effect": "Allow", "Principal": {"Service": f"logs.{REGION}.amazonaws.com"}, "Action": "kms:*"},
        {
            "Effect": "Allow",
            "Principal": {"AWS": "arn:aws:iam::1:role/AWSServiceRoleForAutoScaling"},
            "Action": "kms:*",
        },
    ]
}
NO_LOGS = json.dumps({"Statement": KEY_POLICY["Statement"][1:]})
NO_VOLUMES = json.dumps({"Statement": KEY_POLICY["Statement"][:1]})


def certificate(name: str, days: int | None = None) -> Plant:
    """A requested certificate, which nobody validates; with `days`, an imported one that is valid so long."""

    def plant(planting: Planting) -> None:
        client = planting.client("acm")
        if days is None:
            arn = client.request_certificate(DomainName=name)["CertificateArn"]
        else:
            end = datetime.now(UTC) + timedelta(days=days)
            issued = trustme.CA().issue_cert(name, not_before=end - timedelta(days=30), not_after=end)
            arn = client.import_certificate(
                Certificate=issued.cert_chain_pems[0].bytes(), PrivateKey=issued.private_key_pem.bytes()
            )["CertificateArn"]
        planting.changes[CERTIFICATE] = arn

    return plant


def expired_certificate(planting: Planting) -> None:
    class Later(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> datetime:
            return datetime(2100, 1, 1, tzinfo=tz)

    certificate("*.wandb.ml", days=10)(planting)
    planting.monkeypatch.setattr(domains, "datetime", Later)


def no_credentials(planting: Planting) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        planting.monkeypatch.delenv(name)


STATE = {
    '"local": {"path": "../../../terraform.aws-x.tfstate"}': f'"s3": {{"bucket": "states", "key": "aws-x.tfstate", '
    f'"region": "{REGION}", "use_lockfile": true}}'
}

ALL_ALLOWED = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
NO_ROLES = {
    **ALL_ALLOWED,
    "Statement": [*ALL_ALLOWED["Statement"], {"Effect": "Deny", "Action": "iam:CreateRole", "Resource": "*"}],
}

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
    "vCPUs used up": (running_nodes, "recommended", {}, "vCPUs",
        "failure: standard on-demand vCPUs (A, C, D, H, I, M, R, T, Z): 16 needed, 1 of 16 used"),
    "vCPUs for the maximum": (quota("L-1216C47A", 20), "recommended", {}, "vCPUs",
        "warning: standard on-demand vCPUs (A, C, D, H, I, M, R, T, Z): the autoscaler's maximum needs"),
    "too few zones": (withdrawn_zones, "everything", {}, "zones",
        "failure: eu-west-1 offers 1 zones, 3 are needed"),
    "instance type": (nothing, "recommended", {"r6i.2xlarge": "z9.giant"}, "instance types",
        "failure: z9.giant is not on offer in eu-central-1"),
    "database class": (withdrawn("db.r5.large"), "recommended", {"db.r6g.large": "db.r5.large"}, "database",
        "failure: db.r5.large is not on offer in eu-central-1"),
    "engine version": (withdrawn("8.0.mysql_aurora.3.10.3"), "recommended", {}, "database",
        "failure: aurora-mysql 8.0.mysql_aurora.3.10.3 is not on offer"),
    "deprecated engine version": (deprecated("8.0.mysql_aurora.3.10.3"), "recommended", {}, "database",
        "warning: aurora-mysql 8.0.mysql_aurora.3.10.3 is deprecated"),
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
        "failure: aws-x.tfstate is locked for 0 minutes"),
    "absent VPC": (nothing, "existing-vpc", {}, "network",
        "failure: vpc-0a1b2c3d4e5f60718 does not exist in eu-central-1"),
    "absent key": (nothing, "existing-vpc", {}, "keys", f"failure: {KEY} does not exist"),
    "key in another region": (nothing, "existing-vpc", {KEY: KEY.replace("central", "west")}, "keys",
        "is not in eu-central-1"),
    "disabled key": (key("Disabled"), "existing-vpc", {}, "keys", "has the state Disabled"),
    "asymmetric key": (key(spec="RSA_2048"), "existing-vpc", {}, "keys", "is a RSA_2048 key"),
    "key without CloudWatch Logs": (key(policy=NO_LOGS), "existing-vpc", {}, "keys", "does not allow CloudWatch Logs"),
    "key without Auto Scaling": (key(policy=NO_VOLUMES), "existing-vpc", {}, "keys",
        "does not allow AWSServiceRoleForAutoScaling"),
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
