"""A Deployment of one container, with what every pod of ours has: identity, no privileges, spread, a budget."""

from collections.abc import Mapping

from cdktf_cdktf_provider_kubernetes.deployment_v1 import (
    DeploymentV1,
    DeploymentV1Metadata,
    DeploymentV1Spec,
    DeploymentV1SpecSelector,
    DeploymentV1SpecStrategy,
    DeploymentV1SpecTemplate,
    DeploymentV1SpecTemplateMetadata,
    DeploymentV1SpecTemplateSpec,
    DeploymentV1SpecTemplateSpecImagePullSecrets,
    DeploymentV1SpecTemplateSpecToleration,
    DeploymentV1SpecTemplateSpecTopologySpreadConstraint,
    DeploymentV1SpecTemplateSpecTopologySpreadConstraintLabelSelector,
    DeploymentV1SpecTemplateSpecVolume,
    DeploymentV1SpecTemplateSpecVolumeConfigMap,
    DeploymentV1SpecTemplateSpecVolumeEmptyDir,
    DeploymentV1SpecTemplateSpecVolumePersistentVolumeClaim,
    DeploymentV1Timeouts,
)
from cdktf_cdktf_provider_kubernetes.pod_disruption_budget_v1 import (
    PodDisruptionBudgetV1,
    PodDisruptionBudgetV1Metadata,
    PodDisruptionBudgetV1Spec,
    PodDisruptionBudgetV1SpecSelector,
)
from constructs import Construct

from constructs_lib.kubernetes.containers import Container, Mount, container_of, init_container_of
from constructs_lib.kubernetes.foreign import REPLICAS, leave_foreign
from constructs_lib.kubernetes.pods import PodSettings, pod_arguments

RECREATE = "Recreate"
ROLLING_UPDATE = "RollingUpdate"
# Kubernetes' own default.
PROGRESS_DEADLINE_SECONDS = 600
# How long Terraform watches a rollout: until Kubernetes itself would call it failed, and less than any login lasts.
WATCHED_FOR = "14m"
_ZONE = "topology.kubernetes.io/zone"


class Workload(Construct):
    """Deployment `name` of `replicas` pods with one container, selected by the label `app`.

    With `strategy` Recreate, the old pods end before new ones start. Terraform watches that for `watched_for`. From two
    replicas on, pods are spread over zones, and a disruption budget lets one of them be moved at a time. With
    `scaled_by_others`, `replicas` is where the number of pods starts, and pods are spread whatever it is.

    Attribute: `selector`, the labels that services select by.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        name: str,
        namespace: str,
        labels: Mapping[str, str],
        container: Container,
        pods: PodSettings,
        replicas: int = 1,
        scaled_by_others: bool = False,
        strategy: str = RECREATE,
        progress_deadline_seconds: int = PROGRESS_DEADLINE_SECONDS,
        watched_for: str = WATCHED_FOR,
        replaced_with: str | None = None,
    ) -> None:
        super().__init__(scope, id_)
        self.selector = {"app": name}
        labels = {**labels, **self.selector}
        template = DeploymentV1SpecTemplate(
            metadata=DeploymentV1SpecTemplateMetadata(
                labels={**pods.labels, **labels}, annotations=dict(pods.annotations) or None
            ),
            spec=self._pod(container, pods, is_spread=replicas > 1 or scaled_by_others),
        )
        DeploymentV1(
            self,
            "deployment",
            metadata=DeploymentV1Metadata(name=name, namespace=namespace, labels=labels),
            spec=DeploymentV1Spec(
                replicas=str(replicas),
                selector=DeploymentV1SpecSelector(match_labels=self.selector),
                strategy=DeploymentV1SpecStrategy(type=strategy),
                progress_deadline_seconds=progress_deadline_seconds,
                template=template,
            ),
            timeouts=DeploymentV1Timeouts(create=watched_for, update=watched_for),
            lifecycle=leave_foreign(
                "deployment",
                arguments=[REPLICAS] if scaled_by_others else [],
                replace_triggered_by=replaced_with,
            ),
        )
        if replicas > 1 or scaled_by_others:
            self._limit_disruption(name, namespace, labels)

    def _pod(self, container: Container, pods: PodSettings, *, is_spread: bool) -> DeploymentV1SpecTemplateSpec:
        return DeploymentV1SpecTemplateSpec(
            **pod_arguments(pods),
            toleration=[
                DeploymentV1SpecTemplateSpecToleration(**each.arguments()) for each in pods.placement.tolerations
            ]
            or None,
            image_pull_secrets=[
                DeploymentV1SpecTemplateSpecImagePullSecrets(name=name) for name in pods.placement.image_pull_secrets
            ]
            or None,
            init_container=[init_container_of(container.runs_after)] if container.runs_after else None,
            container=[container_of(container)],
            volume=[_volume(mount) for mount in container.mounts] or None,
            topology_spread_constraint=[self._spread()] if is_spread else None,
        )

    def _spread(self) -> DeploymentV1SpecTemplateSpecTopologySpreadConstraint:
        selected = DeploymentV1SpecTemplateSpecTopologySpreadConstraintLabelSelector(match_labels=self.selector)
        return DeploymentV1SpecTemplateSpecTopologySpreadConstraint(
            # A full zone is no reason to run fewer servers.
            topology_key=_ZONE,
            max_skew=1,
            when_unsatisfiable="ScheduleAnyway",
            label_selector=[selected],
        )

    def _limit_disruption(self, name: str, namespace: str, labels: Mapping[str, str]) -> None:
        PodDisruptionBudgetV1(
            self,
            "budget",
            metadata=PodDisruptionBudgetV1Metadata(name=name, namespace=namespace, labels=dict(labels)),
            spec=PodDisruptionBudgetV1Spec(
                max_unavailable="1", selector=PodDisruptionBudgetV1SpecSelector(match_labels=self.selector)
            ),
            lifecycle=leave_foreign("disruption budget"),
        )


def _volume(mount: Mount) -> DeploymentV1SpecTemplateSpecVolume:
    if mount.config_map is not None:
        source = DeploymentV1SpecTemplateSpecVolumeConfigMap(name=mount.config_map)
        return DeploymentV1SpecTemplateSpecVolume(name=mount.name, config_map=source)
    if mount.claim is not None:
        claim = DeploymentV1SpecTemplateSpecVolumePersistentVolumeClaim(claim_name=mount.claim)
        return DeploymentV1SpecTemplateSpecVolume(name=mount.name, persistent_volume_claim=claim)
    return DeploymentV1SpecTemplateSpecVolume(name=mount.name, empty_dir=DeploymentV1SpecTemplateSpecVolumeEmptyDir())
