"""Customer-managed keys in Key Vault."""

from collections.abc import Sequence
from dataclasses import dataclass

from cdktf import Fn, TerraformResourceLifecycle
from cdktf_cdktf_provider_azurerm.data_azurerm_key_vault_key import DataAzurermKeyVaultKey
from cdktf_cdktf_provider_azurerm.key_vault_access_policy import KeyVaultAccessPolicyA
from cdktf_cdktf_provider_azurerm.key_vault_key import (
    KeyVaultKey,
    KeyVaultKeyRotationPolicy,
    KeyVaultKeyRotationPolicyAutomatic,
)
from cdktf_cdktf_provider_azurerm.role_assignment import RoleAssignment
from cdktf_cdktf_provider_azurerm.user_assigned_identity import UserAssignedIdentity
from constructs import Construct

from constructs_lib.azure.grants import Identity, grant_roles
from constructs_lib.azure.resource_scope import ResourceScope
from constructs_lib.azure.roles import grant, wait_for_roles
from constructs_lib.framework import Component, prevent_destroy, require_known

# Supported by MySQL flexible server and Storage
# (https://learn.microsoft.com/azure/mysql/flexible-server/security-customer-managed-key).
KEY_TYPE = "RSA"
KEY_SIZE_BITS = 2048
# Services only wrap their data encryption key with the customer-managed key.
KEY_OPERATIONS = ("unwrapKey", "wrapKey")
ROTATED_AFTER = "P1Y"
# Allows to read the key and its versions, and to wrap and unwrap with it
# (https://learn.microsoft.com/azure/role-based-access-control/built-in-roles/security).
KEY_USER = "Key Vault Crypto Service Encryption User"
# The same in an access policy (https://learn.microsoft.com/azure/key-vault/general/rbac-migration).
KEY_USER_PERMISSIONS = ("Get", "UnwrapKey", "WrapKey")


@dataclass(frozen=True)
class AdoptedVault:
    """A vault that was taken over with its keys: identities also need an access policy until it authorizes by role."""

    vault_id: str
    tenant_id: str


@dataclass(frozen=True)
class CustomerKey:
    """A key in Key Vault and the identity that uses it. `key_id` has no version; `key_version_id` has the newest."""

    key_id: str
    key_version_id: str
    identity_id: str


@dataclass(frozen=True)
class VaultKey:
    """A key in Key Vault. `key_id` has no version, `key_version_id` the newest. `allow_key` lets an identity use it."""

    key_id: str
    key_version_id: str
    resource_id: str
    adopted_vault: AdoptedVault | None = None


def vault_key(
    scope: Construct,
    id_: str,
    *,
    name: str,
    vault_id: str,
    operations: Sequence[str],
    rotated_after: str | None,
    deletion_protection: bool,
    adopted_vault: AdoptedVault | None = None,
) -> VaultKey:
    """RSA key `name` in the vault `vault_id`, only for `operations`. Identities that use it need `allow_key`.

    `rotated_after` (ISO 8601, such as P1Y) turns on automatic rotation. With `deletion_protection`, Terraform refuses
    to destroy the key; without the key, encrypted data is lost. In an `adopted_vault`, operations and rotation stay as
    they are, because its access policies do not let the deployer change them.

    Every plan reads the newest version, so the next apply passes a rotated key to services that require a version.
    """
    key = KeyVaultKey(
        scope,
        id_,
        name=name,
        key_vault_id=vault_id,
        key_type=KEY_TYPE,
        key_size=KEY_SIZE_BITS,
        key_opts=list(operations),
        rotation_policy=_rotation(rotated_after),
        lifecycle=TerraformResourceLifecycle(
            prevent_destroy=deletion_protection, ignore_changes=["key_opts", "rotation_policy"]
        )
        if adopted_vault
        else prevent_destroy(deletion_protection),
    )
    return VaultKey(
        key.versionless_id,
        _newest_version_id(scope, f"{id_}_newest", name, key),
        key.resource_versionless_id,
        adopted_vault,
    )


def allow_key(
    scope: Construct, id_: str, *, key: VaultKey, role: str, permissions: Sequence[str], principal_id: str
) -> list[RoleAssignment | KeyVaultAccessPolicyA]:
    """Lets the principal use the key by `role`, and in an adopted vault also by an access policy with `permissions`."""
    # Only on this key: the vault has others.
    role_on_key = grant(scope, id_, role=role, principal_id=principal_id, resource_id=key.resource_id)
    vault = key.adopted_vault
    if vault is None:
        return [role_on_key]
    policy = KeyVaultAccessPolicyA(
        scope,
        f"{id_}_policy",
        key_vault_id=vault.vault_id,
        tenant_id=vault.tenant_id,
        object_id=principal_id,
        key_permissions=list(permissions),
    )
    return [role_on_key, policy]


def _newest_version_id(scope: Construct, id_: str, name: str, key: KeyVaultKey) -> str:
    # The resource keeps the version that it was created with
    # (https://github.com/hashicorp/terraform-provider-azurerm/issues/29159).
    # The vault id comes from the key's id, which changes only when the key is created. So the data source is read after
    # the creation, and in every later plan.
    vault_id = Fn.trimsuffix(key.resource_versionless_id, f"/keys/{name}")
    return DataAzurermKeyVaultKey(scope, id_, name=name, key_vault_id=vault_id).id


def _rotation(after: str | None) -> KeyVaultKeyRotationPolicy | None:
    if after is None:
        return None
    return KeyVaultKeyRotationPolicy(automatic=KeyVaultKeyRotationPolicyAutomatic(time_after_creation=after))


class EncryptionKey(Component):
    """RSA key `name` in the vault `vault_id` with yearly rotation, and an identity `name` that may use the key.

    The vault requires purge protection. Services that use the key id without a version follow a rotation automatically,
    others with the next apply; old versions are retained.

    Args:
        deletion_protection: Terraform refuses to destroy the key; without the key, encrypted data is lost.
        adopted_vault: The vault was taken over with its keys, and does not authorize by role yet; omitted: it does.

    Attributes:
        customer_key: Known once the identity's role has had time to take effect.

    Raises:
        ValueError: `deletion_protection` is unknown until apply.

    Example:
        key = EncryptionKey(
            stack, "key", name="wandb-storage", resource_scope=group.resource_scope,
            vault_id=vault.vault_id_for_administrators, deletion_protection=True,
        )
        key.grant_use(identity)
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        name: str,
        resource_scope: ResourceScope,
        vault_id: str,
        deletion_protection: bool,
        adopted_vault: AdoptedVault | None = None,
    ) -> None:
        super().__init__(scope, id_)
        require_known(self, deletion_protection=deletion_protection)
        key = vault_key(
            self,
            "key",
            name=name,
            vault_id=vault_id,
            operations=KEY_OPERATIONS,
            rotated_after=ROTATED_AFTER,
            deletion_protection=deletion_protection,
            adopted_vault=adopted_vault,
        )
        identity = UserAssignedIdentity(
            self,
            "identity",
            name=name,
            resource_group_name=resource_scope.resource_group_name,
            location=resource_scope.location,
            tags=dict(resource_scope.tags),
        )
        rights = allow_key(
            self,
            "identity_uses_key",
            key=key,
            role=KEY_USER,
            permissions=KEY_USER_PERMISSIONS,
            principal_id=identity.principal_id,
        )
        self._resource_id = key.resource_id
        self.customer_key = CustomerKey(
            key_id=key.key_id,
            key_version_id=key.key_version_id,
            identity_id=wait_for_roles(self, "right_in_effect", value=identity.id, roles=rights),
        )

    @staticmethod
    def from_existing(scope: Construct, id_: str, *, name: str, vault_id: str, identity_id: str) -> "EncryptionKey":
        """The existing key `name`, and the existing user-assigned identity `identity_id` that may use it."""
        return _ExistingKey(scope, id_, name, vault_id, identity_id)

    def grant_use(self, identity: Identity) -> None:
        """Lets `identity` wrap and unwrap with the key."""
        grant_roles(self, identity, resource_id=self._resource_id, roles={"uses_key": KEY_USER})


class _ExistingKey(EncryptionKey):
    def __init__(self, scope: Construct, id_: str, name: str, vault_id: str, identity_id: str) -> None:
        Component.__init__(self, scope, id_)
        found = DataAzurermKeyVaultKey(self, "key", name=name, key_vault_id=vault_id)
        self._resource_id = found.resource_versionless_id
        self.customer_key = CustomerKey(key_id=found.versionless_id, key_version_id=found.id, identity_id=identity_id)
