"""Who deploys, in which subscription, and whether its role assignments allow it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from scripts.deployer_policy.azure import roles_of
from scripts.preflight.findings import Finding, failure, ok, warning

from .account import AzureAccount

_SHOWN = 4


def check_identity(account: AzureAccount) -> Iterator[Finding]:
    who = account.claims.get("upn") or account.claims.get("appid") or account.claims.get("oid")
    found = account.get(account.subscription, "2022-12-01")
    if found is None:
        yield failure(
            f"{who} (tenant {account.claims.get('tid')}) does not see subscription {account.subscription_id}",
            "check subscription_id or ARM_SUBSCRIPTION_ID, and the tenant of the login",
        )
    elif found["state"] != "Enabled":
        yield failure(f"subscription {account.subscription_id} is {found['state']}", "use an enabled subscription")
    else:
        yield ok(f"{who} in subscription {account.subscription_id} ({found['displayName']})")
    if not account.stack.provider("azurerm").get("subscription_id"):
        yield warning(
            "the subscription is that of the environment", f'set subscription_id = "{account.subscription_id}"'
        )


def check_permissions(account: AzureAccount) -> Iterator[Finding]:
    """Compares the actions of a first deploy with those of the caller's roles, also in other subscriptions."""
    needed = 0
    is_allowed = True
    for name, role in roles_of(account.stack, "first-deploy", account.subscription_id):
        [scope] = role["AssignableScopes"]
        answer = account.get(f"{scope}/providers/Microsoft.Authorization/permissions", "2022-04-01")
        granted = answer["value"] if answer else []
        denied = [action for action in role["Actions"] if not any(_allows(each, action) for each in granted)]
        needed += len(role["Actions"])
        if denied:
            is_allowed = False
            more = f" and {len(denied) - _SHOWN} more" if len(denied) > _SHOWN else ""
            yield failure(
                f"the roles do not allow {', '.join(denied[:_SHOWN])}{more} in {scope}",
                f"assign the role {name} of `make deployer-policy`",
            )
    if is_allowed:
        yield ok(f"all {needed} actions of a first deploy are allowed")


def _allows(permission: Mapping[str, Any], action: str) -> bool:
    return _matches(permission.get("actions"), action) and not _matches(permission.get("notActions"), action)


def _matches(patterns: Any, action: str) -> bool:
    """Actions are compared without regard to case, with `*` for anything."""
    return any(
        re.fullmatch(re.escape(pattern).replace(r"\*", ".*"), action, re.IGNORECASE) for pattern in patterns or ()
    )
