"""The state of the emulated tenant, which all services share."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from emulator.azure.http_messages import RefusedError
from emulator.azure.operations import Operations
from emulator.azure.principals import Principals
from emulator.azure.store import Resource, Store
from emulator.certificates import Authority
from emulator.kubernetes import Clusters

if TYPE_CHECKING:
    from emulator.azure.vault_contents import Vault


class Tenant:
    """One Entra tenant. Each subscription id that is used exists.

    `clusters` are the Kubernetes APIs of AKS clusters by name;
    `vaults` are the contents of key vaults by name; `deleted_vaults` the soft-deleted ones by subscription and name.
    """

    def __init__(self, authority: Authority, groups: Iterable[str] = ()) -> None:
        self.authority = authority
        self.principals = Principals(groups)
        self.store = Store()
        self.operations = Operations()
        self.clusters = Clusters(authority)
        self.vaults: dict[str, Vault] = {}
        self.deleted_vaults: dict[tuple[str, str], tuple[Resource, Vault]] = {}

    def existing(self, id_: str, code: str = "ResourceNotFound", status: int = 404) -> Resource:
        """The resource with that id, or the error of Azure Resource Manager."""
        resource = self.store.get(id_)
        if resource is None:
            raise RefusedError(status, code, f"The Resource '{id_}' was not found.")
        return resource
