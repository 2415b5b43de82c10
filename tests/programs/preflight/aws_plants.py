"""An AWS account on the emulator, and the problems that tests plant in it."""

import json
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import boto3
import pytest
import trustme
from moto.ec2.models.availability_zones_and_regions import RegionsAndZonesBackend

from emulator.aws import eks_versions, offers
from emulator.environment import AWS_CREDENTIALS
from scripts.preflight.aws import CHECKS, domains
from scripts.preflight.aws.account import AwsAccount
from scripts.preflight.findings import Finding
from scripts.preflight.running import run_checks
from scripts.preflight.stacks import Stack
from tests.programs.preflight.conftest import NameServer

REGION = "eu-central-1"
ZONE = "xxxxxxxxxxxxxxxx"
CERTIFICATE = "arn:aws:acm:eu-central-1:123456789012:certificate/66666666-7777-8888-9999-000000000000"
ZONES = RegionsAndZonesBackend.zones
KEY = "arn:aws:kms:eu-central-1:123456789012:key/11111111-2222-3333-4444-555555555555"


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


Plant = Callable[[Planting], Any]


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


def state_bucket(versioned: bool, lock: bool = False, deployed: bool = False) -> Plant:
    def plant(planting: Planting) -> None:
        client = planting.client("s3")
        client.create_bucket(Bucket="states", CreateBucketConfiguration={"LocationConstraint": REGION})
        planting.undo.append(partial(client.delete_bucket, Bucket="states"))
        if versioned:
            client.put_bucket_versioning(Bucket="states", VersioningConfiguration={"Status": "Enabled"})
        if lock or deployed:
            key = "aws-x.tfstate.tflock" if lock else "aws-x.tfstate"
            client.put_object(Bucket="states", Key=key, Body=b"{}")

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


# The subnets of the scenario `existing-vpc`, by letter: load balancer, nodes, database, cache.
_SUBNETS = {letter: [f"subnet-0{letter * 14}0{number}" for number in (1, 2)] for letter in "abcd"}


def vpc(
    *,
    dns: bool = True,
    zones: str = "ab",
    routed: str = "ab",
    missing: bool = False,
    bits: int = 24,
    tagged: str = "ab",
) -> Plant:
    """The VPC of the scenario `existing-vpc`.

    `routed` and `tagged` are the letters of the subnets with a default route, and with the tag of their load balancers.
    """

    def plant(planting: Planting) -> None:
        client = planting.client("ec2")
        vpc_id = planting.put_vpc()
        client.modify_vpc_attribute(VpcId=vpc_id, EnableDnsHostnames={"Value": dns})
        gateway = client.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
        client.attach_internet_gateway(VpcId=vpc_id, InternetGatewayId=gateway)
        table = client.create_route_table(VpcId=vpc_id)["RouteTable"]["RouteTableId"]
        client.create_route(RouteTableId=table, DestinationCidrBlock="0.0.0.0/0", GatewayId=gateway)
        planting.changes["vpc-0a1b2c3d4e5f60718"] = vpc_id
        for third, (letter, number) in enumerate((letter, number) for letter in _SUBNETS for number in (0, 1)):
            if missing and letter == "c":
                continue
            zone = f"{REGION}{zones[number % len(zones)]}"
            made = client.create_subnet(VpcId=vpc_id, CidrBlock=f"10.99.{third}.0/{bits}", AvailabilityZone=zone)
            subnet = made["Subnet"]["SubnetId"]
            if letter in tagged:
                role = {"a": "elb", "b": "internal-elb"}[letter]
                client.create_tags(Resources=[subnet], Tags=[{"Key": f"kubernetes.io/role/{role}", "Value": "1"}])
            if letter in routed:
                client.associate_route_table(RouteTableId=table, SubnetId=subnet)
            planting.changes[_SUBNETS[letter][number]] = subnet

    return plant
