"""HCL in place of JSON, which CDKTF cannot write for these stacks."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

VARIABLE = "SYNTH_HCL_OUTPUT"  # cdktf sets it for the app when it is called with the option
OPTION = "--hcl"
_ON = (
    "true",
    "1",
)  # what CDKTF takes for on: https://github.com/hashicorp/terraform-cdk/blob/v0.21.0/packages/cdktf/lib/app.ts
REFUSED = (
    f"{OPTION} ({VARIABLE}): is not supported, because CDKTF writes invalid HCL for these stacks; "
    "leave it out, Terraform reads cdk.tf.json"
)


def hcl_is_asked_for(options: Sequence[str] = (), environment: Mapping[str, str] = os.environ) -> bool:
    """Whether an option of cdktf, or the environment, asks for HCL."""
    return environment.get(VARIABLE) in _ON or any(option.partition("=")[0] == OPTION for option in options)


def remove_hcl(output: Path) -> None:
    """Removes the HCL of an earlier synthesis from the folder `output`: Terraform would read it beside the JSON."""
    for file in output.glob("stacks/*/cdk.tf"):
        file.unlink()
