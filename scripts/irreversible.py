"""Refuses to deploy what Azure cannot undo, before Terraform deletes what the undo would need.

Terraform deletes the identity of the database's key before it changes the server, which then cannot use its key.
"""

import fnmatch
from collections.abc import Iterator, Sequence
from pathlib import Path

from constructs_lib.deployments import Deployment
from constructs_lib.problems import Problem
from scripts.demo_report import managed_resources

_INPUT, _SERVER = "enable_database_vault_key", "azurerm_mysql_flexible_server"


def irreversible_changes(patterns: Sequence[str], deployments: Sequence[Deployment], states: Path) -> Iterator[Problem]:
    """What the infrastructure stacks that match a pattern cannot undo; only local states, in the folder `states`."""
    for deployment in deployments:
        chosen = any(fnmatch.fnmatch(deployment.name, pattern) for pattern in patterns)
        wants_key = getattr(deployment.settings, _INPUT, True)
        if chosen and not wants_key and _has_key(states / f"terraform.{deployment.name}.tfstate"):
            message = "is false, but the database is encrypted with a key, which Azure cannot undo; set it to true"
            yield deployment.problem(_INPUT, message)


def _has_key(state: Path) -> bool:
    servers = [each for each in managed_resources(state) if each["type"] == _SERVER]
    return any(instance["attributes"].get("customer_managed_key") for each in servers for instance in each["instances"])
