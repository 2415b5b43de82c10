"""A custom resource: an object of a kind that the cluster learns of in the same apply.

The resource `kubernetes_manifest` asks the cluster for the kind while Terraform plans, so it cannot be planned before
the kind is there (https://github.com/hashicorp/terraform-provider-kubernetes/issues/1367). Helm asks when it applies.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cdktf import AssetType, Fn, TerraformAsset
from cdktf_cdktf_provider_helm.release import Release
from constructs import Construct

# A chart of ours, whose one template prints the value `object`.
CHART = Path(__file__).parent / "charts" / "custom_resource"


class CustomResource(Construct):
    """The Helm release `name` in `namespace`, of the one object `manifest`, which may hold references.

    Its values stand in the plan and the state: no secret in `manifest`.

    Attribute: `name`, known once the object is there.
    """

    def __init__(self, scope: Construct, id_: str, *, name: str, namespace: str, manifest: Mapping[str, Any]) -> None:
        super().__init__(scope, id_)
        # Copied beside the stack's configuration and named by its content: one path on every machine, and another when
        # the chart changes, which is how the provider notices.
        chart = TerraformAsset(self, "chart", path=str(CHART), type=AssetType.DIRECTORY)
        release = Release(
            self,
            "release",
            name=name,
            namespace=namespace,
            # Helm looks for a directory of this name before it looks anywhere else.
            chart=chart.path,
            values=[Fn.yamlencode({"object": dict(manifest)})],
            # A first try that failed leaves nothing behind that would stand in the way of the second.
            atomic=True,
        )
        self.name = release.name
