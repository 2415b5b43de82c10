"""Services: the addresses under which pods are found."""

from collections.abc import Mapping

from cdktf_cdktf_provider_kubernetes.service_v1 import ServiceV1, ServiceV1Metadata, ServiceV1Spec, ServiceV1SpecPort
from constructs import Construct

from constructs_lib.kubernetes.ignored_fields import ignore_external_changes


def create_service(
    scope: Construct,
    id_: str,
    *,
    name: str,
    namespace: str,
    labels: Mapping[str, str],
    selector: Mapping[str, str],
    port_name: str,
    port: int,
    node_port: int | None = None,
) -> str:
    """Makes the service `name`, and returns its name. It leads to the port named `port_name` of the selected pods, and
    with `node_port` from every node's address too.
    """
    service = ServiceV1(
        scope,
        id_,
        metadata=ServiceV1Metadata(name=name, namespace=namespace, labels=dict(labels)),
        spec=ServiceV1Spec(
            type="ClusterIP" if node_port is None else "NodePort",
            selector=dict(selector),
            port=[ServiceV1SpecPort(name=port_name, port=port, target_port=port_name, node_port=node_port)],
        ),
        # The load balancer in front is Terraform's, not the cluster's.
        wait_for_load_balancer=False,
        lifecycle=ignore_external_changes("service"),
    )
    return service.metadata.name
