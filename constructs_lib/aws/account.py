"""Where a deployment lives: the account, partition and region that ARNs are made of."""

from dataclasses import dataclass

from cdktf_cdktf_provider_aws.data_aws_caller_identity import DataAwsCallerIdentity
from cdktf_cdktf_provider_aws.data_aws_partition import DataAwsPartition
from constructs import Construct


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
    """The account that Terraform's credentials belong to, read at plan time by two data sources in `scope`."""
    identity = DataAwsCallerIdentity(scope, "caller")
    partition = DataAwsPartition(scope, "partition")
    return Account(
        account_id=identity.account_id,
        partition=partition.partition,
        dns_suffix=partition.dns_suffix,
        region=region,
    )
