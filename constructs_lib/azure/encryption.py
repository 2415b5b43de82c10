"""Keys of the customer's own, under which Azure's services encrypt what they store."""

from collections.abc import Sequence
from dataclasses import dataclass

from cdktf import Fn
from cdktf_cdktf_provider_azurerm.data_azurerm_key_vault_key import DataAzurermKeyVaultKey
from cdktf_cdktf_provider_azurerm.key_vault_key import (
    KeyVaultKey,
    KeyVaultKeyRotationPolicy,
    KeyVaultKeyRotationPolicyAutomatic,
)
from cdktf_cdktf_provider_azurerm.user_assigned_identity import UserAssignedIdentity
from constructs import Construct

from constructs_lib.azure.resource_scope import ResourceScope
from constructs_lib.azure.roles import grant, wait_for_roles
from constructs_lib.framework import prevent_destroy, require_known

# What MySQL flexible server takes, and Storage too
# (https://learn.microsoft.com/azure/mysql/flexible-server/security-customer-managed-key).
KEY_TYPE = "RSA"
KEY_SIZE_BITS = 2048
# Services wrap their own key with the customer's, and never encrypt data with it.
KEY_OPERATIONS = ("unwrapKey", "wrapKey")
ROTATED_AFTER = "P1Y"
# Reads the key and its versions, wraps and unwraps with it
# (https://learn.microsoft.com/azure/role-based-access-control/built-in-roles/security).
KEY_USER = "Key Vault Crypto Service Encryption User"


@dataclass(frozen=True)
class CustomerKey:
    """A key in Key Vault and the identity that uses it. `key_id` has no version, `key_version_id` the newest one."""

    key_id: str
    key_version_id: str
    identity_id: str


@dataclass(frozen=True)
class VaultKey:
    """A key in Key Vault. `key_id` has no version, `key_version_id` the newest; roles are given on `resource_id`."""

    key_id: str
    key_version_id: str
    resource_id: str


def vault_key(
    scope: Construct,
    id_: str,
    *,
    name: str,
    vault_id: str,
    operations: Sequence[str],
    rotated_after: str | None,
    deletion_protection: bool,
) -> VaultKey:
    """RSA key `name` in the vault `vault_id`, good for `operations` alone; whoever uses it needs a role on it.

    It is made anew by itself after `rotated_after` (ISO 8601, such as P1Y), if given. With `deletion_protection`,
    Terraform refuses to destroy it: without it nobody reads what was encrypted under it.

    The newest version is looked up by every plan, so that a service which takes a version is given a rotated key by the
    next apply.
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
        lifecycle=prevent_destroy(deletion_protection),
    )
    return VaultKey(
        key.versionless_id,
        _newest_version_id(scope, f"{id_}_newest", name, key),
        key.resource_versionless_id,
    )


def _newest_version_id(scope: Construct, id_: str, name: str, key: KeyVaultKey) -> str:
    # The resource remembers the version it was made with
    # (https://github.com/hashicorp/terraform-provider-azurerm/issues/29159).
    # The vault is taken from the key's own id, which nothing but its creation makes: so it is looked up after that, and
    # by a plan ever after, whatever else changes.
    vault_id = Fn.trimsuffix(key.resource_versionless_id, f"/keys/{name}")
    return DataAzurermKeyVaultKey(scope, id_, name=name, key_vault_id=vault_id).id


def _rotation(after: str | None) -> KeyVaultKeyRotationPolicy | None:
    if after is None:
        return None
    return KeyVaultKeyRotationPolicy(automatic=KeyVaultKeyRotationPolicyAutomatic(time_after_creation=after))


class EncryptionKey(Construct):
    """RSA key `name` in the vault `vault_id`, made anew every year, and an identity of its name that may use it.

    The vault needs purge protection. Services that are given the key without its version follow the new one by
    themselves, others with the next apply; the old ones stay. `deletion_protection` as for `vault_key`.

    Attribute: `customer_key`, known once the identity's right has had time to take effect.
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
        )
        identity = UserAssignedIdentity(
            self,
            "identity",
            name=name,
            resource_group_name=resource_scope.resource_group_name,
            location=resource_scope.location,
            tags=dict(resource_scope.tags),
        )
        # On this one key, not on the vault that holds others.
        role = grant(
            self,
            "identity_uses_key",
            role=KEY_USER,
            principal_id=identity.principal_id,
            resource_id=key.resource_id,
        )
        self.customer_key = CustomerKey(
            key_id=key.key_id,
            key_version_id=key.key_version_id,
            identity_id=wait_for_roles(self, "right_in_effect", value=identity.id, roles=[role]),
        )
