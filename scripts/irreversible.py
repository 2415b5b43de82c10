"""Refuses to deploy what Azure cannot undo, before Terraform deletes what the undo would need.

Terraform deletes the identity of the database's key before it changes the server, which then cannot use its key.
"""

from collections.abc import Iterable, Iterator, Sequence

from constructs_lib.deployments import Deployment
from constructs_lib.problems import Problem
from scripts.stack_patterns import matches
from scripts.states import Resource, States

_INPUT, _SERVER = "enable_database_vault_key", "azurerm_mysql_flexible_server"


def irreversible_changes(
    patterns: Sequence[str], deployments: Sequence[Deployment], states: States
) -> Iterator[Problem]:
    """What the infrastructure stacks that match a pattern cannot undo."""
    for deployment in deployments:
        settings = deployment.settings
        if not matches(patterns, deployment.name) or getattr(settings, _INPUT, True):
            continue
        if _has_key(states.resources(deployment.name, settings.backend) or ()):
            message = "is false, but the database is encrypted with a key, which Azure cannot undo; set it to true"
            yield deployment.problem(_INPUT, message)


def _has_key(resources: Iterable[Resource]) -> bool:
    servers = [each for each in resources if each["type"] == _SERVER]
    return any(instance["attributes"].get("customer_managed_key") for each in servers for instance in each["instances"])
