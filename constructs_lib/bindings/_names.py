"""The names of packages that load on demand, and the variable that switches this off."""

from __future__ import annotations

import os
from typing import Final

from constructs_lib.engine import PROVIDER_PREFIXES as _BY_ENGINE

PROVIDER_PREFIXES: Final = tuple(_BY_ENGINE.values())
JSII: Final = "jsii"

EAGER_VARIABLE: Final = "WANDB_EAGER_BINDINGS"


def is_switched_off() -> bool:
    """Whether the environment requests ordinary, eager imports."""
    return os.environ.get(EAGER_VARIABLE, "") not in ("", "0")
