"""Who administers the vault."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...rules import Findings, rule

if TYPE_CHECKING:
    from ..inputs import AzureInputs


def more_than_one_may_plan(settings: AzureInputs) -> Findings:
    """A plan reads the secrets in the vault."""
    if not settings.key_vault_administrator_object_ids:
        yield (
            "key_vault_administrator_object_ids",
            "is empty, so whoever deploys first administers the vault and nobody else can plan; "
            "name a group in Entra ID that all who deploy are in",
        )


NOTICES = (rule(more_than_one_may_plan, "key_vault_administrator_object_ids"),)
