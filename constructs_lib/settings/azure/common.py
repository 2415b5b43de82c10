"""General: name, region, size, tags, deletion protection."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator

from ..base import SettingsModel
from ..fields.declaration import HEAD, OURS, setting
from ..fields.types import Flag, Text, one_of
from ..sizes import DEFAULT_SIZE, SIZES
from .resource_names import valid_namespace
from .types import Location, OptionalGuid, TagNames, Tags

# The resource providers that a deployment requires, in addition to azurerm's core set
# (https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs#resource-provider-registrations).
RESOURCE_PROVIDERS = (
    "Microsoft.Cache",
    "Microsoft.ContainerService",
    "Microsoft.DBforMySQL",
    "Microsoft.EventGrid",
    "Microsoft.KeyVault",
    # The cluster's Azure Policy add-on reports to it
    # (https://learn.microsoft.com/azure/governance/policy/concepts/policy-for-kubernetes#prerequisites).
    "Microsoft.PolicyInsights",
)
# Those of two options.
ALARM_PROVIDERS = ("Microsoft.Insights", "Microsoft.OperationalInsights")
BACKUP_PROVIDERS = ("Microsoft.DataProtection",)
# The resource providers of azurerm's core set that a deployment requires.
CORE_PROVIDERS = ("Microsoft.Compute", "Microsoft.ManagedIdentity", "Microsoft.Network", "Microsoft.Storage")
# azurerm's other values register resource providers that no deployment requires
# (https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs#resource-provider-registrations).
NO_REGISTRATION = "none"
REGISTRATIONS = ("core", NO_REGISTRATION)


class CommonSettings(SettingsModel):
    """Name, region, size, tags, protection."""

    namespace: Annotated[Text, AfterValidator(valid_namespace)] = setting(
        changes="The prefix of every resource name; also the name of the resource group.",
        note="Globally unique names end in digits derived from subscription and namespace.",
        example="wandb",
    )
    location: Location = setting(
        changes="The Azure region of everything, such as westeurope. A deployment cannot move to another region: "
        "create a second one with another namespace.",
        example="westeurope",
    )
    subscription_id: OptionalGuid = setting(
        None,
        since=(OURS,),
        changes="The subscription; the official module takes it from the caller's provider block.",
        when_omitted="the environment variable ARM_SUBSCRIPTION_ID",
    )
    tenant_id: OptionalGuid = setting(
        None,
        since=(OURS,),
        changes="The Entra tenant of the subscription. A plan with the login of another tenant is refused.",
        when_omitted="the tenant of the login, or the environment variable ARM_TENANT_ID",
    )
    tags: Tags = setting({}, changes="Tags on every resource that supports them.")
    ignore_tags: TagNames = setting(
        (),
        since=(OURS,),
        changes="Tags that others set, such as an Azure Policy of your organization: Terraform ignores "
        "them on every resource. Write them exactly as Azure shows them.",
    )
    resource_provider_registrations: Annotated[Text, AfterValidator(one_of(*REGISTRATIONS))] = setting(
        "core",
        since=(OURS,),
        changes="Which resource providers Terraform registers with the subscription: `core` for those that azurerm "
        "and this deployment require, `none` if the deployer lacks the permission. With `none`, someone with the "
        "permission must first register: "
        + ", ".join(sorted((*CORE_PROVIDERS, *RESOURCE_PROVIDERS)))
        + f"; for alarms {' and '.join(ALARM_PROVIDERS)}, for backup {BACKUP_PROVIDERS[0]}.",
    )
    size: Annotated[Text, AfterValidator(one_of(*SIZES))] = setting(
        DEFAULT_SIZE,
        since=(HEAD,),
        changes="Database, nodes, node disk and Redis unless they are set individually; see [Sizes](#sizes).",
    )
    deletion_protection: Flag = setting(
        True,
        changes="Whether Terraform and Azure refuse to destroy the database, the storage account and the key vault.",
        note="Locks the storage account, not its container; also protects the vault and sets `prevent_destroy`.",
    )
