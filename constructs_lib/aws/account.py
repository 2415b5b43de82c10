"""Where a deployment lives: the account, partition and region that ARNs are made of."""

from dataclasses import dataclass
from typing import TypeVar

from cdktf_cdktf_provider_aws.data_aws_caller_identity import DataAwsCallerIdentity
from cdktf_cdktf_provider_aws.data_aws_partition import DataAwsPartition
from constructs import Construct

_DataSource = TypeVar("_DataSource", DataAwsCallerIdentity, DataAwsPartition)


@dataclass(frozen=True)
class Account:
    """The three things every ARN names, which always travel together.

    `partition` is `aws`, `aws-cn` or `aws-us-gov`; `dns_suffix` is the domain of its services.
    """

    account_id: str
    partition: str
    dns_suffix: str
    region: str

    @property
    def root_arn(self) -> str:
        """The principal that stands for the whole account in resource policies."""
        return f"arn:{self.partition}:iam::{self.account_id}:root"


def current_account(scope: Construct, *, region: str) -> Account:
    """The account that Terraform's credentials belong to, read at plan time by two data sources in `scope`.

    A second call in one scope reads the same two.
    """
    identity = _once(scope, "caller", DataAwsCallerIdentity)
    partition = _once(scope, "partition", DataAwsPartition)
    return Account(
        account_id=identity.account_id,
        partition=partition.partition,
        dns_suffix=partition.dns_suffix,
        region=region,
    )


def _once(scope: Construct, id_: str, type_: type[_DataSource]) -> _DataSource:
    found = scope.node.try_find_child(id_)
    # Anything else of that name is refused by the engine, which names it.
    return found if isinstance(found, type_) else type_(scope, id_)
