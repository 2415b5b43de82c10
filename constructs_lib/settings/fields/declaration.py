"""How a setting is declared: its origin, its status, and what it changes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from pydantic import Field
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

V2 = "v2.8.0"  # the official AWS module that W&B's deployment guide shows
V8 = "v8.0.0"  # the newest official AWS module this project was compared with
V1 = "v1.7.1"  # the last official Azure module that runs the server without W&B's operator
HEAD = "HEAD"  # the newest official Azure module this project was compared with (v7.9.2 and one commit, 21dc77b)
KUBERNETES = "k8s v1.14.1"  # the last official Kubernetes module, which is called beside that of a cloud
GUIDE = "guide"  # written in W&B's deployment guide, but an input of no module
OURS = "ours"  # an addition of this project
BOTH: tuple[str, ...] = ()  # every generation of the cloud's own module
_ANY_CLOUD = (KUBERNETES, GUIDE, OURS)


class Status(StrEnum):
    """How an input of the official modules is treated here."""

    IMPLEMENTED = "implemented"
    NEW_MEANING = "new meaning"
    REFUSED = "refused"


@dataclass(frozen=True)
class Refusal:
    """A known input that is not taken, with the reason and what to use instead.

    `harmless` are the values that ask for what happens here anyway: a file may keep them.
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
    """Declare a setting. `note` says where the meaning is not the official module's; `example` is for required ones.

    `derived` makes the default of the settings declared before.
    """
    details: dict[str, Any] = {"generations": list(since), "note": note, "when_omitted": when_omitted}
    examples = None if example is None else [example]
    if derived is not None:
        return Field(default_factory=derived, description=changes, json_schema_extra=details)
    if default is PydanticUndefined:
        return Field(description=changes, json_schema_extra=details, examples=examples)
    return Field(default, description=changes, json_schema_extra=details, examples=examples)


def generations_of(item: FieldInfo | Refusal, own: tuple[str, ...]) -> tuple[str, ...]:
    """Who has this input, among the generations `own` of a cloud's module and what all clouds share."""
    named = item.generations if isinstance(item, Refusal) else tuple(_details(item)["generations"])
    if not named:
        return own
    # An input that another cloud's module has, and this one's has not, was added here.
    return tuple(name for name in named if name in own or name in _ANY_CLOUD) or (OURS,)


def note_of(field: FieldInfo) -> str:
    """How the meaning differs from the official module's; empty if it does not."""
    return str(_details(field)["note"])


def when_omitted_of(field: FieldInfo) -> str:
    """What happens without the input, if the default does not say it."""
    return str(_details(field)["when_omitted"])


def status_of(field: FieldInfo) -> Status:
    """Whether the input means what the official module means by it."""
    return Status.NEW_MEANING if note_of(field) else Status.IMPLEMENTED


def _details(field: FieldInfo) -> dict[str, Any]:
    details = field.json_schema_extra
    if not isinstance(details, dict):
        raise TypeError("every setting is declared with setting()")
    return details
