"""The names that depend on the framework: a move to another one changes this file.

CDK Terrain, the community's continuation of CDKTF, names its packages `cdktn_provider_aws`.
"""

from __future__ import annotations

import os
from typing import Final

PROVIDER_PACKAGE_PREFIX: Final = "cdktf_cdktf_provider_"
ENGINE_PACKAGE: Final = "jsii"

EAGER_VARIABLE: Final = "WANDB_EAGER_BINDINGS"


def is_switched_off() -> bool:
    """Whether the environment requests ordinary, eager imports."""
    return os.environ.get(EAGER_VARIABLE, "") not in ("", "0")
