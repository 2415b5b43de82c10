"""EKS access entries: who may use the Kubernetes API."""

from collections.abc import Sequence
from dataclasses import dataclass

from cdktf import TerraformResourceLifecycle
from cdktf_cdktf_provider_aws.data_aws_caller_identity import DataAwsCallerIdentity
from cdktf_cdktf_provider_aws.data_aws_iam_session_context import DataAwsIamSessionContext
from cdktf_cdktf_provider_aws.eks_access_entry import EksAccessEntry
from cdktf_cdktf_provider_aws.eks_access_policy_association import (
    EksAccessPolicyAssociation,
    EksAccessPolicyAssociationAccessScope,
)
from constructs import Construct

from constructs_lib.aws.account import Account
from constructs_lib.framework import Component, require_known
from constructs_lib.role_arns import missing_path

ADMINISTRATOR_POLICY = "AmazonEKSClusterAdminPolicy"


@dataclass(frozen=True)
class Principal:
    """An IAM role or user, its user name and groups in Kubernetes, and whether it is a cluster administrator.

    Raises `ValueError` when `arn` is the ARN of an IAM Identity Center role without its path.
    """

    id: str
    arn: str
    username: str | None = None
    groups: Sequence[str] = ()
    administers: bool = False

    def __post_init__(self) -> None:
        if problem := missing_path(self.arn):
            raise ValueError(f"arn {self.arn} {problem}")


class AccessEntries(Component):
    """An access entry on `cluster_name` for each of `principals`; administrators also get AmazonEKSClusterAdminPolicy.

    Args:
        bootstrap_cluster_creator_admin: Also gives the cluster creator an administrator entry, which stays when another
            principal applies later.

    Raises:
        ValueError: `bootstrap_cluster_creator_admin` is unknown until apply.

    Example:
        AccessEntries(
            stack, "access", cluster_name=cluster.cluster_name, account=account,
            principals=[Principal("data", "arn:aws:iam::123456789012:role/data", administers=True)],
        )
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        cluster_name: str,
        principals: Sequence[Principal],
        account: Account,
        bootstrap_cluster_creator_admin: bool = False,
    ) -> None:
        super().__init__(scope, id_)
        require_known(self, bootstrap_cluster_creator_admin=bootstrap_cluster_creator_admin)
        self._cluster_name = cluster_name
        self._policy_arn = f"arn:{account.partition}:eks::aws:cluster-access-policy/{ADMINISTRATOR_POLICY}"
        for principal in principals:
            self._create_entry(principal)
        if bootstrap_cluster_creator_admin:
            self._create_entry(Principal("creator", self._creator_arn(), administers=True), ignore_arn_changes=True)

    def _creator_arn(self) -> str:
        # The caller ARN of an assumed role names the session; an access entry needs the ARN of the role.
        caller = DataAwsCallerIdentity(self, "caller")
        return DataAwsIamSessionContext(self, "session", arn=caller.arn).issuer_arn

    def _create_entry(self, principal: Principal, *, ignore_arn_changes: bool = False) -> None:
        lifecycle = TerraformResourceLifecycle(ignore_changes=["principal_arn"]) if ignore_arn_changes else None
        entry = EksAccessEntry(
            self,
            principal.id,
            cluster_name=self._cluster_name,
            principal_arn=principal.arn,
            user_name=principal.username,
            kubernetes_groups=list(principal.groups) or None,
            lifecycle=lifecycle,
        )
        if principal.administers:
            EksAccessPolicyAssociation(
                self,
                f"{principal.id}_administers",
                cluster_name=self._cluster_name,
                principal_arn=entry.principal_arn,
                policy_arn=self._policy_arn,
                access_scope=EksAccessPolicyAssociationAccessScope(type="cluster"),
            )
