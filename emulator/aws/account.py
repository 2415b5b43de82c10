"""The resources of an emulator's account that a new account does not have.

It lists them with the services' own API. It leaves out the resources of every account (default VPCs, AWS-managed
policies, default parameter groups) and resources that exist only with a listed one (a VPC's main route table, the
initial records of a hosted zone). What a service retains for a while after deletion has its own keys.
"""

import functools
from collections.abc import Iterable
from contextlib import ExitStack, closing
from typing import Any

import boto3
from botocore.config import Config

from emulator.aws.resource_types import GLOBAL_TYPES, REGIONAL_TYPES, Ask, ListIds
from emulator.environment import AWS_CREDENTIALS
from emulator.inventory import Inventory

DEFAULT_REGION = "us-east-1"

# What AWS itself retains after a destroy.
LEFT_BEHIND = ("kms/key-pending-deletion", "rds/cluster-snapshot", "secretsmanager/secret-scheduled-for-deletion")


def inventory(endpoint: str, status: dict[str, Any], regions: Iterable[str] | None = None) -> Inventory:
    """List resources as {"service/kind": [ids]}, in the given regions or in all regions used so far."""
    found: Inventory = {}
    _collect(found, GLOBAL_TYPES, endpoint, DEFAULT_REGION, status)
    for region in sorted(set(status["regions"] if regions is None else regions)):
        _collect(found, REGIONAL_TYPES, endpoint, region, status)
    return {kind: sorted(ids) for kind, ids in sorted(found.items()) if ids}


def _collect(found: Inventory, kinds: dict[str, ListIds], endpoint: str, region: str, status: dict[str, Any]) -> None:
    with ExitStack() as clients:
        ask = _asker(endpoint, region, clients)
        for kind, list_ids in kinds.items():
            found.setdefault(kind, []).extend(list_ids(ask, status))


def _asker(endpoint: str, region: str, clients: ExitStack) -> Ask:
    # Many attempts, because the emulator may inject faults.
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
    """One shared session, which reads the service models once."""
    return boto3.session.Session(*AWS_CREDENTIALS)
