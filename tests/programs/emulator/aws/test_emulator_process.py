"""The AWS emulator as a process, and its inventory."""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from emulator import Emulator, remaining
from emulator.aws.hosted_zones import HostedZone
from emulator.front_end import STATUS_PATH
from emulator.inventory import inventory

ROOT = Path(__file__).parents[4]


def test_new_emulator_has_only_its_hosted_zones_and_ends_after_an_error() -> None:
    own = {"hosted_zones": ["Z1=example.com", "Z2=example.org"], "extra_arguments": ["--account", "999999999999"]}
    with pytest.raises(ZeroDivisionError), Emulator(**own) as fresh:
        endpoint = fresh.endpoint
        with closing(boto3.client("sts", **_arguments(fresh))) as sts:
            assert sts.get_caller_identity()["Account"] == "999999999999"
        with closing(boto3.client("route53", **_arguments(fresh))) as route53:
            assert {zone["Id"] for zone in route53.list_hosted_zones()["HostedZones"]} == {
                "/hostedzone/Z1",
                "/hostedzone/Z2",
            }
        with closing(boto3.client("ec2", **_arguments(fresh))) as ec2:
            assert ec2.describe_vpcs()["Vpcs"][0]["IsDefault"]
        assert fresh.inventory() == {}
        _ = 1 / 0
    with pytest.raises(urllib.error.URLError):
        urllib.request.urlopen(endpoint, timeout=5)


def test_emulators_at_the_same_time_have_identifiers_of_their_own() -> None:
    with Emulator() as one, Emulator() as other:
        assert _default_vpc(one) != _default_vpc(other)


def _default_vpc(emulator: Emulator) -> str:
    with closing(boto3.client("ec2", **_arguments(emulator))) as ec2:
        vpc_id: str = ec2.describe_vpcs()["Vpcs"][0]["VpcId"]
        return vpc_id


def test_emulator_that_does_not_start_gives_the_reason() -> None:
    with pytest.raises(RuntimeError, match=r"did not start:(?s:.)*unrecognized arguments: --nonsense"):
        Emulator(extra_arguments=["--nonsense"]).__enter__()


def _arguments(emulator: Emulator, region: str = "eu-central-1") -> dict[str, str]:
    environment = emulator.environment()
    return {
        "region_name": region,
        "endpoint_url": environment["AWS_ENDPOINT_URL"],
        "aws_access_key_id": environment["AWS_ACCESS_KEY_ID"],
        "aws_secret_access_key": environment["AWS_SECRET_ACCESS_KEY"],
    }


def test_the_environment_is_of_standard_variables_alone(emulator: Emulator) -> None:
    assert set(emulator.environment()) == {
        "AWS_ENDPOINT_URL",
        "AWS_ACCESS_KEY_ID",
        "AWS_SECRET_ACCESS_KEY",
        "AWS_REGION",
        "AWS_DEFAULT_REGION",
        "AWS_CONFIG_FILE",
        "AWS_SHARED_CREDENTIALS_FILE",
        "AWS_EC2_METADATA_DISABLED",
        "HTTPS_PROXY",
        "https_proxy",
        "SSL_CERT_FILE",
        "NO_PROXY",
        "no_proxy",
    }


def test_emulator_stops_on_signal_idle_timeout_and_missing_path(tmp_path: Path) -> None:
    wanted, ready = tmp_path / "wanted", tmp_path / "ready.json"
    wanted.touch()
    with ExitStack() as stack:
        signalled, idle, watching = (
            stack.enter_context(_started(*arguments))
            for arguments in (
                (),
                ("--idle-timeout-seconds", "0.1"),
                ("--ready-file", str(ready), "--stop-when-missing", str(wanted)),
            )
        )
        _announcement(signalled)
        signalled.send_signal(signal.SIGTERM)
        assert _announcement(watching)["pid"] == watching.pid
        wanted.unlink()
        assert [process.wait(timeout=20) for process in (signalled, idle, watching)] == [0, 0, 0]
    assert not ready.exists()


def test_emulator_ends_with_its_parent_process(tmp_path: Path) -> None:
    program = "from emulator import Emulator; e = Emulator().__enter__(); print(e.endpoint, flush=True); input()"
    with subprocess.Popen(
        [sys.executable, "-c", program],
        cwd=ROOT,
        # What it leaves behind when it is killed.
        env={**os.environ, "TMPDIR": str(tmp_path)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as user:
        assert user.stdout is not None
        endpoint = user.stdout.readline().strip()
        urllib.request.urlopen(f"{endpoint}{STATUS_PATH}", timeout=20).close()
        user.kill()

    deadline = time.monotonic() + 20
    with pytest.raises(OSError, match=r"Connection re(fused|set)"):
        while time.monotonic() < deadline:
            urllib.request.urlopen(f"{endpoint}{STATUS_PATH}", timeout=20).close()
            time.sleep(0.1)


def _started(*arguments: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "emulator", *arguments]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def _announcement(process: subprocess.Popen[str]) -> dict[str, Any]:
    assert process.stdout is not None
    announced: dict[str, Any] = json.loads(process.stdout.readline())
    assert announced["endpoint"].startswith("http://127.0.0.1:")
    return announced


def test_a_hosted_zone_without_a_domain_is_refused() -> None:
    with pytest.raises(ValueError, match="ZONE_ID=DOMAIN, got 'Z1='"):
        HostedZone.parse("Z1=")


def test_what_is_created_is_listed_in_its_region_and_what_is_deleted_is_not(emulator: Emulator, client: Any) -> None:
    region = "ap-southeast-2"
    client("iam").create_role(RoleName="listed", AssumeRolePolicyDocument="{}")
    queue = client("sqs", region).create_queue(QueueName="listed")["QueueUrl"]
    vpc_id = client("ec2", region).create_vpc(CidrBlock="10.9.0.0/16")["Vpc"]["VpcId"]
    listed = inventory(emulator.endpoint, [region])
    assert "listed" in listed["iam/role"]
    assert (listed["sqs/queue"], listed["ec2/vpc"]) == ([queue], [vpc_id])
    assert vpc_id in emulator.inventory()["ec2/vpc"]
    client("sqs", region).delete_queue(QueueUrl=queue)
    client("ec2", region).delete_vpc(VpcId=vpc_id)
    after = inventory(emulator.endpoint, [region])
    assert "sqs/queue" not in after
    assert "ec2/vpc" not in after


def test_what_a_service_keeps_after_a_deletion_is_listed_apart(emulator: Emulator, client: Any) -> None:
    region = "ap-northeast-2"
    secrets, kms = client("secretsmanager", region), client("kms", region)
    key_id = kms.create_key()["KeyMetadata"]["KeyId"]
    kms.schedule_key_deletion(KeyId=key_id, PendingWindowInDays=7)
    secrets.create_secret(Name="kept", SecretString="x")
    secrets.delete_secret(SecretId="kept", RecoveryWindowInDays=7)
    listed = inventory(emulator.endpoint, [region])
    assert listed["kms/key-pending-deletion"] == [key_id]
    assert listed["secretsmanager/secret-scheduled-for-deletion"] == ["kept"]
    assert {"kms/key-pending-deletion", "secretsmanager/secret-scheduled-for-deletion"}.isdisjoint(
        remaining(emulator.endpoint)
    )


def test_unsupported_call_fails_at_once_without_retry(client: Any) -> None:
    with pytest.raises(ClientError, match="EndpointGap") as caught:
        client("elasticache").create_serverless_cache(ServerlessCacheName="x", Engine="redis")
    assert caught.value.response["ResponseMetadata"]["RetryAttempts"] == 0


def test_many_requests_at_once_lose_nothing(client: Any) -> None:
    sqs = client("sqs", "us-west-2")
    with ThreadPoolExecutor(20) as pool:
        made = list(pool.map(lambda number: sqs.create_queue(QueueName=f"q{number}")["QueueUrl"], range(60)))
    assert sorted(sqs.list_queues()["QueueUrls"]) == sorted(made)
