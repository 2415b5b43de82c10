"""The inputs of a deployment on Azure, with their rules."""

from __future__ import annotations

from .inputs import AzureInputs
from .rules import NOTICES, RULES


class AzureSettings(AzureInputs):
    # The documentation of the inputs is generated: at run time, and in the stub.
    rules = RULES
    notices = NOTICES
