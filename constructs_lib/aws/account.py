"""The account, partition and region of a deployment: the parts of its ARNs."""

from dataclasses import dataclass
from typing import TypeVar

from cdktf_cdktf_provider_aws.data_aws_caller_identity import DataAwsCallerIdentity
from cdktf_cdktf_provider_aws.data_aws_partition import DataAwsPartition
from constructs import Construct

_DataSource = TypeVar("_DataSource", DataAwsCallerIdentity, DataAwsPartition)


@dataclass(frozen=True)
class Account:
    """An AWS account in a partition and region.

    Args:
        partition: `aws`, `aws-cn` or `aws-us-gov`.
        dns_suffix: The domain of the partition's services, such as `amazonaws.com`.
    """

    account_id: str
    partition: str
    dns_suffix: str
    region: str

    @property
    def root_arn(self) -> str:
        """The principal that represents the account in resource policies."""
        return f"arn:{self.partition}:iam::{self.account_id}:root"


def current_account(scope: Construct, *, region: str) -> Account:
    """The account of Terraform's credentials, read at plan time by two data sources in `scope`.

    A second call in the same scope uses the same data sources.

    Example:
        account = current_account(stack, region="eu-central-1")
    """
    identity = _find_or_create(scope, "caller", DataAwsCallerIdentity)
    partition = _find_or_create(scope, "partition", DataAwsPartition)
    return Account(
        account_id=identity.account_id,
        partition=partition.partition,
        dns_suffix=partition.dns_suffix,
        region=region,
    )


def _find_or_create(scope: Construct, id_: str, type_: type[_DataSource]) -> _DataSource:
    found = scope.node.try_find_child(id_)
    # If a child of another type has this id, jsii raises an error that names it.
    return found if isinstance(found, type_) else type_(scope, id_)
