"""Where a deployment lives on Azure, and how what belongs to it is marked."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Place:
    """The three things that nearly every Azure resource asks for, and which always travel together.

    `location` is a region such as `westeurope`; `tags` are set on everything that takes tags.
    """

    resource_group_name: str
    location: str
    tags: Mapping[str, str] = field(default_factory=dict)
