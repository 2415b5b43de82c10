"""EKS add-ons."""

from collections.abc import Sequence
from dataclasses import dataclass

from cdktf import ITerraformDependable
from cdktf_cdktf_provider_aws.data_aws_eks_addon_version import DataAwsEksAddonVersion
from cdktf_cdktf_provider_aws.eks_addon import EksAddon
from constructs import Construct

from constructs_lib.framework import Component


@dataclass(frozen=True)
class Addon:
    """An EKS add-on. `version` omitted: EKS chooses the default for the cluster version when it creates the add-on.

    `role_policies` are the policies of the role `role_arn`; only this add-on waits for them. The role of `NodeGroup`
    has no permissions for add-ons, so `vpc-cni` (AmazonEKS_CNI_Policy) and `aws-ebs-csi-driver`
    (AmazonEBSCSIDriverPolicy) need a role. `configuration` is JSON.
    """

    name: str
    version: str | None = None
    role_arn: str | None = None
    role_policies: Sequence[ITerraformDependable] = ()
    configuration: str | None = None

    @property
    def id(self) -> str:
        """The name as a construct id."""
        return self.name.replace("-", "_")


class Addons(Component):
    """The EKS add-ons `addons` on `cluster_name`.

    Args:
        depends_on: What must exist first, such as a node group for add-ons with pods. Empty: nothing.
        defaults_of: The Kubernetes version whose default version an add-on without a version gets. Omitted: EKS chooses
            the default at creation, and later plans do not change it.

    Attributes:
        resources: For the `depends_on` of resources that need running add-ons.

    Example:
        Addons(stack, "addons", cluster_name=cluster.cluster_name, addons=[Addon("kube-proxy"), Addon("coredns")])
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        cluster_name: str,
        addons: Sequence[Addon],
        depends_on: Sequence[ITerraformDependable] = (),
        defaults_of: str | None = None,
    ) -> None:
        super().__init__(scope, id_)
        self.resources = [
            EksAddon(
                self,
                addon.id,
                cluster_name=cluster_name,
                addon_name=addon.name,
                addon_version=addon.version or self._default_version(addon, defaults_of),
                service_account_role_arn=addon.role_arn,
                configuration_values=addon.configuration,
                # A new cluster has no settings to preserve. Updates preserve settings changed in the cluster.
                resolve_conflicts_on_create="OVERWRITE",
                resolve_conflicts_on_update="PRESERVE",
                depends_on=[*depends_on, *addon.role_policies] or None,
            )
            for addon in addons
        ]

    def _default_version(self, addon: Addon, kubernetes_version: str | None) -> str | None:
        if kubernetes_version is None:
            return None
        found = DataAwsEksAddonVersion(
            self, f"{addon.id}_default", addon_name=addon.name, kubernetes_version=kubernetes_version
        )
        return found.version
