"""What the whole deployment has in common: its name, place, size, tags and protection."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator

from ..base import SettingsModel
from ..inputs import HEAD, OURS, setting
from ..kinds import Flag, Text, one_of
from ..sizes import DEFAULT_SIZE, SIZES
from .kinds import Location, OptionalGuid, Tags
from .names import valid_namespace


class CommonSettings(SettingsModel):
    """Name, region, size, tags, protection."""

    namespace: Annotated[Text, AfterValidator(valid_namespace)] = setting(
        changes="The name every resource starts with; also the name of the resource group.",
        note="Names that all of Azure shares end in digits made from subscription and namespace.",
        example="wandb",
    )
    location: Location = setting(
        changes="The Azure region of everything, such as westeurope. A deployment cannot move to another region: "
        "make a second one with another namespace.",
        example="westeurope",
    )
    subscription_id: OptionalGuid = setting(
        None,
        since=(OURS,),
        changes="The subscription; in the official module it stands in the caller's provider block.",
        when_omitted="the environment variable ARM_SUBSCRIPTION_ID says it",
    )
    tags: Tags = setting({}, changes="Tags on every resource that takes them.")
    size: Annotated[Text, AfterValidator(one_of(*SIZES))] = setting(
        DEFAULT_SIZE,
        since=(HEAD,),
        changes="Database, nodes, node disk and Redis where they are not set one by one.",
    )
    deletion_protection: Flag = setting(
        True,
        changes="Whether database, storage account and key vault refuse to be destroyed, by Terraform and by Azure.",
        note="Locks the storage account, not its container; protects the vault too and makes Terraform refuse.",
    )
