"""The inputs of a deployment on Azure, with their rules."""

from __future__ import annotations

from .inputs import AzureInputs
from .rules import NOTICES, RULES


class AzureSettings(AzureInputs):
    """Settings of a deployment on Azure: `rules` refuse, `notices` warn."""

    rules = RULES
    notices = NOTICES
