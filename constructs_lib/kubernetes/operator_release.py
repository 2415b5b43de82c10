"""The vendor's operator: its controller, and the definition of the custom resource `WeightsAndBiases`."""

from collections.abc import Mapping, Sequence
from typing import Any

from constructs import Construct

from constructs_lib.kubernetes.helm_release import install_chart
from constructs_lib.kubernetes.pods import PodPlacement, Toleration

NAME = "operator"


class Operator(Construct):
    """Helm release `operator` of the chart `operator` in `namespace`, the only namespace that the controller manages.

    The controller has permissions only in `namespace`, unless `whole_cluster` is true. Helm installs the custom
    resource definition but never upgrades or deletes it. With `release_channel` false, the controller does not contact
    W&B, and no version changes by itself.

    `variables` are environment variables of the controller, as Kubernetes writes them. It trusts the certificates in
    the config map `ca_config_map`.

    Attribute: `namespace`, known once the controller runs.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        namespace: str,
        repository: str,
        chart_version: str,
        image: str,
        image_tag: str,
        release_channel: bool = False,
        whole_cluster: bool = False,
        placement: PodPlacement | None = None,
        variables: Sequence[Mapping[str, Any]] = (),
        ca_config_map: str | None = None,
        pod_annotations: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(scope, id_)
        placement = placement or PodPlacement()
        values: dict[str, Any] = {
            "image": {
                "repository": image,
                "tag": image_tag,
                "pullPolicy": "IfNotPresent",
                "pullSecrets": list(placement.image_pull_secrets),
            },
            # Without it, the controller asks W&B which versions to run.
            "airgapped": not release_channel,
            # Roles in this namespace instead of a cluster role.
            "namespaceIsolation": {"enabled": not whole_cluster},
            "nodeSelector": dict(placement.node_selector),
            "tolerations": [toleration_values(each) for each in placement.tolerations],
            "podSecurityContext": {"runAsNonRoot": True, "seccompProfile": {"type": "RuntimeDefault"}},
            "securityContext": {"allowPrivilegeEscalation": False, "capabilities": {"drop": ["ALL"]}},
        }
        if variables:
            values["extraEnv"] = [dict(each) for each in variables]
        if ca_config_map:
            values["caCertsConfigMap"] = ca_config_map
        if pod_annotations:
            values["podAnnotations"] = dict(pod_annotations)
        self.namespace = install_chart(
            self, name=NAME, namespace=namespace, repository=repository, version=chart_version, values=values
        )


def toleration_values(toleration: Toleration) -> dict[str, Any]:
    """A toleration as Kubernetes writes it."""
    found = {
        "key": toleration.key,
        "operator": toleration.operator,
        "value": toleration.value,
        "effect": toleration.effect,
        "tolerationSeconds": toleration.seconds,
    }
    return {name: value for name, value in found.items() if value is not None}
