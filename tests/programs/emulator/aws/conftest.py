"""One endpoint for all tests of this folder; each test uses names of its own."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from typing import Any

import boto3
import pytest

from emulator import Emulator

REGION = "eu-central-1"
HOSTED_ZONE = "xxxxxxxxxxxxxxxx"

Clients = Callable[..., Any]


@pytest.fixture(scope="session")
def emulator() -> Iterator[Emulator]:
    with Emulator(hosted_zones=[f"{HOSTED_ZONE}=example.com"], region=REGION) as running:
        yield running


@pytest.fixture(scope="session")
def client(emulator: Emulator) -> Iterator[Clients]:
    """Creates clients of the AWS emulator: `client("ec2")`, `client("eks", "us-west-2")`."""
    made: dict[tuple[str, str], Any] = {}
    session = boto3.session.Session("testing", "testing")
    with ExitStack() as stack:

        def make(service: str, region: str = REGION) -> Any:
            if (service, region) not in made:
                new = session.client(service, region_name=region, endpoint_url=emulator.endpoint)
                made[service, region] = stack.enter_context(closing(new))
            return made[service, region]

        yield make


@pytest.fixture(scope="session")
def subnets(client: Clients) -> list[str]:
    """Two subnets in two zones of a VPC of our own."""
    ec2 = client("ec2")
    vpc_id = ec2.create_vpc(CidrBlock="10.1.0.0/16")["Vpc"]["VpcId"]
    made = [
        ec2.create_subnet(VpcId=vpc_id, CidrBlock=f"10.1.{number}.0/24", AvailabilityZone=f"{REGION}{zone}")
        for number, zone in enumerate("ab")
    ]
    return [each["Subnet"]["SubnetId"] for each in made]


@pytest.fixture(scope="session")
def cluster(client: Clients, subnets: list[str]) -> str:
    """An EKS cluster that takes access entries."""
    client("eks").create_cluster(
        name="shared",
        version="1.33",
        roleArn="arn:aws:iam::123456789012:role/cluster",
        resourcesVpcConfig={"subnetIds": subnets},
        accessConfig={"authenticationMode": "API"},
    )
    return "shared"
