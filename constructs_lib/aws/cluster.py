"""EKS control plane with its role, logs, encryption and OIDC provider."""

from collections.abc import Mapping, Sequence

from cdktf import Fn, TerraformResourceLifecycle
from cdktf_cdktf_provider_aws.cloudwatch_log_group import CloudwatchLogGroup
from cdktf_cdktf_provider_aws.ec2_tag import Ec2Tag
from cdktf_cdktf_provider_aws.eks_cluster import (
    EksCluster,
    EksClusterAccessConfig,
    EksClusterEncryptionConfig,
    EksClusterEncryptionConfigProvider,
    EksClusterUpgradePolicy,
    EksClusterVpcConfig,
)
from cdktf_cdktf_provider_aws.iam_openid_connect_provider import IamOpenidConnectProvider
from cdktf_cdktf_provider_aws.iam_role import IamRole
from cdktf_cdktf_provider_aws.iam_role_policy import IamRolePolicy
from constructs import Construct

from constructs_lib.aws.account import Account
from constructs_lib.aws.policies import (
    assumed_by_service,
    attach_policies,
    managed_policy_arn,
    policy_document,
    statement,
)
from constructs_lib.framework import Component, require_known

CONTROL_PLANE_LOGS = ("api", "audit", "authenticator", "controllerManager", "scheduler")


class Cluster(Component):
    """EKS cluster `name`: the control plane, without nodes.

    Kubernetes secrets are encrypted with `kms_key_arn`. EKS access entries decide who can use the cluster.

    Args:
        version: The Kubernetes minor version, such as `1.33`. It changes only with this argument.
        subnet_ids: For the control plane's network interfaces; in at least two zones.
        public_access_cidrs: The IPv4 ranges that can reach the API from outside the VPC. Empty: the endpoint is
            private.
        log_retention_days: How long all five control plane logs are retained.
        bootstrap_cluster_creator_admin: EKS makes the cluster creator an administrator.
        aws_auth_config_map: The aws-auth ConfigMap also decides who can use the cluster.
        tags: For the cluster and its cluster security group; omitted: none.
        extra_security_group_ids: Further groups of the control plane's network interfaces, for nodes that reach the API
            only through them. Empty: none.

    Attributes:
        cluster_name: Unknown when a plan replaces the cluster, so that resources in it are replaced in the same apply.
        name: The same, but known in every plan.
        cluster_arn: The ARN of the cluster.
        endpoint: The URL of the Kubernetes API.
        certificate_authority_data: Base64.
        version: The Kubernetes version.
        security_group_id: The cluster security group of control plane and nodes.
        oidc_provider_arn: The IAM OIDC provider, for roles of service accounts.
        oidc_issuer: The issuer of service account tokens, without scheme.
        service_cidr: The range of Kubernetes services.

    Raises:
        ValueError: `aws_auth_config_map`, `tags` or the list `public_access_cidrs` is unknown until apply.

    Example:
        cluster = Cluster(
            stack, "cluster", name="wandb", version="1.33", subnet_ids=network.private_subnet_ids,
            kms_key_arn=key.key_arn, account=account,
        )
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        name: str,
        version: str,
        subnet_ids: Sequence[str],
        kms_key_arn: str,
        account: Account,
        public_access_cidrs: Sequence[str] = (),
        log_retention_days: int = 30,
        bootstrap_cluster_creator_admin: bool = True,
        aws_auth_config_map: bool = False,
        tags: Mapping[str, str] | None = None,
        extra_security_group_ids: Sequence[str] = (),
    ) -> None:
        super().__init__(scope, id_)
        require_known(self, public_access_cidrs=public_access_cidrs, aws_auth_config_map=aws_auth_config_map, tags=tags)
        self._name = name
        log_group = CloudwatchLogGroup(
            self,
            "log",
            name=f"/aws/eks/{name}/cluster",
            retention_in_days=log_retention_days,
            kms_key_id=kms_key_arn,
        )
        role = IamRole(self, "role", name_prefix=name, assume_role_policy=assumed_by_service("eks.amazonaws.com"))
        role_policies = [
            *attach_policies(
                self, role, {"cluster_policy": managed_policy_arn(account.partition, "AmazonEKSClusterPolicy")}
            ),
            self._allow_encryption(role, kms_key_arn),
        ]
        cluster = EksCluster(
            self,
            "control_plane",
            name=name,
            role_arn=role.arn,
            version=version,
            vpc_config=_vpc_config(subnet_ids, public_access_cidrs, extra_security_group_ids),
            access_config=EksClusterAccessConfig(
                authentication_mode="API_AND_CONFIG_MAP" if aws_auth_config_map else "API",
                bootstrap_cluster_creator_admin_permissions=bootstrap_cluster_creator_admin,
            ),
            # Terraform manages the add-ons as resources, with their versions and settings.
            bootstrap_self_managed_addons=False,
            enabled_cluster_log_types=list(CONTROL_PLANE_LOGS),
            encryption_config=EksClusterEncryptionConfig(
                provider=EksClusterEncryptionConfigProvider(key_arn=kms_key_arn), resources=["secrets"]
            ),
            # With the policy STANDARD, AWS upgrades the control plane when standard support ends, without a plan.
            # Extended support costs six times as much, but the version does not change
            # (https://docs.aws.amazon.com/eks/latest/userguide/view-upgrade-policy.html).
            upgrade_policy=EksClusterUpgradePolicy(support_type="EXTENDED"),
            tags=dict(tags) if tags else None,
            # EKS reads these only at creation; without this, a change would replace the cluster.
            lifecycle=TerraformResourceLifecycle(
                ignore_changes=[
                    "access_config[0].bootstrap_cluster_creator_admin_permissions",
                    "bootstrap_self_managed_addons",
                ]
            ),
            # EKS creates a missing log group without retention. It needs the role's policies until it is destroyed.
            depends_on=[log_group, *role_policies],
        )
        provider = self._create_oidc_provider(cluster)
        self._tag_security_group(cluster, tags or {})
        # The id equals the name, but is unknown in a plan that replaces the cluster.
        self.cluster_name = cluster.id
        self.name = cluster.name
        self.cluster_arn = cluster.arn
        self.endpoint = cluster.endpoint
        self.certificate_authority_data = cluster.certificate_authority.get(0).data
        self.version = cluster.version
        self.service_cidr = cluster.kubernetes_network_config.service_ipv4_cidr
        self.security_group_id = cluster.vpc_config.cluster_security_group_id
        self.oidc_provider_arn = provider.arn
        self.oidc_issuer = Fn.replace(provider.url, "https://", "")

    @staticmethod
    def from_existing(scope: Construct, id_: str, *, cluster_name: str) -> "Cluster":
        """The existing cluster `cluster_name`, with the same attributes. Its IAM OIDC provider must exist."""
        return _ExistingCluster(scope, id_, cluster_name)

    def _allow_encryption(self, role: IamRole, kms_key_arn: str) -> IamRolePolicy:
        actions = ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:ListGrants"]
        document = policy_document(statement("EncryptSecrets", actions=actions, resources=[kms_key_arn]))
        return IamRolePolicy(self, "encryption_policy", name="encrypt-secrets", role=role.id, policy=document)

    def _tag_security_group(self, cluster: EksCluster, tags: Mapping[str, str]) -> None:
        group = cluster.vpc_config.cluster_security_group_id
        for key, value in tags.items():
            Ec2Tag(self, f"security_group_{key}", resource_id=group, key=key, value=value)

    def _create_oidc_provider(self, cluster: EksCluster) -> IamOpenidConnectProvider:
        return IamOpenidConnectProvider(
            self,
            "oidc_provider",
            url=cluster.identity.get(0).oidc.get(0).issuer,
            client_id_list=["sts.amazonaws.com"],
            tags={"Name": f"{self._name}-irsa"},
        )


class _ExistingCluster(Cluster):
    def __init__(self, scope: Construct, id_: str, cluster_name: str) -> None:
        # Imported here, because most stacks create their own.
        from cdktf_cdktf_provider_aws.data_aws_eks_cluster import DataAwsEksCluster
        from cdktf_cdktf_provider_aws.data_aws_iam_openid_connect_provider import DataAwsIamOpenidConnectProvider

        Component.__init__(self, scope, id_)
        found = DataAwsEksCluster(self, "control_plane", name=cluster_name)
        provider = DataAwsIamOpenidConnectProvider(self, "oidc_provider", url=found.identity.get(0).oidc.get(0).issuer)
        self.cluster_name = self.name = found.name
        self.cluster_arn = found.arn
        self.endpoint = found.endpoint
        self.certificate_authority_data = found.certificate_authority.get(0).data
        self.version = found.version
        self.service_cidr = found.kubernetes_network_config.get(0).service_ipv4_cidr
        self.security_group_id = found.vpc_config.get(0).cluster_security_group_id
        self.oidc_provider_arn = provider.arn
        self.oidc_issuer = Fn.replace(provider.url, "https://", "")


def _vpc_config(
    subnet_ids: Sequence[str], public_access_cidrs: Sequence[str], extra_security_group_ids: Sequence[str]
) -> EksClusterVpcConfig:
    return EksClusterVpcConfig(
        subnet_ids=list(subnet_ids),
        endpoint_private_access=True,
        endpoint_public_access=bool(public_access_cidrs),
        public_access_cidrs=list(public_access_cidrs) or None,
        security_group_ids=list(extra_security_group_ids) or None,
    )
