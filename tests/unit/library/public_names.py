"""The public constructs, dataclasses and functions of the library, by package and name."""

import inspect
from collections.abc import Iterator
from typing import Any

from constructs import Construct

from constructs_lib import aws, azure, framework, kubernetes, platform_outputs, stacks
from constructs_lib.stacks import aws as aws_stacks
from constructs_lib.stacks import azure as azure_stacks

PACKAGES = (aws, azure, framework, kubernetes)


def _public() -> Iterator[tuple[str, Any]]:
    for package in PACKAGES:
        for name in package.__all__:
            yield f"{package.__name__.rpartition('.')[2]}.{name}", getattr(package, name)
    for name, value in vars(platform_outputs).items():
        if inspect.isclass(value) and value.__module__ == platform_outputs.__name__:
            yield f"platform_outputs.{name}", value


PUBLIC: dict[str, Any] = dict(_public())
CONSTRUCTS: dict[str, type[Construct]] = {
    name: value for name, value in PUBLIC.items() if inspect.isclass(value) and issubclass(value, Construct)
}
# The parts of whole deployments: stacks, the constructs in them, and functions.
DEPLOYMENT_PARTS: dict[str, Any] = {
    f"{package.__name__.removeprefix('constructs_lib.')}.{name}": getattr(package, name)
    for package in (stacks, aws_stacks, azure_stacks)
    for name in package.__all__
    if (name[0].isupper() and not name.isupper())
    or name in ("add_stacks", "create_stacks", "read_stacks", "run", "synthesize")
}
DEPLOYMENT_CONSTRUCTS: dict[str, type[Construct]] = {
    name: value for name, value in DEPLOYMENT_PARTS.items() if inspect.isclass(value) and issubclass(value, Construct)
}
