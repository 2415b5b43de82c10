"""What every emulator of AWS loads at its start or at the first use of a service."""

from typing import Any

from moto import backends
from moto.core.base_backend import BackendDict
from moto.core.routing import get_service_router
from moto.ec2.models.vpcs import IMPLEMENTED_ENDPOINT_SERVICES
from moto.iam.models import iam_backends

from emulator.aws import extensions, settings
from emulator.aws.cloud import backend_app
from emulator.environment import AWS_ACCOUNT

# The services of this project's deployments. moto and botocore have the same names for them.
_SERVICES = (
    *("acm", "backup", "budgets", "cloudwatch", "ec2", "efs", "eks", "elasticache", "elbv2", "events", "iam", "kms"),
    *("logs", "rds", "resourcegroupstaggingapi", "route53", "s3", "secretsmanager", "sns", "sqs", "sts"),
)


def load() -> None:
    """Import moto's services and read their models; the account of this process stays new."""
    settings.apply(AWS_ACCOUNT)
    extensions.install()
    service: Any
    for service in _SERVICES:
        backend_app(service)
        get_service_router(service)
    # EC2 asks them, with their regions, for their VPC endpoints.
    for service in IMPLEMENTED_ENDPOINT_SERVICES:
        backends.get_backend(service)[AWS_ACCOUNT]
    # The resources that a new account has get identifiers of their own in each emulator.
    used: Any = BackendDict
    for each in used._instances:
        each.clear()
    # Its policies of AWS are the same in every account.
    iam_backends[AWS_ACCOUNT]["aws"]
