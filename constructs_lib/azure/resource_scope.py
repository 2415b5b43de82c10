"""Where a deployment lives on Azure, and how what belongs to it is marked."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from cdktf import Fn, Token


@dataclass(frozen=True)
class ResourceScope:
    """The three things that nearly every Azure resource asks for, and which always travel together.

    `location` is a region such as `westeurope`; `tags` are set on everything that takes tags.
    """

    resource_group_name: str
    location: str
    tags: Mapping[str, str] = field(default_factory=dict)

    def tagged(self, more: Mapping[str, str] | None) -> dict[str, str]:
        """Its tags with `more`, which win; either may be known only when Terraform runs."""
        maps = [dict(tags) for tags in (self.tags, more) if tags]
        if len(maps) > 1 and any(Token.is_unresolved(tags) for tags in maps):
            return dict(Token.as_string_map(Fn.merge(maps)))
        return {name: value for tags in maps for name, value in tags.items()}
