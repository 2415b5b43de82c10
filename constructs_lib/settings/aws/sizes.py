"""The sizes of a deployment on AWS."""

from __future__ import annotations

from dataclasses import dataclass

from ..sizes import MAX_NODES_PER_ZONE, MIN_NODES_PER_ZONE, SIZES


@dataclass(frozen=True)
class AwsSizing:
    """The values of a size, or of the individual settings that override them; named like those settings."""

    database_instance_class: str
    kubernetes_instance_types: tuple[str, ...]
    kubernetes_node_disk_size_gb: int
    elasticache_node_type: str
    kubernetes_min_nodes_per_az: int = MIN_NODES_PER_ZONE
    kubernetes_max_nodes_per_az: int = MAX_NODES_PER_ZONE


# The tiers of the official module v8.0.0 (deployment-size.tf). W&B's reference architecture asks for r6i nodes
# (x86-64, as the server's images are); database and cache run on Graviton.
_TIERS = (
    AwsSizing("db.r6g.large", ("r6i.2xlarge",), 100, "cache.m6g.large"),
    AwsSizing("db.r6g.xlarge", ("r6i.4xlarge",), 100, "cache.m6g.large"),
    AwsSizing("db.r6g.2xlarge", ("r6i.4xlarge",), 256, "cache.m6g.xlarge"),
    AwsSizing("db.r6g.4xlarge", ("r6i.4xlarge",), 256, "cache.m6g.xlarge"),
    AwsSizing("db.r6g.8xlarge", ("r6i.4xlarge",), 256, "cache.m6g.2xlarge"),
)
AWS_SIZES = dict(zip(SIZES, _TIERS, strict=True))
