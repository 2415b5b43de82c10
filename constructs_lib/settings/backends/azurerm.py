"""State in a blob container of an Azure storage account, locked by a lease on the blob."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

from pydantic import AfterValidator

from ..fields.types import Flag, OptionalText, Text, one_of, text_matching, when_given
from .base import Backend, Prefix, argument, credential, given, join_prefix, machine_specific

# https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules
_account = text_matching(r"[a-z0-9]{3,24}", "3 to 24 lower-case letters and digits")
_container = text_matching(
    r"(?=.{3,63}$)[a-z0-9]+(?:-[a-z0-9]+)*", "3 to 63 lower-case letters, digits and single inner hyphens"
)
_group = text_matching(r"[\w().-]{0,89}[\w()-]", "the name of a resource group")
_id = text_matching(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}", "an id, 8-4-4-4-12 hexadecimal digits")
Id = Annotated[OptionalText, AfterValidator(when_given(_id))]


class AzurermBackend(Backend):
    """The blob `<prefix>/<stack>.tfstate`, read and written under Entra ID."""

    type = "azurerm"
    refusals = (
        credential("access_key", "set ARM_ACCESS_KEY and use_azuread_auth = false, or sign in with Entra ID"),
        credential("sas_token", "set ARM_SAS_TOKEN and use_azuread_auth = false, or sign in with Entra ID"),
        credential("client_secret", "set ARM_CLIENT_SECRET"),
        credential("client_certificate", "set ARM_CLIENT_CERTIFICATE"),
        credential("client_certificate_password", "set ARM_CLIENT_CERTIFICATE_PASSWORD"),
        credential("oidc_token", "set ARM_OIDC_TOKEN"),
        credential("oidc_request_token", "set ARM_OIDC_REQUEST_TOKEN"),
        machine_specific("client_id", "set ARM_CLIENT_ID"),
        machine_specific("use_msi", "set ARM_USE_MSI"),
        machine_specific("use_oidc", "set ARM_USE_OIDC"),
    )
    other_names: ClassVar[dict[str, str]] = {
        "key": "prefix",
        "storage_account": "storage_account_name",
        "container": "container_name",
    }

    storage_account_name: Annotated[Text, AfterValidator(_account)] = argument(
        changes="The storage account; it must exist.", example="wandbstate"
    )
    container_name: Annotated[Text, AfterValidator(_container)] = argument(
        changes="The blob container; it must exist.", example="tfstate"
    )
    prefix: Prefix = argument(None, changes="A path in the container.", when_omitted="the container's root")
    use_azuread_auth: Flag = argument(
        True,
        changes="Whether to authenticate with Entra ID; false uses the account's access key, which Terraform looks up.",
    )
    resource_group_name: Annotated[OptionalText, AfterValidator(when_given(_group))] = argument(
        None, changes="The account's resource group, to look up its access key.", when_omitted="not needed"
    )
    subscription_id: Id = argument(None, changes="The account's subscription.", when_omitted="ARM_SUBSCRIPTION_ID")
    tenant_id: Id = argument(None, changes="The account's tenant.", when_omitted="ARM_TENANT_ID")
    environment: Annotated[OptionalText, AfterValidator(when_given(one_of("public", "usgovernment", "china")))] = (
        argument(None, changes="The Azure cloud.", when_omitted="ARM_ENVIRONMENT, or public")
    )

    def arguments(self, stack: str) -> dict[str, Any]:
        return given(
            storage_account_name=self.storage_account_name,
            container_name=self.container_name,
            key=join_prefix(self.prefix, f"{stack}.tfstate"),
            use_azuread_auth=self.use_azuread_auth,
            resource_group_name=self.resource_group_name,
            subscription_id=self.subscription_id,
            tenant_id=self.tenant_id,
            environment=self.environment,
        )
