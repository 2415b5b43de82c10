"""Private link: a private link service for other networks."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator

from ..base import SettingsModel
from ..fields.conversion import to_list
from ..fields.declaration import HEAD, OURS, setting
from ..fields.types import Flag, Text, TypeName, no_repeats
from ..kubernetes.types import Image, tag
from .types import Guid

# Of 2026-10 (https://github.com/Azure/azure-cli/releases); the image is tagged with the release.
AZURE_CLI_VERSION = "2.91.0"


def _split(value: Any) -> tuple[Any, ...]:
    """The official module accepts one string, with commas."""
    if isinstance(value, str):
        return tuple(part.strip() for part in value.split(",") if part.strip())
    return to_list(value)


Subscriptions = Annotated[
    tuple[Guid, ...], BeforeValidator(_split), AfterValidator(no_repeats), TypeName("list(string)")
]


class PrivateLinkSettings(SettingsModel):
    """Subscriptions that may connect by private link."""

    create_private_link: Flag = setting(
        False,
        since=(HEAD,),
        changes="Whether private endpoints in other networks may request a connection to the gateway.",
    )
    allowed_subscriptions: Subscriptions = setting(
        (),
        since=(HEAD,),
        changes="The subscriptions whose private endpoint connections a job in the cluster approves, within minutes.",
        when_omitted="you approve each connection",
        note="A list, or the official module's text with commas; the job has permissions only on the gateway.",
    )
    azure_cli_image: Image = setting(
        "mcr.microsoft.com/azure-cli", since=(OURS,), changes="The image that job runs in, without tag."
    )
    azure_cli_version: Annotated[Text, AfterValidator(tag)] = setting(
        AZURE_CLI_VERSION, since=(OURS,), changes="The tag of that image."
    )
