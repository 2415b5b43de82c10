"""Fields of Kubernetes objects that other programs and people set, and that plans ignore.

The provider ignores names under kubernetes.io, such as those of the AWS and Azure ingress controllers, unless they are
configured (https://github.com/hashicorp/terraform-provider-kubernetes/blob/v2.38.0/kubernetes/structures.go). Names are
listed one by one, because Terraform could not change anything in a map that is ignored as a whole.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from cdktf import TerraformResourceLifecycle

# The argument of a Deployment that an autoscaler sets.
REPLICAS = "spec[0].replicas"


@dataclass(frozen=True)
class IgnoredFields:
    """Names of labels and annotations (also of the pod template), and whole arguments that others set."""

    labels: Sequence[str] = ()
    annotations: Sequence[str] = ()
    template_annotations: Sequence[str] = ()
    arguments: Sequence[str] = ()


# Labels of objects restored by Velero (https://velero.io/docs/main/restore-reference/).
VELERO_LABELS = ("velero.io/backup-name", "velero.io/restore-name")
# Rancher sets it on objects with public endpoints.
_RANCHER_ENDPOINTS = "field.cattle.io/publicEndpoints"

IGNORED_FIELDS: Mapping[str, IgnoredFields] = {
    "namespace": IgnoredFields(
        labels=(
            # Istio: sidecar injection, version, ambient mode, waypoints
            # (https://istio.io/latest/docs/reference/config/labels/).
            "istio-injection",
            "istio.io/dataplane-mode",
            "istio.io/rev",
            "istio.io/use-waypoint",
            # The AWS load balancer controller
            # (https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/deploy/pod_readiness_gate/).
            "elbv2.k8s.aws/pod-readiness-gate-inject",
            # Gatekeeper, which Azure Policy uses too
            # (https://open-policy-agent.github.io/gatekeeper/website/docs/exempt-namespaces/).
            "admission.gatekeeper.sh/ignore",
            # Goldilocks, which creates vertical pod autoscalers.
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
        # kubectl, Rancher and Reloader restart pods with these; removing them would restart the pods again.
        template_annotations=(
            "kubectl.kubernetes.io/restartedAt",
            "cattle.io/timestamp",
            "reloader.stakater.com/last-reloaded-from",
        ),
    ),
    # A CronJob that was suspended manually stays suspended.
    "cron job": IgnoredFields(arguments=("spec[0].suspend",)),
    "service": IgnoredFields(
        labels=("istio.io/use-waypoint",),
        # Read by Prometheus in its common configuration.
        annotations=(_RANCHER_ENDPOINTS, "prometheus.io/path", "prometheus.io/port", "prometheus.io/scrape"),
    ),
    "ingress": IgnoredFields(annotations=(_RANCHER_ENDPOINTS,)),
    "service account": IgnoredFields(
        # Read by the workload identity webhooks
        # (https://github.com/aws/amazon-eks-pod-identity-webhook,
        # https://azure.github.io/azure-workload-identity/docs/topics/service-account-labels-and-annotations.html).
        annotations=(
            "azure.workload.identity/service-account-token-expiration",
            "azure.workload.identity/tenant-id",
            "eks.amazonaws.com/audience",
            "eks.amazonaws.com/sts-regional-endpoints",
            "eks.amazonaws.com/token-expiration",
        ),
        # Added to the service account manually or by a controller.
        arguments=("image_pull_secret", "secret"),
    ),
    # Read by the EBS CSI driver to modify a volume
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
    """Labels and annotations that Terraform configures and so does not ignore."""

    labels: Mapping[str, str] = field(default_factory=dict)
    annotations: Mapping[str, str] = field(default_factory=dict)


def ignore_external_changes(
    kind: str,
    *,
    configured: ConfiguredNames | None = None,
    arguments: Sequence[str] = (),
    replace_triggered_by: str | None = None,
) -> TerraformResourceLifecycle:
    """A lifecycle that ignores what others set on an object of `kind` (a key of `IGNORED_FIELDS`).

    `arguments` are additional ones to ignore. Names in `configured` are not ignored.
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
