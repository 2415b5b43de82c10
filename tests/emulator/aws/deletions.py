"""Deletions that the AWS services of a protected deployment refuse."""

from collections.abc import Callable
from typing import Any

from botocore.exceptions import ClientError

from tests.emulator.deployed import Deployed


def refused_deletions(deployment: Deployed) -> dict[str, str]:
    """The error code of each attempt to delete data or its load balancer."""
    rds, s3, elbv2 = (deployment.client(service) for service in ("rds", "s3", "elbv2"))
    [cluster] = rds.describe_db_clusters()["DBClusters"]
    [bucket] = s3.list_buckets()["Buckets"]
    [balancer] = elbv2.describe_load_balancers()["LoadBalancers"]
    s3.put_object(Bucket=bucket["Name"], Key="run/history", Body=b"kept")
    attempts: dict[str, Callable[[], Any]] = {
        "database": lambda: rds.delete_db_cluster(
            DBClusterIdentifier=cluster["DBClusterIdentifier"], SkipFinalSnapshot=True
        ),
        "bucket with an object": lambda: s3.delete_bucket(Bucket=bucket["Name"]),
        "load balancer": lambda: elbv2.delete_load_balancer(LoadBalancerArn=balancer["LoadBalancerArn"]),
    }
    return {what: _error_code(attempt) for what, attempt in attempts.items()}


def _error_code(attempt: Callable[[], Any]) -> str:
    try:
        attempt()
    except ClientError as error:
        return str(error.response["Error"]["Code"])
    return "not refused"
