"""The inputs of a deployment on AWS, with their rules."""

from __future__ import annotations

from .inputs import AwsInputs
from .rules import NOTICES, RULES


class AwsSettings(AwsInputs):
    """Settings of a deployment on AWS: `rules` refuse, `notices` warn."""

    rules = RULES
    notices = NOTICES
