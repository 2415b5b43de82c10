"""EKS add-ons: what makes nodes ready, and what a working cluster needs once they are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cdktf import ITerraformDependable
from cdktf_cdktf_provider_aws.eks_addon import EksAddon
from constructs import Construct


@dataclass(frozen=True)
class Addon:
    """An EKS add-on. `version` omitted: EKS picks its default for the cluster's version when the add-on is made."""

    name: str
    version: str | None = None
    role_arn: str | None = None
    configuration: str | None = None

    @property
    def id(self) -> str:
        """The name as a construct id."""
        return self.name.replace("-", "_")


class Addons(Construct):
    """The EKS add-ons `addons` on `cluster_name`, each waiting for `depends_on`.

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
        tags: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(scope, id_)
        self.resources = [
            EksAddon(
                self,
                addon.id,
                cluster_name=cluster_name,
                addon_name=addon.name,
                addon_version=addon.version,
                service_account_role_arn=addon.role_arn,
                configuration_values=addon.configuration,
                # A new cluster has nothing to preserve; later, settings made in the cluster by hand are kept.
                resolve_conflicts_on_create="OVERWRITE",
                resolve_conflicts_on_update="PRESERVE",
                tags=dict(tags) if tags else None,
                depends_on=list(depends_on) or None,
            )
            for addon in addons
        ]
