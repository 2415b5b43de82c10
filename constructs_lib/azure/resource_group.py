"""The resource group that holds everything of a deployment."""

from collections.abc import Mapping

from cdktf_cdktf_provider_azurerm.resource_group import ResourceGroup as AzureResourceGroup
from constructs import Construct

from constructs_lib.azure.resource_id import name_from_id
from constructs_lib.azure.resource_scope import ResourceScope


class ResourceGroup(Construct):
    """Resource group `name` in the region `location`, which everything in it shares, and whose `tags` it gets.

    Terraform refuses to destroy it while anything is in it that Terraform does not know, as long as the provider's
    feature `prevent_deletion_if_contains_resources` is on, which is its default.

    Attributes: `resource_scope`, for everything that is to be in the group; `resource_group_id`.
    """

    def __init__(
        self, scope: Construct, id_: str, *, name: str, location: str, tags: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(scope, id_)
        tags = tags or {}
        group = AzureResourceGroup(self, "group", name=name, location=location, tags=dict(tags))
        # The region is the one we were given: the provider writes it in its own way, and components make names of it.
        self.resource_scope = ResourceScope(resource_group_name=name_from_id(group.id), location=location, tags=tags)
        self.resource_group_id = group.id
