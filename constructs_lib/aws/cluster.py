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
from constructs_lib.framework import require_known

CONTROL_PLANE_LOGS = ("api", "audit", "authenticator", "controllerManager", "scheduler")


class Cluster(Construct):
    """EKS cluster `name`: control plane alone, no nodes.

    Its network interfaces stand in `subnet_ids` (two zones at least), its secrets are encrypted with `kms_key_arn`,
    all five control-plane logs are kept `log_retention_days`. `public_access_cidrs` are the IPv4 ranges that reach
    the API from outside the VPC; empty: it is private.

    Who may use it is decided by EKS access entries, with `aws_auth_config_map` by the aws-auth config map too. With
    `bootstrap_cluster_creator_admin`, EKS makes whoever creates it its first administrator. `tags` go to the
    cluster and to the security group that EKS makes.

    Raises `ValueError` when `aws_auth_config_map`, `tags` or the list `public_access_cidrs` is known to Terraform
    alone.

    Attributes: `cluster_name`, `cluster_arn`, `endpoint`, `certificate_authority_data` (base64), `version`,
    `security_group_id` (made by EKS; control plane and nodes), `oidc_provider_arn`, `oidc_issuer` (without scheme),
    `service_cidr`. `cluster_name` is unknown while a plan replaces the cluster, so that what is in it is replaced in
    the same apply; `name` stays known.
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
            vpc_config=_reachable_from(subnet_ids, public_access_cidrs),
            access_config=EksClusterAccessConfig(
                authentication_mode="API_AND_CONFIG_MAP" if aws_auth_config_map else "API",
                bootstrap_cluster_creator_admin_permissions=bootstrap_cluster_creator_admin,
            ),
            # The add-ons come as resources, so that their versions and settings are ours to decide.
            bootstrap_self_managed_addons=False,
            enabled_cluster_log_types=list(CONTROL_PLANE_LOGS),
            encryption_config=EksClusterEncryptionConfig(
                provider=EksClusterEncryptionConfigProvider(key_arn=kms_key_arn), resources=["secrets"]
            ),
            # The other policy, STANDARD, lets AWS upgrade the control plane on the day that support ends, behind
            # Terraform's back. Extended support costs six times as much instead: dear, but not a surprise at night
            # (https://docs.aws.amazon.com/eks/latest/userguide/view-upgrade-policy.html).
            upgrade_policy=EksClusterUpgradePolicy(support_type="EXTENDED"),
            tags=dict(tags) if tags else None,
            # Read when the cluster is created and never again: a change would replace the cluster for nothing.
            lifecycle=TerraformResourceLifecycle(
                ignore_changes=[
                    "access_config[0].bootstrap_cluster_creator_admin_permissions",
                    "bootstrap_self_managed_addons",
                ]
            ),
            # EKS would make the log group itself, without retention, and needs its role's policies until the end.
            depends_on=[log_group, *role_policies],
        )
        provider = self._create_oidc_provider(cluster)
        self._tag_security_group(cluster, tags or {})
        # The id is the name. Unlike the name, it is unknown in the plan that replaces the cluster.
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


def _reachable_from(subnet_ids: Sequence[str], public_access_cidrs: Sequence[str]) -> EksClusterVpcConfig:
    return EksClusterVpcConfig(
        subnet_ids=list(subnet_ids),
        endpoint_private_access=True,
        endpoint_public_access=bool(public_access_cidrs),
        public_access_cidrs=list(public_access_cidrs) or None,
    )
