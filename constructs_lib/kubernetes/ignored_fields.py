"""What other programs and people write on our objects: no plan takes it away again.

The provider itself ignores names under kubernetes.io, such as those of the AWS and Azure ingress controllers, unless
they are configured (https://github.com/hashicorp/terraform-provider-kubernetes/blob/v2.38.0/kubernetes/structures.go).
Names are listed one by one, because a whole map that is ignored could not be changed by us either.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from cdktf import TerraformResourceLifecycle

# The argument of a Deployment that an autoscaler writes.
REPLICAS = "spec[0].replicas"


@dataclass(frozen=True)
class IgnoredFields:
    """Labels and annotations by name, those of the pod template, and whole arguments that others write."""

    labels: Sequence[str] = ()
    annotations: Sequence[str] = ()
    template_annotations: Sequence[str] = ()
    arguments: Sequence[str] = ()


# On every object that Velero has restored (https://velero.io/docs/main/restore-reference/).
VELERO_LABELS = ("velero.io/backup-name", "velero.io/restore-name")
# Rancher's, on everything that can be reached from outside.
_RANCHER_ENDPOINTS = "field.cattle.io/publicEndpoints"

IGNORED_FIELDS: Mapping[str, IgnoredFields] = {
    "namespace": IgnoredFields(
        labels=(
            # Istio: sidecars of one or of a named revision, the ambient mode, and its waypoints
            # (https://istio.io/latest/docs/reference/config/labels/).
            "istio-injection",
            "istio.io/dataplane-mode",
            "istio.io/rev",
            "istio.io/use-waypoint",
            # The AWS load balancer controller
            # (https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/deploy/pod_readiness_gate/).
            "elbv2.k8s.aws/pod-readiness-gate-inject",
            # Gatekeeper, which is Azure Policy too
            # (https://open-policy-agent.github.io/gatekeeper/website/docs/exempt-namespaces/).
            "admission.gatekeeper.sh/ignore",
            # Goldilocks, which makes vertical pod autoscalers.
            "goldilocks.fairwinds.com/enabled",
            "field.cattle.io/projectId",
        ),
        annotations=(
            # Linkerd (https://linkerd.io/2/features/proxy-injection/).
            "linkerd.io/inject",
            "field.cattle.io/projectId",
        ),
    ),
    "deployment": IgnoredFields(
        annotations=(_RANCHER_ENDPOINTS, "reloader.stakater.com/auto"),
        # kubectl, Rancher and Reloader restart pods by these; taken away, they would restart the pods once more.
        template_annotations=(
            "kubectl.kubernetes.io/restartedAt",
            "cattle.io/timestamp",
            "reloader.stakater.com/last-reloaded-from",
        ),
    ),
    # A job that is suspended by hand stays so.
    "cron job": IgnoredFields(arguments=("spec[0].suspend",)),
    "service": IgnoredFields(
        labels=("istio.io/use-waypoint",),
        # Read by Prometheus in its usual configuration.
        annotations=(_RANCHER_ENDPOINTS, "prometheus.io/path", "prometheus.io/port", "prometheus.io/scrape"),
    ),
    "ingress": IgnoredFields(annotations=(_RANCHER_ENDPOINTS,)),
    "service account": IgnoredFields(
        # Read by the webhooks that give pods their identity in the cloud
        # (https://github.com/aws/amazon-eks-pod-identity-webhook,
        # https://azure.github.io/azure-workload-identity/docs/topics/service-account-labels-and-annotations.html).
        annotations=(
            "azure.workload.identity/service-account-token-expiration",
            "azure.workload.identity/tenant-id",
            "eks.amazonaws.com/audience",
            "eks.amazonaws.com/sts-regional-endpoints",
            "eks.amazonaws.com/token-expiration",
        ),
        # Added to the account for all its pods, by hand or by a controller.
        arguments=("image_pull_secret", "secret"),
    ),
    # Read by the CSI driver of EBS, to change a volume in place
    # (https://github.com/kubernetes-sigs/aws-ebs-csi-driver/blob/master/docs/modify-volume.md).
    "claim": IgnoredFields(
        annotations=("ebs.csi.aws.com/iops", "ebs.csi.aws.com/throughput", "ebs.csi.aws.com/volumeType")
    ),
    "config map": IgnoredFields(),
    "disruption budget": IgnoredFields(),
    "secret": IgnoredFields(),
}


@dataclass(frozen=True)
class ConfiguredNames:
    """Names that are configured here, and stay ours."""

    labels: Mapping[str, str] = field(default_factory=dict)
    annotations: Mapping[str, str] = field(default_factory=dict)


def ignore_external_changes(
    kind: str,
    *,
    configured: ConfiguredNames | None = None,
    arguments: Sequence[str] = (),
    replace_triggered_by: str | None = None,
) -> TerraformResourceLifecycle:
    """The lifecycle of an object of `kind` (a key of `IGNORED_FIELDS`) that leaves alone what others write there.

    `arguments` are further ones that others write. What is in `configured` is not left alone.
    """
    fields, configured = IGNORED_FIELDS[kind], configured or ConfiguredNames()
    ignored = [
        *_entries("metadata[0].labels", (*fields.labels, *VELERO_LABELS), configured.labels),
        *_entries("metadata[0].annotations", fields.annotations, configured.annotations),
        *_entries("spec[0].template[0].metadata[0].annotations", fields.template_annotations, {}),
        *fields.arguments,
        *arguments,
    ]
    triggers = [replace_triggered_by] if replace_triggered_by else None
    return TerraformResourceLifecycle(ignore_changes=ignored, replace_triggered_by=triggers)


def _entries(argument: str, names: Sequence[str], configured: Mapping[str, str]) -> list[str]:
    return [f'{argument}["{name}"]' for name in names if name not in configured]
