"""The resources that some scenarios expect in the subscription, created with the management API."""

from collections.abc import Callable, Mapping
from typing import Any

from tests.emulator.deployed import Deployed

# By scenario, what creates its resources and returns the inputs that name them.
PREREQUISITES: Mapping[str, Callable[[Deployed], dict[str, Any]]] = {}
