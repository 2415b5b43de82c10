"""A CDKTF app with W&B's Aurora database in an existing VPC."""

import constructs_lib  # noqa: F401  isort: skip  (first, so that the provider bindings load on demand)

from cdktf import App, TerraformOutput, TerraformStack
from cdktf_cdktf_provider_aws.data_aws_security_group import DataAwsSecurityGroup
from cdktf_cdktf_provider_aws.data_aws_subnet import DataAwsSubnet
from cdktf_cdktf_provider_aws.data_aws_vpc import DataAwsVpc
from cdktf_cdktf_provider_aws.provider import AwsProvider
from constructs import Construct

from constructs_lib.aws import (
    Database,
    DatabaseCredentials,
    EncryptionKey,
    MasterUser,
    current_account,
    service_users,
)

REGION = "eu-central-1"


class ExperimentsStack(TerraformStack):
    """The database in two subnets of the VPC `shared`, for the security group `experiments-clients`, and its key."""

    def __init__(self, scope: Construct, id_: str) -> None:
        super().__init__(scope, id_)
        # The credentials below use write-only arguments, which need this version.
        self.add_override("terraform.required_version", ">= 1.11.1")
        # The bindings pin the provider to the one release they were generated from; these releases were tested.
        self.add_override("terraform.required_providers.aws.version", ">= 5.100, < 7.0")
        AwsProvider(self, "aws", region=REGION)
        vpc = DataAwsVpc(self, "vpc", tags={"Name": "shared"})
        subnets = [
            DataAwsSubnet(self, f"data-{zone}", vpc_id=vpc.id, tags={"Name": f"shared-data-{zone}"})
            for zone in ("a", "b")
        ]
        clients = DataAwsSecurityGroup(self, "clients", name="experiments-clients", vpc_id=vpc.id)
        account = current_account(self, region=REGION)
        # The key policy must let CloudWatch Logs encrypt the database's logs; `service_users` does that.
        key = EncryptionKey(
            self,
            "key",
            name="experiments",
            description="Encrypts the database of the experiments",
            aliases=["experiments"],
            account=account,
            deletion_window_days=7,
            deletion_protection=True,
            users=service_users(account),
        )
        credentials = DatabaseCredentials(
            self,
            "credentials",
            name="experiments-database",
            username="experiments",
            kms_key_arn=key.key_arn,
            version=1,
            deletion_protection=True,
        )
        database = Database(
            self,
            "database",
            name="experiments",
            database_name="runs",
            master_user=MasterUser("experiments", credentials.password, credentials.version),
            engine_version="8.0.mysql_aurora.3.10.3",
            instance_class="db.r6g.large",
            instance_count=2,
            vpc_id=vpc.id,
            subnet_ids=[subnet.id for subnet in subnets],
            subnet_group_name="experiments",
            client_security_group_ids=[clients.id],
            kms_key_arn=key.key_arn,
            log_kms_key_arn=key.key_arn,
            account=account,
            deletion_protection=True,
        )
        TerraformOutput(self, "database_host", value=database.host)
        TerraformOutput(self, "credentials_arn", value=credentials.secret_arn)


if __name__ == "__main__":
    app = App()
    ExperimentsStack(app, "experiments")
    app.synth()
