"""The resources that some scenarios expect in the account, created with boto3."""

import ipaddress
import json
from collections.abc import Callable, Mapping
from typing import Any

from tests.deployments import values_of
from tests.emulator.deployed import Deployed, Values

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


def everything(deployment: Deployed) -> dict[str, Any]:
    """The bucket that both kinds of access logs go to, and a web ACL; the input that names the latter."""
    values = values_of(deployment.name)
    [bucket] = {values["bucket_access_logs_bucket"], values["load_balancer_access_logs_bucket"]}
    s3 = deployment.client("s3")
    s3.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": values["region"]})
    delivery = {
        "Effect": "Allow",
        "Principal": {"Service": "logging.s3.amazonaws.com"},
        "Action": "s3:PutObject",
        "Resource": f"arn:aws:s3:::{bucket}/*",
    }
    s3.put_bucket_policy(Bucket=bucket, Policy=json.dumps({"Version": "2012-10-17", "Statement": [delivery]}))
    rules = deployment.client("wafv2").create_web_acl(
        Name="rules",
        Scope="REGIONAL",
        DefaultAction={"Allow": {}},
        VisibilityConfig={"SampledRequestsEnabled": True, "CloudWatchMetricsEnabled": True, "MetricName": "rules"},
    )
    return {"waf_web_acl_arn": rules["Summary"]["ARN"]}


def _key(deployment: Deployed) -> str:
    key: str = deployment.client("kms").create_key()["KeyMetadata"]["Arn"]
    return key


# By scenario, what creates its resources and returns the inputs that name them.
PREREQUISITES: Mapping[str, Callable[[Deployed], dict[str, Any]]] = {
    "everything": everything,
    "existing-bucket": existing_bucket,
    "existing-vpc": existing_vpc,
}


def existing_bucket_settings(deployment: Deployed, values: Values) -> Mapping[str, Any]:
    """What the deployment set on the existing bucket and queue."""
    s3, sqs = deployment.client("s3"), deployment.client("sqs")
    bucket = values["bucket_name"]
    url = sqs.get_queue_url(QueueName=values["bucket_queue_name"])["QueueUrl"]
    return {
        "notifications": s3.get_bucket_notification_configuration(Bucket=bucket)["QueueConfigurations"],
        "origins": s3.get_bucket_cors(Bucket=bucket)["CORSRules"][0]["AllowedOrigins"],
        "queue policy": sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["Policy"])["Attributes"]["Policy"],
    }
