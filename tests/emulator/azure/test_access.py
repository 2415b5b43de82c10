"""Keys that someone regenerates outside of Terraform, and a second person who deploys."""

from collections.abc import Mapping
from typing import Any

import pytest

from tests.emulator.azure.management import Management
from tests.emulator.deployed import Deployed, Values
from tests.emulator.refusals import NOT_REFUSED, refusal_of
from tests.emulator.stories import Steps, Story, Told

# The emulator's second login is a Contributor without a role for data.
SECOND_PERSON = {"ARM_CLIENT_ID": "66666666-6666-6666-6666-666666666666"}
STORAGE, REDIS = "Microsoft.Storage/storageAccounts", "Microsoft.Cache/redis"
