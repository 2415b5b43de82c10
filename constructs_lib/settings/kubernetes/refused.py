"""Inputs of the official Kubernetes module that are made here from what the infrastructure has."""

from __future__ import annotations

from ..fields.declaration import KUBERNETES, Refusal

_WIRED = "the application is wired to the infrastructure of the same deployment"


def refused_inputs(*, bucket: str, region: str, redis: str) -> tuple[Refusal, ...]:
    """The refusals, with what a cloud has in their place."""
    made_from = (
        ("host", "set subdomain and domain_name"),
        ("bucket", bucket),
        ("bucket_queue", "set use_internal_queue"),
        ("database_connection_string", "leave it out, the database's own is used"),
        ("bucket_aws_region", region),
    )
    return (
        *(Refusal(name, "string", (KUBERNETES,), _WIRED, instead) for name, instead in made_from),
        Refusal("redis_connection_string", "string", (KUBERNETES,), "it is made from the Redis in use", redis),
    )
