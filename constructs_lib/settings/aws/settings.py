"""The inputs of a deployment on AWS, with their rules."""

from __future__ import annotations

from .inputs import AwsInputs
from .rules import NOTICES, RULES


class AwsSettings(AwsInputs):
    """Settings of a deployment on AWS, checked like a deployment file.

    Raises `SettingsError` with a line for each problem, and issues a `SettingsWarning` for each warning.
    """

    rules = RULES
    notices = NOTICES
