"""The inputs of a deployment on AWS, with their rules."""

from __future__ import annotations

from .inputs import AwsInputs
from .rules import NOTICES, RULES


class AwsSettings(AwsInputs):
    # The documentation of the inputs is generated: at run time, and in the stub.
    rules = RULES
    notices = NOTICES
