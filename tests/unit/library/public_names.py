"""The public constructs, dataclasses and functions of the library, by package and name."""

import inspect
from collections.abc import Iterator
from typing import Any

from constructs import Construct

from constructs_lib import aws, azure, framework, kubernetes, platform_outputs

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
