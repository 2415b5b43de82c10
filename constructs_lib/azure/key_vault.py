"""Key Vault for secrets and keys."""

from collections.abc import Sequence

from cdktf_cdktf_provider_azurerm.key_vault import KeyVault as AzurermKeyVault
from cdktf_cdktf_provider_azurerm.key_vault import KeyVaultNetworkAcls
from cdktf_cdktf_provider_azurerm.role_assignment import RoleAssignment
from constructs import Construct

from constructs_lib.azure.gateway_identity import SECRETS_USER
from constructs_lib.azure.grants import Identity, grant_roles
from constructs_lib.azure.resource_scope import ResourceScope
from constructs_lib.azure.roles import grant, wait_for_roles
from constructs_lib.framework import Component, prevent_destroy, require_known

# For Terraform: write and read secrets, create and rotate keys
# (https://learn.microsoft.com/azure/key-vault/general/rbac-guide#azure-built-in-roles-for-key-vault-data-plane-operations).
ADMINISTRATOR_ROLES = {"secrets": "Key Vault Secrets Officer", "keys": "Key Vault Crypto Officer"}

# The longest soft-delete retention. It does not depend on `deletion_protection`, because Azure does not change it on an
# existing vault.
SOFT_DELETE_DAYS = 90


class KeyVault(Component):
    """Key Vault `name` (3-24 letters, digits and dashes, globally unique) with RBAC authorization.

    Deleted vaults, secrets and keys are retained for 90 days and cannot be purged earlier. Until then the name is
    taken: creating a vault with the same name recovers the deleted one.

    Args:
        deletion_protection: Terraform refuses to destroy the vault.
        administrator_object_ids: Users, groups or applications that may read and write secrets and keys. Empty: none.
        creator_object_id: An administrator who keeps the roles when another principal applies later; omitted: none.
        allowed_ip_ranges: The public IPv4 ranges that may connect. Empty: any address may.
        subnet_ids: The subnets that may connect, with the service endpoint `Microsoft.KeyVault`. Empty: none, if there
            are `allowed_ip_ranges`.
        administered: What the administrators get roles for: `secrets`, `keys` or both. Omitted: both.
        access_policies: An adopted vault does not use RBAC authorization yet; roles are assigned without an effect.

    Attributes:
        vault_id: The id of the vault.
        vault_uri: The address of the vault.
        vault_id_for_administrators: The same id, known once the administrators' roles have had time to take effect. Use
            it for what Terraform writes into the vault.

    Raises:
        ValueError: `deletion_protection`, `access_policies`, or the list `administrator_object_ids`,
            `allowed_ip_ranges` or `administered` is unknown until apply.

    Example:
        vault = KeyVault(
            stack, "vault", name="wandb-example", resource_scope=group.resource_scope, tenant_id=account.tenant_id,
            deletion_protection=True, creator_object_id=account.object_id,
        )
        vault.grant_read_secrets(identity)
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
        administered: Sequence[str] = tuple(ADMINISTRATOR_ROLES),
        access_policies: bool = False,
    ) -> None:
        super().__init__(scope, id_)
        self._administered = administered
        require_known(
            self,
            administrator_object_ids=administrator_object_ids,
            allowed_ip_ranges=allowed_ip_ranges,
            deletion_protection=deletion_protection,
            administered=administered,
            access_policies=access_policies,
        )
        vault = AzurermKeyVault(
            self,
            "vault",
            name=name,
            resource_group_name=resource_scope.resource_group_name,
            location=resource_scope.location,
            tenant_id=tenant_id,
            sku_name="standard",
            rbac_authorization_enabled=not access_policies,
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

    @staticmethod
    def from_existing(scope: Construct, id_: str, *, name: str, resource_group_name: str) -> "KeyVault":
        """The existing vault `name` with RBAC authorization; whoever applies needs the roles of an administrator."""
        return _ExistingKeyVault(scope, id_, name, resource_group_name)

    def grant_read_secrets(self, identity: Identity) -> None:
        """Lets `identity` read the values of all secrets of the vault."""
        grant_roles(self, identity, resource_id=self.vault_id, roles={"reads_secrets": SECRETS_USER})

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
                # May be a user, group or application; Entra ID looks it up.
                principal_type=None,
                ignore_principal_changes=name == "creator",
            )
            for name, object_id in administrators.items()
            for kind, role in ADMINISTRATOR_ROLES.items()
            if kind in self._administered
        ]


class _ExistingKeyVault(KeyVault):
    def __init__(self, scope: Construct, id_: str, name: str, resource_group_name: str) -> None:
        # Imported here, because most stacks create their own.
        from cdktf_cdktf_provider_azurerm.data_azurerm_key_vault import DataAzurermKeyVault

        Component.__init__(self, scope, id_)
        found = DataAzurermKeyVault(self, "vault", name=name, resource_group_name=resource_group_name)
        self.vault_id = self.vault_id_for_administrators = found.id
        self.vault_uri = found.vault_uri


def _network_acls(allowed_ip_ranges: Sequence[str], subnet_ids: Sequence[str]) -> KeyVaultNetworkAcls:
    # Databases and storage accounts use customer-managed keys as trusted Azure services.
    if not allowed_ip_ranges:
        return KeyVaultNetworkAcls(default_action="Allow", bypass="AzureServices")
    return KeyVaultNetworkAcls(
        default_action="Deny",
        bypass="AzureServices",
        ip_rules=list(allowed_ip_ranges),
        virtual_network_subnet_ids=list(subnet_ids),
    )
