"""HCL output, which CDKTF cannot write for these stacks."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

VARIABLE = "SYNTH_HCL_OUTPUT"  # The cdktf command sets it for the app when it gets the option.
OPTION = "--hcl"
# The values that CDKTF accepts as true: https://github.com/hashicorp/terraform-cdk/blob/v0.21.0/packages/cdktf/lib/app.ts
_ON = ("true", "1")
REFUSED = (
    f"{OPTION} ({VARIABLE}): is not supported, because CDKTF writes invalid HCL for these stacks; "
    "remove it; Terraform reads cdk.tf.json"
)


def hcl_is_requested(options: Sequence[str] = (), environment: Mapping[str, str] = os.environ) -> bool:
    """Whether an option of the cdktf command or the environment requests HCL."""
    return environment.get(VARIABLE) in _ON or any(option.partition("=")[0] == OPTION for option in options)


def remove_hcl(output: Path) -> None:
    """Removes HCL files of an earlier synthesis from the folder `output`, because Terraform would also read them."""
    for file in output.glob("stacks/*/cdk.tf"):
        file.unlink()
