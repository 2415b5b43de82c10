"""Each finding in an AWS account is planted once on the emulator, and found."""

import base64
import json
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import boto3
import pytest

from emulator.aws import eks_versions, offers
from emulator.aws.cloud import Aws
from emulator.aws.hosted_zones import HostedZone
from emulator.certificates import Authority
from emulator.environment import aws_environment
from scripts.preflight.aws import CHECKS
from scripts.preflight.aws.account import AwsAccount
from scripts.preflight.findings import Finding, Level
from scripts.preflight.running import run_checks
from scripts.preflight.stacks import Stack

from tests.programs.preflight.conftest import NameServer, Stacks, served

REGION = "eu-central-1"
ZONE = "xxxxxxxxxxxxxxxx"
KEY = "arn:aws:kms:eu-central-1:123456789012:key/11111111-2222-3333-4444-555555555555"
OWN_ROOT = json.dumps({"Statement": [{"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "kms:*"}]})


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    zones = [HostedZone(ZONE, "wandb.ml"), HostedZone("ZOTHER", "example.com")]
    with served(Aws(zones, Authority())) as address:
        yield address


@dataclass
class Planting:
    """An account in which a test plants something; `undo` removes it."""

    session: boto3.session.Session
    monkeypatch: pytest.MonkeyPatch
    name_server: NameServer
    undo: list[Callable[[], Any]] = field(default_factory=list)

    def client(self, service: str) -> Any:
        return self.session.client(service)

    def put(self, service: str, create: str, delete: str, names: dict[str, Any], **more: Any) -> Any:
        client = self.client(service)
        created = getattr(client, create)(**names, **more)
        self.undo.append(lambda: getattr(client, delete)(**names))
        return created

    def findings(self, stack: Stack, *checks: str) -> list[Finding]:
        # The folder of a local state, which does not exist.
        account = AwsAccount(stack, Path("/nonexistent/stacks/x"), self.name_server.address)
        return run_checks({name: CHECKS[name] for name in checks or CHECKS}, account)


@pytest.fixture
def planting(endpoint: str, monkeypatch: pytest.MonkeyPatch, name_server: NameServer) -> Iterator[Planting]:
    for name, value in aws_environment(endpoint, REGION).items():
        monkeypatch.setenv(name, value)
    plants = Planting(boto3.session.Session(), monkeypatch, name_server)
    zone = plants.client("route53").get_hosted_zone(Id=ZONE)
    name_server.servers = zone["DelegationSet"]["NameServers"]
    yield plants
    for undo in reversed(plants.undo):
        with suppress(Exception):
            undo()


def bad(found: Iterable[Finding]) -> list[str]:
    return [f"{each.level}: {each.message}" for each in found if each.level is not Level.OK]


def test_clean_account_has_no_failure(planting: Planting, stack_of: Stacks) -> None:
    started = time.monotonic()
    found = planting.findings(stack_of("aws", "recommended"))

    assert [each for each in found if each.level is Level.FAILURE] == []
    assert {each.check for each in found} == set(CHECKS)
    assert all(each.message for each in found)
    assert time.monotonic() - started < 30
