"""The subscription and tenant of a deployment, and the principal that applies it."""

from dataclasses import dataclass

from cdktf_cdktf_provider_azurerm.data_azurerm_client_config import DataAzurermClientConfig
from constructs import Construct


@dataclass(frozen=True)
class Account:
    """The subscription and its Entra tenant, and the object id of the principal that Terraform applies as."""

    subscription_id: str
    tenant_id: str
    object_id: str


def current_account(scope: Construct) -> Account:
    """The account of Terraform's credentials. Calls with the same `scope` share one data source.

    Example:
        account = current_account(stack)
    """
    client = scope.node.try_find_child("client") or DataAzurermClientConfig(scope, "client")
    if not isinstance(client, DataAzurermClientConfig):
        raise ValueError(f"{scope.node.path}/client must be free for the data source azurerm_client_config")
    return Account(subscription_id=client.subscription_id, tenant_id=client.tenant_id, object_id=client.object_id)
