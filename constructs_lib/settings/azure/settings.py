"""The inputs of a deployment on Azure, with their rules."""

from __future__ import annotations

from .inputs import AzureInputs
from .rules import NOTICES, RULES


class AzureSettings(AzureInputs):
    """Settings of a deployment on Azure, checked like a deployment file.

    Raises `SettingsError` with a line for each problem, and issues a `SettingsWarning` for each warning.
    """

    rules = RULES
    notices = NOTICES
