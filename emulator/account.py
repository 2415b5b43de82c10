"""What exists on an endpoint beyond what a fresh account has.

It asks the services themselves, as any client would, so it says what the account says. Left out is what every account
has (default VPCs, AWS-managed policies, default parameter groups) and what lives and dies with something listed (a
VPC's main route table, the records that a hosted zone has from the start). What a service keeps for a while after a
deletion stands under headings of its own.
"""

import functools
import json
import urllib.request
from collections.abc import Iterable
from contextlib import ExitStack, closing
from typing import Any

import boto3
from botocore.config import Config

from emulator.front_end import STATUS_PATH
from emulator.resource_types import GLOBAL_TYPES, REGIONAL_TYPES, Ask, ListIds

Inventory = dict[str, list[str]]

CREDENTIALS = ("testing", "testing")
DEFAULT_REGION = "us-east-1"

# What AWS itself leaves behind after a destroy; a caller accepts these by name.
LEFT_BEHIND = ("kms/key-pending-deletion", "rds/cluster-snapshot", "secretsmanager/secret-scheduled-for-deletion")


def inventory(endpoint: str, regions: Iterable[str] | None = None) -> Inventory:
    """List what exists, as {"service/kind": [ids]}, in the given regions or in all that were asked for so far."""
    status = _status(endpoint)
    found: Inventory = {}
    _collect(found, GLOBAL_TYPES, endpoint, DEFAULT_REGION, status)
    for region in sorted(set(status["regions"] if regions is None else regions)):
        _collect(found, REGIONAL_TYPES, endpoint, region, status)
    return {kind: sorted(ids) for kind, ids in sorted(found.items()) if ids}


def remaining(endpoint: str, accepted: Iterable[str] = LEFT_BEHIND) -> Inventory:
    """The inventory without the kinds that are accepted: empty after a complete destroy."""
    return {kind: ids for kind, ids in inventory(endpoint).items() if kind not in set(accepted)}


def _collect(found: Inventory, kinds: dict[str, ListIds], endpoint: str, region: str, status: dict[str, Any]) -> None:
    with ExitStack() as clients:
        ask = _asker(endpoint, region, clients)
        for kind, list_ids in kinds.items():
            found.setdefault(kind, []).extend(list_ids(ask, status))


def _asker(endpoint: str, region: str, clients: ExitStack) -> Ask:
    # Patient, for an endpoint that fails on purpose.
    config = Config(retries={"mode": "standard", "total_max_attempts": 8}, s3={"addressing_style": "path"})

    @functools.cache
    def client_of(service: str) -> Any:
        return clients.enter_context(closing(_session().client(service, region, endpoint_url=endpoint, config=config)))

    def ask(service: str, operation: str, **arguments: Any) -> Iterable[dict[str, Any]]:
        client = client_of(service)
        if client.can_paginate(operation):
            pages: Iterable[dict[str, Any]] = client.get_paginator(operation).paginate(**arguments)
            return pages
        return [getattr(client, operation)(**arguments)]

    return ask


@functools.cache
def _session() -> boto3.session.Session:
    """One for all: it reads the services' descriptions once."""
    return boto3.session.Session(*CREDENTIALS)


def _status(endpoint: str) -> dict[str, Any]:
    with urllib.request.urlopen(endpoint + STATUS_PATH, timeout=10) as answer:
        status: dict[str, Any] = json.load(answer)
        return status
