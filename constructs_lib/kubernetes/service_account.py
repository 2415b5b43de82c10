"""Service accounts: who pods are, in the cluster and in the cloud."""

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
) -> str:
    """Makes the service account `name`, and returns its name. Pods get a token for the Kubernetes API if they ask for
    one; identities of the cloud, which `annotations` give them, do not need it.
    """
    account = ServiceAccountV1(
        scope,
        id_,
        metadata=ServiceAccountV1Metadata(
            name=name, namespace=namespace, labels=dict(labels), annotations=dict(annotations) or None
        ),
        automount_service_account_token=False,
        lifecycle=ignore_external_changes("service account", configured=ConfiguredNames(labels, annotations)),
    )
    return account.metadata.name
