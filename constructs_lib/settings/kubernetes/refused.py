"""Refused inputs of the official Kubernetes module: the infrastructure sets their values."""

from __future__ import annotations

from ..fields.declaration import KUBERNETES, Refusal

_CONNECTED = "the application is connected to the infrastructure of the same deployment"


def refused_inputs(*, bucket: str, region: str, redis: str) -> tuple[Refusal, ...]:
    """The refusals, with the cloud's alternatives."""
    alternatives = (
        ("host", "set subdomain and domain_name"),
        ("bucket", bucket),
        ("bucket_queue", "set use_internal_queue"),
        ("database_connection_string", "remove it; the deployment's database is used"),
        ("bucket_aws_region", region),
    )
    return (
        *(Refusal(name, "string", (KUBERNETES,), _CONNECTED, instead) for name, instead in alternatives),
        Refusal("redis_connection_string", "string", (KUBERNETES,), "it is derived from the Redis in use", redis),
    )
