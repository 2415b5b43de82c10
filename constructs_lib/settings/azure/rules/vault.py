"""Who administers the vault."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...rules import Findings, rule

if TYPE_CHECKING:
    from ..inputs import AzureInputs


def vault_has_administrators(settings: AzureInputs) -> Findings:
    """A plan reads the secrets in the vault."""
    if not settings.key_vault_administrator_object_ids:
        yield (
            "key_vault_administrator_object_ids",
            "is empty, so whoever deploys first administers the vault and nobody else can plan; "
            "name a group in Entra ID that all who deploy are in",
        )


NOTICES = (rule(vault_has_administrators, "key_vault_administrator_object_ids"),)
