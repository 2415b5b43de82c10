"""`python -m emulator.inventory ENDPOINT`: print the resources that a new account does not have, as JSON."""

import importlib
import json
import sys
from collections.abc import Iterable
from typing import Any

from emulator.front_end import STATUS_PATH
from emulator.loopback import open_local

Inventory = dict[str, list[str]]


def inventory(endpoint: str, regions: Iterable[str] | None = None) -> Inventory:
    """The resources of an emulator's account that a new account does not have, as {"service/kind": [ids]}.

    Without `regions`, it lists all regions used so far. An object in a cluster that a new cluster does not have is
    `cluster/namespace/name`, and its kind `kubernetes/<plural>.<group>`.
    """
    status = _status(endpoint)
    found: Inventory = _account(status).inventory(endpoint, status, regions)
    return found | _objects(status)


def remaining(endpoint: str) -> Inventory:
    """The inventory without what the cloud itself retains after a deletion; empty after a complete destroy."""
    status = _status(endpoint)
    account = _account(status)
    found: Inventory = account.inventory(endpoint, status) | _objects(status)
    return {kind: ids for kind, ids in found.items() if kind not in account.LEFT_BEHIND}


def _objects(status: dict[str, Any]) -> Inventory:
    found: Inventory = {}
    for cluster, objects in status["clusters"].items():
        for kind, names in objects.items():
            found.setdefault(f"kubernetes/{kind}", []).extend(f"{cluster}/{name}" for name in names)
    return found


def _account(status: dict[str, Any]) -> Any:
    return importlib.import_module(f"emulator.{status['cloud']}.account")


def _status(endpoint: str) -> dict[str, Any]:
    with open_local(endpoint + STATUS_PATH) as answer:
        status: dict[str, Any] = json.load(answer)
        return status


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python -m emulator.inventory ENDPOINT")
    sys.stdout.write(json.dumps(inventory(sys.argv[1]), indent=2) + "\n")
