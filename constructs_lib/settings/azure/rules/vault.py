"""Administrators of the Key Vault."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...rules import Findings, rule

if TYPE_CHECKING:
    from ..inputs import AzureInputs


def vault_has_administrators(settings: AzureInputs) -> Findings:
    """A plan reads the secrets in the Key Vault."""
    if not settings.key_vault_administrator_object_ids:
        yield (
            "key_vault_administrator_object_ids",
            "is empty, so only the first deployer has access to the Key Vault and anyone else's plan fails; "
            "add an Entra ID group of all deployers",
        )


NOTICES = (rule(vault_has_administrators, "key_vault_administrator_object_ids"),)
