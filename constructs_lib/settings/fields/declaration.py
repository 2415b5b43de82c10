"""The declaration of a setting: origin, status, description."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from pydantic import Field
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

V2 = "v2.8.0"  # the official AWS module that W&B's deployment guide shows
V8 = "v8.0.0"  # the newest official AWS module that this project was compared with
V1 = "v1.7.1"  # the last official Azure module that does not use W&B's operator
HEAD = "HEAD"  # the newest official Azure module that this project was compared with (v7.9.2 and one commit, 21dc77b)
KUBERNETES = "k8s v1.14.1"  # the last official Kubernetes module, used together with a cloud's module
GUIDE = "guide"  # in W&B's deployment guide, but not an input of any module
OURS = "ours"  # an addition of this project
BOTH: tuple[str, ...] = ()  # every generation of the cloud's own module
_ANY_CLOUD = (KUBERNETES, GUIDE, OURS)


class Status(StrEnum):
    """How this project treats an input of the official modules."""

    IMPLEMENTED = "implemented"
    NEW_MEANING = "new meaning"
    REFUSED = "refused"


@dataclass(frozen=True)
class Refusal:
    """A known input that is refused, with the reason and the alternative.

    `harmless` are values that request the actual behavior, so they are accepted.
    """

    name: str
    type: str
    generations: tuple[str, ...]
    reason: str
    instead: str
    harmless: tuple[Any, ...] = (None, "")


def setting(
    default: Any = PydanticUndefined,
    *,
    changes: str,
    since: tuple[str, ...] = BOTH,
    note: str = "",
    example: Any = None,
    when_omitted: str = "",
    derived: Callable[[dict[str, Any]], Any] | None = None,
) -> Any:
    """Declares a setting. `note` says how it differs from the official module; `example` is for required settings.

    `derived` returns the default from the settings declared before.
    """
    details: dict[str, Any] = {"generations": list(since), "note": note, "when_omitted": when_omitted}
    examples = None if example is None else [example]
    if derived is not None:
        return Field(default_factory=derived, description=changes, json_schema_extra=details)
    if default is PydanticUndefined:
        return Field(description=changes, json_schema_extra=details, examples=examples)
    return Field(default, description=changes, json_schema_extra=details, examples=examples)


def generations_of(item: FieldInfo | Refusal, own: tuple[str, ...]) -> tuple[str, ...]:
    """The origins of an input: of the generations `own` of a cloud's module, and those common to all clouds."""
    named = item.generations if isinstance(item, Refusal) else tuple(_details(item)["generations"])
    if not named:
        return own
    # For this cloud, an input that only another cloud's module has is an addition.
    return tuple(name for name in named if name in own or name in _ANY_CLOUD) or (OURS,)


def note_of(field: FieldInfo) -> str:
    """How the input differs from the official module's; empty if it does not."""
    return str(_details(field)["note"])


def when_omitted_of(field: FieldInfo) -> str:
    """What happens without the input, if the default does not show it."""
    return str(_details(field)["when_omitted"])


def status_of(field: FieldInfo) -> Status:
    """Whether the input has the same meaning as in the official module."""
    return Status.NEW_MEANING if note_of(field) else Status.IMPLEMENTED


def _details(field: FieldInfo) -> dict[str, Any]:
    details = field.json_schema_extra
    if not isinstance(details, dict):
        raise TypeError("every setting is declared with setting()")
    return details
