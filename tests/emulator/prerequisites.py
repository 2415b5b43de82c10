"""What two scenarios expect to find in the account, made there by boto3."""

import ipaddress
from typing import Any

from tests.deployments import values_of
from tests.emulator.deployed import Deployed

VPC_RANGE = "10.80.0.0/16"
TIERS = ("public", "private", "database", "elasticache")
ZONES = 2


def existing_vpc(deployment: Deployed) -> dict[str, Any]:
    """A VPC with two subnets a tier, a key and a certificate; the inputs that name them."""
    ec2 = deployment.client("ec2")
    zones = [zone["ZoneName"] for zone in ec2.describe_availability_zones()["AvailabilityZones"]][:ZONES]
    vpc_id = ec2.create_vpc(CidrBlock=VPC_RANGE)["Vpc"]["VpcId"]
    ranges = ipaddress.ip_network(VPC_RANGE).subnets(new_prefix=24)
    subnets = {
        f"network_{tier}_subnets": [
            ec2.create_subnet(VpcId=vpc_id, CidrBlock=str(next(ranges)), AvailabilityZone=zone)["Subnet"]["SubnetId"]
            for zone in zones
        ]
        for tier in TIERS
    }
    values = values_of(deployment.name)
    name = f"{values['subdomain']}.{values['domain_name']}"
    certificate = deployment.client("acm").request_certificate(DomainName=name, ValidationMethod="DNS")
    return {
        "network_id": vpc_id,
        **subnets,
        "kms_key_arn": _key(deployment),
        "acm_certificate_arn": certificate["CertificateArn"],
    }


def existing_bucket(deployment: Deployed) -> dict[str, Any]:
    """The bucket and the queue that the scenario's file names, and a key; the input that names the key."""
    values = values_of(deployment.name)
    where = {"LocationConstraint": values["bucket_region"]}
    deployment.client("s3").create_bucket(Bucket=values["bucket_name"], CreateBucketConfiguration=where)
    deployment.client("sqs").create_queue(QueueName=values["bucket_queue_name"])
    return {"bucket_kms_key_arn": _key(deployment)}


def _key(deployment: Deployed) -> str:
    key: str = deployment.client("kms").create_key()["KeyMetadata"]["Arn"]
    return key
