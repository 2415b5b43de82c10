"""What the operator needs of the infrastructure on AWS."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...kubernetes.component_sizes import Capacity
from ...kubernetes.operator_rules import nodes_hold_the_components, redis_exists
from ...rules import Findings, rule
from ..application import NODE_PORTS
from ..instances import node_capacity
from ..sizes import AWS_SIZES

if TYPE_CHECKING:
    from ..inputs import AwsInputs


def components_have_node_ports(settings: AwsInputs) -> Findings:
    """Each component that the load balancer reaches has its own node port, after service_port."""
    last = max(settings.component_node_ports.values(), default=settings.service_port)
    if last > NODE_PORTS[1]:
        others = last - settings.service_port
        yield (
            "service_port",
            f"{settings.service_port} leaves no room for the {others} node ports after it; "
            f"write at most {NODE_PORTS[1] - others}",
        )


def _nodes(settings: AwsInputs) -> tuple[str, Capacity | None, int]:
    """The smallest of the node types whose capacity is known, because the node group may choose any."""
    capacities = {type_: node_capacity(type_) for type_ in settings.sizing.kubernetes_instance_types}
    known = {type_: capacity for type_, capacity in capacities.items() if capacity}
    if not known:
        return "", None, 0
    smallest = min(known, key=lambda type_: (known[type_].cpus, known[type_].memory))
    return smallest, known[smallest], settings.max_nodes


RULES = (
    redis_exists("create_elasticache"),
    rule(components_have_node_ports, "wandb_runtime", "service_port", "weave_trace_enabled"),
    nodes_hold_the_components(
        types="kubernetes_instance_types",
        most="kubernetes_max_nodes_per_az",
        nodes=_nodes,
        example={size: sizing.kubernetes_instance_types[0] for size, sizing in AWS_SIZES.items()},
    ),
)
