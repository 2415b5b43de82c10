"""The ingress of a service: hosts, paths and certificate."""

from collections.abc import Mapping

from cdktf_cdktf_provider_kubernetes.ingress_v1 import (
    IngressV1,
    IngressV1Metadata,
    IngressV1Spec,
    IngressV1SpecRule,
    IngressV1SpecRuleHttp,
    IngressV1SpecRuleHttpPath,
    IngressV1SpecRuleHttpPathBackend,
    IngressV1SpecRuleHttpPathBackendService,
    IngressV1SpecRuleHttpPathBackendServicePort,
    IngressV1SpecTls,
)
from constructs import Construct

from constructs_lib.kubernetes.ignored_fields import ignore_external_changes
from constructs_lib.platform_outputs import Ingress

# cert-manager orders a certificate for the hosts of an ingress that names an issuer
# (https://cert-manager.io/docs/usage/ingress/). The issuer defines the validation.
ISSUER_ANNOTATION = "cert-manager.io/cluster-issuer"


def create_ingress(
    scope: Construct,
    id_: str,
    *,
    name: str,
    namespace: str,
    labels: Mapping[str, str],
    ingress: Ingress,
    service_name: str,
    port: int,
) -> None:
    """Ingress `name`, which routes all paths of the hosts of `ingress` to `port` of a service.

    With `ingress.tls`, the certificate is in that secret.
    """
    tls = ingress.tls
    issuer = {ISSUER_ANNOTATION: tls.issuer} if tls and tls.issuer else {}
    IngressV1(
        scope,
        id_,
        metadata=IngressV1Metadata(
            name=name,
            namespace=namespace,
            labels=dict(labels),
            annotations={**ingress.annotations, **issuer} or None,
        ),
        spec=IngressV1Spec(
            ingress_class_name=ingress.class_name,
            rule=[IngressV1SpecRule(host=host, http=_all_paths(service_name, port)) for host in ingress.hosts],
            tls=[IngressV1SpecTls(hosts=list(ingress.hosts), secret_name=tls.name)] if tls else None,
        ),
        # Waits for the gateway's address in the status, so that the apply fails if the gateway rejects the ingress.
        wait_for_load_balancer=True,
        lifecycle=ignore_external_changes("ingress"),
    )


def _all_paths(service_name: str, port: int) -> IngressV1SpecRuleHttp:
    service = IngressV1SpecRuleHttpPathBackendService(
        name=service_name, port=IngressV1SpecRuleHttpPathBackendServicePort(number=port)
    )
    backend = IngressV1SpecRuleHttpPathBackend(service=service)
    return IngressV1SpecRuleHttp(path=[IngressV1SpecRuleHttpPath(path="/", path_type="Prefix", backend=backend)])
