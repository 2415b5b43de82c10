"""A CDKTF app with a platform on AWS from single constructs: a network, EKS with nodes, and a bucket."""

import constructs_lib  # noqa: F401  isort: skip  (first, so that the provider bindings load on demand)

from cdktf import App, TerraformOutput
from cdktf_cdktf_provider_aws.provider import AwsProvider, AwsProviderDefaultTags
from constructs import Construct

from constructs_lib.aws import (
    Addon,
    Addons,
    Bucket,
    Cluster,
    EncryptionKey,
    Network,
    NodeCount,
    NodeGroup,
    ServiceAccountRole,
    bucket_statements,
    current_account,
    service_users,
)
from constructs_lib.framework import AddressedStack

NAME = "research"
REGION = "eu-central-1"
KUBERNETES = "1.34"


class PlatformStack(AddressedStack):
    """Network, key, cluster, nodes, add-ons, and a bucket that one service account may use."""

    def __init__(self, scope: Construct, id_: str) -> None:
        super().__init__(scope, id_)
        self.add_override("terraform.required_version", ">= 1.11.1")
        # The bindings pin the provider to the one release they were generated from; these releases were tested.
        self.add_override("terraform.required_providers.aws.version", ">= 5.100, < 7.0")
        AwsProvider(self, "aws", region=REGION, default_tags=[AwsProviderDefaultTags(tags={"team": NAME})])
        account = current_account(self, region=REGION)
        network = Network(
            self,
            "network",
            name=NAME,
            cidr="10.30.0.0/16",
            public_subnet_cidrs=["10.30.0.0/24", "10.30.1.0/24"],
            private_subnet_cidrs=["10.30.16.0/20", "10.30.32.0/20"],
            database_subnet_cidrs=["10.30.2.0/24", "10.30.3.0/24"],
            cluster_name=NAME,
        )
        key = EncryptionKey(
            self,
            "key",
            name=NAME,
            description="Encrypts volumes, logs and objects of the research platform",
            aliases=[NAME],
            account=account,
            deletion_window_days=7,
            deletion_protection=True,
            users=service_users(account),
        )
        cluster = Cluster(
            self,
            "cluster",
            name=NAME,
            version=KUBERNETES,
            subnet_ids=network.private_subnet_ids,
            kms_key_arn=key.key_arn,
            account=account,
        )
        networking_role = ServiceAccountRole(
            self,
            "cni",
            name=f"{NAME}-cni",
            oidc_provider_arn=cluster.oidc_provider_arn,
            issuer=cluster.oidc_issuer,
            kubernetes_namespace="kube-system",
            service_account="aws-node",
            policy_arns={"managed": "arn:aws:iam::aws:policy/AmazonEKS_CNI_Policy"},
        )
        networking = Addons(
            self,
            "networking",
            cluster_name=cluster.cluster_name,
            addons=[
                Addon("vpc-cni", role_arn=networking_role.role_arn, role_policies=networking_role.dependencies),
                Addon("kube-proxy"),
            ],
        )
        nodes = NodeGroup(
            self,
            "nodes",
            name=NAME,
            cluster_name=cluster.cluster_name,
            version=KUBERNETES,
            subnet_ids=network.private_subnet_ids,
            security_group_ids=[cluster.security_group_id],
            instance_types=["m6i.xlarge"],
            count=NodeCount(minimum=2, maximum=6),
            disk_size_gb=100,
            kms_key_arn=key.key_arn,
            account=account,
            # A node becomes ready only with the networking add-ons.
            depends_on=networking.resources,
        )
        # It runs as ordinary pods, which need nodes.
        Addons(
            self,
            "dns",
            cluster_name=cluster.cluster_name,
            addons=[Addon("coredns")],
            depends_on=[nodes.resource],
        )
        bucket = Bucket(
            self,
            "artifacts",
            name=f"{NAME}-artifacts",
            kms_key_arn=key.key_arn,
            allowed_origins=["https://notebooks.example.com"],
            deletion_protection=True,
        )
        notebooks = ServiceAccountRole(
            self,
            "notebooks",
            name=f"{NAME}-notebooks",
            oidc_provider_arn=cluster.oidc_provider_arn,
            issuer=cluster.oidc_issuer,
            kubernetes_namespace="notebooks",
            service_account="notebooks",
            inline_policies={"artifacts": bucket_statements(bucket.bucket_arn, key.key_arn)},
        )
        TerraformOutput(self, "cluster_name", value=cluster.name)
        TerraformOutput(self, "bucket_name", value=bucket.bucket_name)
        TerraformOutput(self, "notebooks_role_arn", value=notebooks.role_arn)


if __name__ == "__main__":
    app = App()
    PlatformStack(app, "platform")
    app.synth()
