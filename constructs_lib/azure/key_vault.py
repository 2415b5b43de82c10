"""Key Vault, in which secrets and keys lie."""

from collections.abc import Sequence

from cdktf_cdktf_provider_azurerm.key_vault import KeyVault as AzurermKeyVault
from cdktf_cdktf_provider_azurerm.key_vault import KeyVaultNetworkAcls
from cdktf_cdktf_provider_azurerm.role_assignment import RoleAssignment
from constructs import Construct

from constructs_lib.azure.resource_scope import ResourceScope
from constructs_lib.azure.roles import grant, wait_for_roles
from constructs_lib.framework import prevent_destroy, require_known

# What whoever applies does in the vault: write and read secrets, make and rotate keys
# (https://learn.microsoft.com/azure/key-vault/general/rbac-guide#azure-built-in-roles-for-key-vault-data-plane-operations).
ADMINISTRATOR_ROLES = {"secrets": "Key Vault Secrets Officer", "keys": "Key Vault Crypto Officer"}

# Days that a deleted vault, and what was deleted in it, can be brought back: the longest there is. It is one number
# whatever `deletion_protection` says, since Azure does not change it on a vault that exists.
SOFT_DELETE_DAYS = 90


class KeyVault(Construct):
    """Key Vault `name` (3-24 letters, digits and dashes, unique in all of Azure), opened by roles alone.

    `administrator_object_ids`, people, groups or applications, may read and write its secrets and keys, and so may
    `creator_object_id`, who keeps that right when somebody else applies later; nobody else may unless granted.
    `allowed_ip_ranges` (public IPv4) and `subnet_ids` (with the service endpoint `Microsoft.KeyVault`) are from where
    it is reached; without a range, from everywhere. Nobody can erase what is deleted before 90 days have passed, and
    until then the name stays taken: a vault that is made anew under its name is the deleted one, brought back. With
    `deletion_protection`, Terraform refuses to destroy it.

    Attributes: `vault_id`; `vault_uri`; `vault_id_for_administrators`, the id again, known once their roles have had
    time to take effect: what Terraform writes into the vault goes by this one.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        name: str,
        resource_scope: ResourceScope,
        tenant_id: str,
        deletion_protection: bool,
        administrator_object_ids: Sequence[str] = (),
        creator_object_id: str | None = None,
        allowed_ip_ranges: Sequence[str] = (),
        subnet_ids: Sequence[str] = (),
    ) -> None:
        super().__init__(scope, id_)
        require_known(
            self,
            administrator_object_ids=administrator_object_ids,
            allowed_ip_ranges=allowed_ip_ranges,
            deletion_protection=deletion_protection,
        )
        vault = AzurermKeyVault(
            self,
            "vault",
            name=name,
            resource_group_name=resource_scope.resource_group_name,
            location=resource_scope.location,
            tenant_id=tenant_id,
            sku_name="standard",
            rbac_authorization_enabled=True,
            purge_protection_enabled=True,
            soft_delete_retention_days=SOFT_DELETE_DAYS,
            network_acls=_network_acls(allowed_ip_ranges, subnet_ids),
            tags=dict(resource_scope.tags),
            lifecycle=prevent_destroy(deletion_protection),
        )
        roles = self._grant_administrators(vault.id, administrator_object_ids, creator_object_id)
        self.vault_id = vault.id
        self.vault_uri = vault.vault_uri
        self.vault_id_for_administrators = (
            wait_for_roles(self, "roles_in_effect", value=vault.id, roles=roles) if roles else vault.id
        )

    def _grant_administrators(
        self, vault_id: str, object_ids: Sequence[str], creator_id: str | None
    ) -> list[RoleAssignment]:
        administrators = {f"administrator_{number}": object_id for number, object_id in enumerate(object_ids, start=1)}
        if creator_id is not None:
            administrators["creator"] = creator_id
        return [
            grant(
                self,
                f"{name}_{kind}",
                role=role,
                principal_id=object_id,
                resource_id=vault_id,
                # A person, a group or an application: Entra ID knows.
                principal_type=None,
                ignore_principal_changes=name == "creator",
            )
            for name, object_id in administrators.items()
            for kind, role in ADMINISTRATOR_ROLES.items()
        ]


def _network_acls(allowed_ip_ranges: Sequence[str], subnet_ids: Sequence[str]) -> KeyVaultNetworkAcls:
    # Databases and storage accounts use their customer's key as services that Azure trusts.
    if not allowed_ip_ranges:
        return KeyVaultNetworkAcls(default_action="Allow", bypass="AzureServices")
    return KeyVaultNetworkAcls(
        default_action="Deny",
        bypass="AzureServices",
        ip_rules=list(allowed_ip_ranges),
        virtual_network_subnet_ids=list(subnet_ids),
    )
