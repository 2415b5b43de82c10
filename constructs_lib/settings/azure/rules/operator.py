"""What the operator needs of the infrastructure on Azure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...kubernetes.component_sizes import Capacity
from ...kubernetes.operator import CHART_WITH_STORAGE_IDENTITY
from ...kubernetes.operator_rules import nodes_hold_the_components, redis_exists
from ...rules import Findings, rule
from ..sizes import AZURE_SIZES
from ..skus import node_capacity

if TYPE_CHECKING:
    from ..inputs import AzureInputs


def server_has_access_to_storage(settings: AzureInputs) -> Findings:
    """Older charts pass only an access key to the server."""
    if not settings.runs_operator or settings.chart_passes_storage_identity:
        return
    newer = f"{CHART_WITH_STORAGE_IDENTITY} or later"
    why = f"the chart {settings.wandb_chart_version} passes no identity for Azure storage"
    if settings.blob_container and not settings.storage_key:
        yield (
            "storage_key",
            f"is missing, and {why}; set a key of your account, or wandb_chart_version to {newer}",
        )
    if settings.creates_storage and settings.storage_access_in_use != "key":
        yield (
            "storage_access",
            f'is "{settings.storage_access}", and {why}; write "key", or set wandb_chart_version to {newer}',
        )


def _nodes(settings: AzureInputs) -> tuple[str, Capacity | None, int]:
    type_ = settings.sizing.kubernetes_instance_type
    return type_, node_capacity(type_), settings.max_nodes


RULES = (
    redis_exists("create_redis"),
    rule(
        server_has_access_to_storage,
        "wandb_runtime",
        "wandb_chart_version",
        "storage_access",
        "storage_key",
        "blob_container",
        "external_bucket",
    ),
    nodes_hold_the_components(
        types="kubernetes_instance_type",
        most="kubernetes_max_node_per_az",
        nodes=_nodes,
        example={size: sizing.kubernetes_instance_type for size, sizing in AZURE_SIZES.items()},
    ),
)
