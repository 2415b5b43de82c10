"""Resource group, location and tags of a deployment."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from cdktf import Fn, Token


@dataclass(frozen=True)
class ResourceScope:
    """The three arguments that nearly every Azure resource requires.

    `location` is a region such as `westeurope`; `tags` are set on every taggable resource.
    """

    resource_group_name: str
    location: str
    tags: Mapping[str, str] = field(default_factory=dict)

    def tagged(self, more: Mapping[str, str] | None) -> dict[str, str]:
        """`tags` merged with `more`, which takes precedence; both may be unknown at synthesis."""
        maps = [dict(tags) for tags in (self.tags, more) if tags]
        if len(maps) > 1 and any(Token.is_unresolved(tags) for tags in maps):
            return dict(Token.as_string_map(Fn.merge(maps)))
        return {name: value for tags in maps for name, value in tags.items()}
