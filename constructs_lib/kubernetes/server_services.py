"""The services and the ingress of the server."""

from collections.abc import Mapping

from constructs import Construct

from constructs_lib.kubernetes.ingress import create_ingress
from constructs_lib.kubernetes.services import create_service
from constructs_lib.platform_outputs import Ingress

HTTP_PORT = 8080
METRICS_PORT = 8181


def create_server_services(
    scope: Construct,
    *,
    name: str,
    namespace: str,
    labels: Mapping[str, str],
    selector: Mapping[str, str],
    node_port: int | None,
    ingress: Ingress | None,
) -> None:
    """Creates the service `name`, also on `node_port` of every node if given, the service `prometheus` for metrics, and
    an ingress to the service `name` if `ingress` is given.
    """
    server = create_service(
        scope,
        "service",
        name=name,
        namespace=namespace,
        labels=labels,
        selector=selector,
        port_name="http",
        port=HTTP_PORT,
        node_port=node_port,
    )
    create_service(
        scope,
        "metrics",
        name="prometheus",
        namespace=namespace,
        labels=labels,
        selector=selector,
        port_name="prometheus",
        port=METRICS_PORT,
    )
    if ingress is not None:
        create_ingress(
            scope,
            "ingress",
            name=name,
            namespace=namespace,
            labels=labels,
            ingress=ingress,
            service_name=server,
            port=HTTP_PORT,
        )
