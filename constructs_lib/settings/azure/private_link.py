"""Private link: the server as a service for other networks."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator

from ..base import SettingsModel
from ..convert import to_list
from ..inputs import HEAD, setting
from ..kinds import Flag, TypeName, no_repeats
from .kinds import Guid


def _split(value: Any) -> tuple[Any, ...]:
    """The official module takes one text, with commas."""
    if isinstance(value, str):
        return tuple(part.strip() for part in value.split(",") if part.strip())
    return to_list(value)


Subscriptions = Annotated[
    tuple[Guid, ...], BeforeValidator(_split), AfterValidator(no_repeats), TypeName("list(string)")
]


class PrivateLinkSettings(SettingsModel):
    """Who may connect privately."""

    create_private_link: Flag = setting(
        False,
        since=(HEAD,),
        changes="Whether other networks may reach the gateway by private endpoints.",
    )
    allowed_subscriptions: Subscriptions = setting(
        (),
        since=(HEAD,),
        changes="The subscriptions whose private endpoints are meant to be approved.",
        note="A list, or the official module's text with commas.",
    )
