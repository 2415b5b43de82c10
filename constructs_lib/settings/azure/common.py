"""What the whole deployment has in common: its name, place, size, tags and protection."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator

from ..base import SettingsModel
from ..fields.declaration import HEAD, OURS, setting
from ..fields.types import Flag, Text, one_of
from ..sizes import DEFAULT_SIZE, SIZES
from .resource_names import valid_namespace
from .types import Location, OptionalGuid, TagNames, Tags

# The services that a deployment is made of, beside those that every subscription of azurerm's gets
# (https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs#resource-provider-registrations).
RESOURCE_PROVIDERS = (
    "Microsoft.Cache",
    "Microsoft.ContainerService",
    "Microsoft.DBforMySQL",
    "Microsoft.EventGrid",
    "Microsoft.KeyVault",
    # The cluster's add-on for policies reports to it
    # (https://learn.microsoft.com/azure/governance/policy/concepts/policy-for-kubernetes#prerequisites).
    "Microsoft.PolicyInsights",
)
# What a deployment needs of those that every subscription of azurerm's gets.
CORE_PROVIDERS = ("Microsoft.Compute", "Microsoft.ManagedIdentity", "Microsoft.Network", "Microsoft.Storage")
# Of the values that azurerm has, the others register what no deployment needs
# (https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs#resource-provider-registrations).
NO_REGISTRATION = "none"
REGISTRATIONS = ("core", NO_REGISTRATION)


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
    ignore_tags: TagNames = setting(
        (),
        since=(OURS,),
        changes="Tags that somebody else sets, such as an Azure Policy of your organization: plans leave them as they "
        "are, on every resource. Written exactly as Azure shows them.",
    )
    resource_provider_registrations: Annotated[Text, AfterValidator(one_of(*REGISTRATIONS))] = setting(
        "core",
        since=(OURS,),
        changes="Which services Terraform registers with the subscription: core for those that azurerm and this "
        "deployment need, none where whoever deploys may not register. With none, somebody who may registers first: "
        + ", ".join(sorted((*CORE_PROVIDERS, *RESOURCE_PROVIDERS)))
        + ".",
    )
    size: Annotated[Text, AfterValidator(one_of(*SIZES))] = setting(
        DEFAULT_SIZE,
        since=(HEAD,),
        changes="Database, nodes, node disk and Redis where they are not set one by one; see [Sizes](#sizes).",
    )
    deletion_protection: Flag = setting(
        True,
        changes="Whether database, storage account and key vault refuse to be destroyed, by Terraform and by Azure.",
        note="Locks the storage account, not its container; protects the vault too and makes Terraform refuse.",
    )
