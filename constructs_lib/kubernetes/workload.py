"""A Deployment of one container, with identity, security context, topology spread and disruption budget."""

from collections.abc import Mapping
from dataclasses import replace

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

from constructs_lib.framework import Component
from constructs_lib.kubernetes.containers import Container, Mount, deployment_container, deployment_init_container
from constructs_lib.kubernetes.ignored_fields import REPLICAS, ignore_external_changes
from constructs_lib.kubernetes.pods import PodSettings, pod_arguments

RECREATE = "Recreate"
# Kubernetes' default.
PROGRESS_DEADLINE_SECONDS = 600
# How long Terraform waits for a rollout: longer than the progress deadline, and shorter than any login lasts.
ROLLOUT_TIMEOUT = "14m"
# A pod still gets requests for some seconds after a drain ends it, until load balancer and nodes have removed it. As in
# the app of W&B's chart operator-wandb 0.43.8. Azure's Application Gateway can take longer.
STOP_DELAY_SECONDS = 25
TERMINATION_GRACE_SECONDS = 60
# A zone that fails, and a node that is drained or fails, ends as few of the pods as possible.
_SPREAD_OVER = ("topology.kubernetes.io/zone", "kubernetes.io/hostname")


class Workload(Component):
    """Deployment `name` of `replicas` pods with one container, selected by the label `app`.

    With the `strategy` Recreate, old pods end before new ones start. Terraform waits for a rollout up to
    `rollout_timeout`. With two or more replicas, pods are spread over zones and nodes, keep serving requests for 25
    seconds after termination starts, and a PodDisruptionBudget allows one unavailable pod. With `scaled_by_others`,
    `replicas` is only the initial number, and all this applies to any number. A single pod has no budget: one without
    unavailable pods would block every drain of its node until somebody deletes the pod.

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
        rollout_timeout: str = ROLLOUT_TIMEOUT,
        replace_triggered_by: str | None = None,
    ) -> None:
        super().__init__(scope, id_)
        self.selector = {"app": name}
        labels = {**labels, **self.selector}
        is_spread = replicas > 1 or scaled_by_others
        if is_spread:
            container = replace(container, stop_delay_seconds=STOP_DELAY_SECONDS)
            pods = replace(pods, termination_grace_seconds=TERMINATION_GRACE_SECONDS)
        template = DeploymentV1SpecTemplate(
            metadata=DeploymentV1SpecTemplateMetadata(
                labels={**pods.labels, **labels}, annotations=dict(pods.annotations) or None
            ),
            spec=self._pod(container, pods, is_spread=is_spread),
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
            timeouts=DeploymentV1Timeouts(create=rollout_timeout, update=rollout_timeout),
            lifecycle=ignore_external_changes(
                "deployment",
                arguments=[REPLICAS] if scaled_by_others else [],
                replace_triggered_by=replace_triggered_by,
            ),
        )
        if is_spread:
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
            init_container=[deployment_init_container(container.init_container)] if container.init_container else None,
            container=[deployment_container(container)],
            volume=[_volume(mount) for mount in container.mounts] or None,
            topology_spread_constraint=[self._spread(over) for over in _SPREAD_OVER] if is_spread else None,
        )

    def _spread(self, over: str) -> DeploymentV1SpecTemplateSpecTopologySpreadConstraint:
        selected = DeploymentV1SpecTemplateSpecTopologySpreadConstraintLabelSelector(match_labels=self.selector)
        return DeploymentV1SpecTemplateSpecTopologySpreadConstraint(
            # Pods are scheduled even if a zone or node is full.
            topology_key=over,
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
            lifecycle=ignore_external_changes("disruption budget"),
        )


def _volume(mount: Mount) -> DeploymentV1SpecTemplateSpecVolume:
    if mount.config_map is not None:
        source = DeploymentV1SpecTemplateSpecVolumeConfigMap(name=mount.config_map)
        return DeploymentV1SpecTemplateSpecVolume(name=mount.name, config_map=source)
    if mount.claim is not None:
        claim = DeploymentV1SpecTemplateSpecVolumePersistentVolumeClaim(claim_name=mount.claim)
        return DeploymentV1SpecTemplateSpecVolume(name=mount.name, persistent_volume_claim=claim)
    return DeploymentV1SpecTemplateSpecVolume(name=mount.name, empty_dir=DeploymentV1SpecTemplateSpecVolumeEmptyDir())
