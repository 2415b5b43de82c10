"""EKS add-ons: what makes nodes ready, and what a working cluster needs once they are."""

from collections.abc import Sequence
from dataclasses import dataclass

from cdktf import ITerraformDependable
from cdktf_cdktf_provider_aws.data_aws_eks_addon_version import DataAwsEksAddonVersion
from cdktf_cdktf_provider_aws.eks_addon import EksAddon
from constructs import Construct


@dataclass(frozen=True)
class Addon:
    """An EKS add-on. `version` omitted: EKS picks its default for the cluster's version when the add-on is made.

    `role_policies` are what gives the role its rights; the add-on waits for them, and no other add-on does.
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


class Addons(Construct):
    """The EKS add-ons `addons` on `cluster_name`, each waiting for `depends_on`.

    Those without a version take AWS's default for the Kubernetes version `defaults_of`. Omitted: the cluster's, as it
    is when the add-on is made; later plans leave it alone.

    Attribute: `resources`, for what must wait until they run.
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
                # A new cluster has nothing to preserve; later, settings made in the cluster by hand are kept.
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
