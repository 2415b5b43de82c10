"""The resource group of a deployment."""

from collections.abc import Mapping

from cdktf_cdktf_provider_azurerm.resource_group import ResourceGroup as AzureResourceGroup
from constructs import Construct

from constructs_lib.azure.resource_id import name_from_id
from constructs_lib.azure.resource_scope import ResourceScope
from constructs_lib.framework import Component


class ResourceGroup(Component):
    """Resource group `name` in the region `location`. Resources in it share the location and the `tags`.

    Terraform refuses to destroy the group while it contains resources outside Terraform's state, unless the provider
    feature `prevent_deletion_if_contains_resources` is turned off.

    Attributes:
        resource_scope: The argument of other constructs.
        resource_group_id: The id of the group.

    Example:
        group = ResourceGroup(stack, "group", name="wandb", location="westeurope")
    """

    def __init__(
        self, scope: Construct, id_: str, *, name: str, location: str, tags: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(scope, id_)
        tags = tags or {}
        group = AzureResourceGroup(self, "group", name=name, location=location, tags=dict(tags))
        # The given location, because the provider normalizes the attribute and constructs build names from it.
        self.resource_scope = ResourceScope(resource_group_name=name_from_id(group.id), location=location, tags=tags)
        self.resource_group_id = group.id

    @staticmethod
    def from_existing(
        scope: Construct, id_: str, *, name: str, location: str, tags: Mapping[str, str] | None = None
    ) -> "ResourceGroup":
        """The existing resource group `name`. Resources in it get `location` and `tags`."""
        return _ExistingResourceGroup(scope, id_, name, location, tags or {})


class _ExistingResourceGroup(ResourceGroup):
    def __init__(self, scope: Construct, id_: str, name: str, location: str, tags: Mapping[str, str]) -> None:
        # Imported here, because most stacks create their own.
        from cdktf_cdktf_provider_azurerm.data_azurerm_resource_group import DataAzurermResourceGroup

        Component.__init__(self, scope, id_)
        found = DataAzurermResourceGroup(self, "group", name=name)
        self.resource_scope = ResourceScope(resource_group_name=found.name, location=location, tags=tags)
        self.resource_group_id = found.id
