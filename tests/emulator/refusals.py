"""What Terraform refuses, and the resources that it names."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from tests.deployments import read
from tests.emulator.deployed import Deployed
from tests.terraform_runner import TerraformError

_PREVENTED = re.compile(r"Resource (\S+) has\s+lifecycle\.prevent_destroy set")
NOT_REFUSED = "not refused"


def refusal_of(attempt: Callable[..., Any], *arguments: str) -> str:
    """Everything that Terraform wrote when it refused `attempt`, or NOT_REFUSED."""
    try:
        attempt(*arguments)
    except TerraformError as error:
        return error.output
    return NOT_REFUSED


def prevented(message: str) -> set[str]:
    """The addresses that `prevent_destroy` keeps, as the message names them."""
    # Terraform breaks its message into lines of the terminal's width, with a bar before each.
    return set(_PREVENTED.findall(re.sub(r"\s*\n[│\s]*", " ", message)))


def never_destroyed(deployment: Deployed) -> set[str]:
    """The addresses of the resources of the infrastructure stack with `prevent_destroy`."""
    resources = read(deployment.output)[deployment.stack_name].by_address
    return {address for address, arguments in resources.items() if _is_protected(arguments)}


def _is_protected(arguments: Mapping[str, Any]) -> bool:
    return bool(arguments.get("lifecycle", {}).get("prevent_destroy"))
