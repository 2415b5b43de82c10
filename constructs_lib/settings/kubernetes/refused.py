"""Inputs of the official Kubernetes module that are made here from what the infrastructure has."""

from __future__ import annotations

from ..inputs import KUBERNETES, Refusal

_WIRED = "the application is wired to the infrastructure of the same deployment"
_MADE_FROM = (
    ("host", "set subdomain and domain_name"),
    ("bucket", "set bucket_name and bucket_path"),
    ("bucket_queue", "set use_internal_queue"),
    ("database_connection_string", "leave it out, the database's own is used"),
    ("bucket_aws_region", "set bucket_region"),
)
REFUSALS = tuple(Refusal(name, "string", (KUBERNETES,), _WIRED, instead) for name, instead in _MADE_FROM)
