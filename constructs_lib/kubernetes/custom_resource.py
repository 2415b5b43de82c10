"""A custom resource whose CRD is installed in the same apply.

The resource `kubernetes_manifest` requires the CRD during the plan
(https://github.com/hashicorp/terraform-provider-kubernetes/issues/1367). Helm requires it only during the apply.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cdktf import AssetType, TerraformAsset
from cdktf_cdktf_provider_helm.release import Release
from constructs import Construct

from constructs_lib.framework import Component, yaml_encoded

# A chart with one template, which prints the value `object`.
CHART = Path(__file__).parent / "charts" / "custom_resource"


class CustomResource(Component):
    """The Helm release `name` in `namespace` with the one object `manifest`.

    Args:
        manifest: It may contain references. It must not contain secrets: the release's values are in plan and state.
        timeout_seconds: How long Helm waits, also until a removed object is gone, so it must exceed what the object's
            finalizers may take. Omitted: Helm's 300 seconds.

    Attributes:
        name: Known once the object exists.

    Example:
        CustomResource(
            stack, "issuer", name="self-signed", namespace="cert-manager",
            manifest={
                "apiVersion": "cert-manager.io/v1", "kind": "ClusterIssuer", "metadata": {"name": "self-signed"},
                "spec": {"selfSigned": {}},
            },
        )
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        name: str,
        namespace: str,
        manifest: Mapping[str, Any],
        timeout_seconds: int | None = None,
    ) -> None:
        super().__init__(scope, id_)
        # Copied next to the stack's configuration under a path with its hash: the same on every machine, and different
        # when the chart changes, so that the provider detects it.
        chart = TerraformAsset(self, "chart", path=str(CHART), type=AssetType.DIRECTORY)
        release = Release(
            self,
            "release",
            name=name,
            namespace=namespace,
            # Helm first looks for a local directory with this name.
            chart=chart.path,
            values=[yaml_encoded({"object": dict(manifest)})],
            timeout=timeout_seconds,
            # A failed install is rolled back, so that the next apply can succeed.
            atomic=True,
        )
        self.name = release.name
