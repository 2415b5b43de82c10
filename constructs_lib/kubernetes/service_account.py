"""Service accounts, the identities of pods."""

from collections.abc import Mapping

from cdktf_cdktf_provider_kubernetes.service_account_v1 import ServiceAccountV1, ServiceAccountV1Metadata
from constructs import Construct

from constructs_lib.kubernetes.ignored_fields import ConfiguredNames, ignore_external_changes


def create_service_account(
    scope: Construct,
    id_: str,
    *,
    name: str,
    namespace: str,
    labels: Mapping[str, str],
    annotations: Mapping[str, str],
    uses_kubernetes_api: bool = False,
) -> str:
    """Creates the service account `name`; returns its name. `annotations` associate it with a workload identity.

    Tokens for the Kubernetes API are mounted with `uses_kubernetes_api`; otherwise only in pods that request it.
    Workload identities do not need them.
    """
    account = ServiceAccountV1(
        scope,
        id_,
        metadata=ServiceAccountV1Metadata(
            name=name, namespace=namespace, labels=dict(labels), annotations=dict(annotations) or None
        ),
        automount_service_account_token=uses_kubernetes_api,
        lifecycle=ignore_external_changes("service account", configured=ConfiguredNames(labels, annotations)),
    )
    return account.metadata.name
