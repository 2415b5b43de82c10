"""Kubernetes services."""

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
    """Creates the service `name` for the port `port_name` of the selected pods; returns its name.

    With `node_port`, it is also reached on that port of every node.
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
        # Terraform manages the load balancer, not the cluster.
        wait_for_load_balancer=False,
        lifecycle=ignore_external_changes("service"),
    )
    return service.metadata.name
