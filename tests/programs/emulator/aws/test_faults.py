"""Injected faults of the AWS emulator: the requested share, every kind, each service's errors; no request is run."""

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, closing
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from emulator import Emulator
from emulator.__main__ import main

REGION = "eu-central-1"
REQUESTS = 200
RATE = 0.5


@pytest.fixture(scope="module")
def faulty() -> Iterator[Emulator]:
    with Emulator(region=REGION, extra_arguments=["--fault-rate", str(RATE), "--fault-seed", "7"]) as running:
        yield running


@pytest.fixture(scope="module")
def clients(faulty: Emulator) -> Iterator[dict[str, Any]]:
    """Clients that try once."""
    once = Config(retries={"total_max_attempts": 1}, s3={"addressing_style": "path"})
    with ExitStack() as stack:
        yield {
            service: stack.enter_context(
                closing(
                    boto3.client(
                        service,
                        region_name=REGION,
                        endpoint_url=faulty.endpoint,
                        aws_access_key_id="testing",
                        aws_secret_access_key="testing",
                        config=once,
                    )
                )
            )
            for service in ("ec2", "s3", "sqs", "rds")
        }


def test_faults_come_at_the_rate_in_every_kind_and_do_nothing(clients: dict[str, Any]) -> None:
    answers = Counter(_answer(clients["sqs"].create_queue, QueueName=f"q{number}") for number in range(REQUESTS))

    assert set(answers) == {"", "ThrottlingException", "InternalError", "ServiceUnavailable", "ConnectionClosedError"}
    # Three standard deviations to either side.
    assert 79 <= answers[""] <= 121
    assert len(_despite_faults(clients["sqs"].list_queues)["QueueUrls"]) == answers[""]


def test_each_service_throttles_with_its_own_error_code(clients: dict[str, Any]) -> None:
    ec2, s3, rds = clients["ec2"], clients["s3"], clients["rds"]

    assert "RequestLimitExceeded" in {_answer(ec2.describe_vpcs) for _ in range(60)}
    assert "SlowDown" in {_answer(s3.list_buckets) for _ in range(60)}
    assert "ThrottlingException" in {_answer(rds.describe_db_clusters) for _ in range(60)}


def test_every_fault_is_in_the_log(faulty: Emulator, clients: dict[str, Any]) -> None:
    before = _faults_logged(faulty)
    failed = sum(_answer(clients["sqs"].list_queues) != "" for _ in range(20))

    assert failed > 0
    assert sum((_faults_logged(faulty) - before).values()) == failed


def test_without_the_option_nothing_fails(client: Any) -> None:
    assert {_answer(client("sqs").list_queues) for _ in range(60)} == {""}


@pytest.mark.parametrize("rate", ["-0.1", "1.1"])
def test_a_rate_outside_nought_to_one_is_refused(rate: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--fault-rate", rate])
    assert f"must be 0 to 1, got {rate}" in capsys.readouterr().err


def _answer(call: Any, **arguments: Any) -> str:
    """The error that came, or nothing."""
    try:
        call(**arguments)
    except ClientError as error:
        return str(error.response["Error"]["Code"])
    except BotoCoreError as error:
        return type(error).__name__
    return ""


def _despite_faults(call: Any) -> Any:
    while True:
        try:
            return call()
        except (BotoCoreError, ClientError):
            continue


def _faults_logged(emulator: Emulator) -> Counter[str]:
    return Counter(re.findall(r"fault: (\w+) \(sqs\)", emulator.log_file.read_text()))
