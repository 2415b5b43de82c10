"""The storage account and container for artifacts, run files and media."""

from collections.abc import Mapping, Sequence

from cdktf import TerraformResourceLifecycle, Token
from cdktf_cdktf_provider_azurerm.storage_account import (
    StorageAccount as AzurermStorageAccount,
)
from cdktf_cdktf_provider_azurerm.storage_account import (
    StorageAccountBlobProperties,
    StorageAccountBlobPropertiesContainerDeleteRetentionPolicy,
    StorageAccountBlobPropertiesCorsRule,
    StorageAccountBlobPropertiesDeleteRetentionPolicy,
    StorageAccountCustomerManagedKey,
    StorageAccountIdentity,
)
from cdktf_cdktf_provider_azurerm.storage_container import StorageContainer
from cdktf_cdktf_provider_azurerm.storage_management_policy import (
    StorageManagementPolicy,
    StorageManagementPolicyRule,
    StorageManagementPolicyRuleActions,
    StorageManagementPolicyRuleActionsVersion,
    StorageManagementPolicyRuleFilters,
)
from constructs import Construct

from constructs_lib.azure.encryption import CustomerKey
from constructs_lib.azure.grants import Identity, grant_roles
from constructs_lib.azure.identity import STORAGE_ROLES
from constructs_lib.azure.lock import create_lock, unlock_before
from constructs_lib.azure.resource_scope import ResourceScope
from constructs_lib.azure.storage_firewall import network_rules
from constructs_lib.framework import Component, SecretAttribute, prevent_destroy, require_known

# The methods that browsers use with signed URLs, and how long they cache the preflight response (both as in the
# official module).
CORS_METHODS = ("GET", "HEAD", "PUT")
CORS_MAX_AGE_SECONDS = 3600
# Another value would replace the account (azurerm_storage_account).
FIXED_AT_CREATION = ("infrastructure_encryption_enabled", "queue_encryption_key_type", "table_encryption_key_type")
READER_ROLES = {"reads_blobs": "Storage Blob Data Reader"}
REPLICATION_TYPES = ("LRS", "ZRS", "GRS", "RAGRS", "GZRS", "RAGZRS")
# https://learn.microsoft.com/azure/storage/blobs/soft-delete-blob-overview
SOFT_DELETE_DAYS = range(1, 366)


class StorageAccount(Component):
    """Storage account `account_name` (3-24 lower-case letters and digits, globally unique) with one container.

    Blobs are private, versioned and encrypted twice, over TLS 1.2. Clients need a role or a signed URL. Current objects
    never expire. The azurerm provider must not use the data plane (`data_plane_available = false` in its features): it
    would need the account's key, or the account's firewall would block it.

    Args:
        container_name: The container that is created.
        allowed_origins: Where browsers may use signed URLs (CORS). Empty: nowhere.
        deletion_protection: Terraform refuses to destroy the account, and a lock prevents its deletion.
        lock_name: The name of Azure's lock.
        replication_type: `LRS`, `ZRS`, `GRS`, `RAGRS`, `GZRS` or `RAGZRS`.
        soft_delete_days: How long deleted and replaced objects can be restored, 1-365.
        allowed_ip_ranges: The public IPv4 ranges that may connect. Empty, and no `subnet_ids`: any address may.
        subnet_ids: The subnets that may connect, with the service endpoint `Microsoft.Storage`. Empty: none.
        customer_key: Encrypts blobs and queues; omitted: a key that Azure manages.
        shared_key_enabled: Also allows access with the account's key.
        adopted: The account was taken over and keeps the encryption options that it was created with.
        change_feed: The account records every change, which Azure Backup requires.

    Attributes:
        account_name, account_id, container_name, blob_endpoint: Of the account and its container.
        primary_access_key: A `SecretAttribute`; `None` without `shared_key_enabled` (the keys are in the provider's
            state anyway, but then give no access).
        lock: For `unlock_before` with other resources in the account; `None` without `deletion_protection`.

    Raises:
        ValueError: `shared_key_enabled`, `deletion_protection`, `adopted`, `change_feed`, or the list
            `allowed_origins`, `allowed_ip_ranges` or `subnet_ids` is unknown until apply; `replication_type`,
            `soft_delete_days` or a range has another form.

    Example:
        storage = StorageAccount(
            stack, "storage", account_name="wandbexample", resource_scope=group.resource_scope, container_name="wandb",
            allowed_origins=["https://wandb.example.com"], deletion_protection=True, lock_name="wandb-storage",
        )
        storage.grant_read_write(identity)
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        account_name: str,
        resource_scope: ResourceScope,
        container_name: str,
        allowed_origins: Sequence[str],
        deletion_protection: bool,
        lock_name: str,
        replication_type: str = "ZRS",
        soft_delete_days: int = 30,
        allowed_ip_ranges: Sequence[str] = (),
        subnet_ids: Sequence[str] = (),
        customer_key: CustomerKey | None = None,
        shared_key_enabled: bool = False,
        adopted: bool = False,
        change_feed: bool = False,
    ) -> None:
        super().__init__(scope, id_)
        require_known(
            self,
            allowed_origins=allowed_origins,
            allowed_ip_ranges=allowed_ip_ranges,
            subnet_ids=subnet_ids,
            shared_key_enabled=shared_key_enabled,
            deletion_protection=deletion_protection,
            adopted=adopted,
            change_feed=change_feed,
        )
        _check(replication_type, soft_delete_days)
        account = AzurermStorageAccount(
            self,
            "account",
            name=account_name,
            resource_group_name=resource_scope.resource_group_name,
            location=resource_scope.location,
            account_kind="StorageV2",
            account_tier="Standard",
            account_replication_type=replication_type,
            https_traffic_only_enabled=True,
            min_tls_version="TLS1_2",
            allow_nested_items_to_be_public=False,
            cross_tenant_replication_enabled=False,
            shared_access_key_enabled=shared_key_enabled,
            default_to_oauth_authentication=True,
            local_user_enabled=False,
            infrastructure_encryption_enabled=True,
            # Whether a customer-managed key covers queues and tables is set at creation; the key may be added later
            # (https://learn.microsoft.com/azure/storage/common/account-encryption-key-create).
            queue_encryption_key_type="Account",
            table_encryption_key_type="Account",
            blob_properties=_blob_properties(allowed_origins, soft_delete_days, change_feed),
            network_rules=network_rules(allowed_ip_ranges, subnet_ids),
            tags=dict(resource_scope.tags),
            identity=_identity(customer_key),
            customer_managed_key=_customer_managed_key(customer_key),
            lifecycle=TerraformResourceLifecycle(
                prevent_destroy=deletion_protection, ignore_changes=list(FIXED_AT_CREATION)
            )
            if adopted
            else prevent_destroy(deletion_protection),
        )
        container = StorageContainer(
            self,
            "container",
            name=container_name,
            # With the account's id, the provider uses the management plane, which needs no key.
            storage_account_id=account.id,
            container_access_type="private",
            lifecycle=prevent_destroy(deletion_protection),
        )
        policy = self._remove_old_versions(account, soft_delete_days)
        self.lock = (
            create_lock(self, "lock", name=lock_name, resource_id=account.id, contents=[container, policy])
            if deletion_protection
            else None
        )
        self.account_name = account.name
        self.account_id = account.id
        self.container_name = container.name
        self.blob_endpoint = account.primary_blob_endpoint
        self.primary_access_key = SecretAttribute(account.primary_access_key) if shared_key_enabled else None

    @staticmethod
    def from_existing(
        scope: Construct, id_: str, *, account_name: str, resource_group_name: str, container_name: str
    ) -> "StorageAccount":
        """The existing account `account_name` and its container, with the same attributes except key and lock."""
        return _ExistingStorageAccount(scope, id_, account_name, resource_group_name, container_name)

    def grant_read(self, identity: Identity) -> None:
        """Lets `identity` read the blobs of the account."""
        self._grant(identity, READER_ROLES)

    def grant_read_write(self, identity: Identity) -> None:
        """Lets `identity` read, write and delete the blobs of the account, and sign URLs for them."""
        self._grant(identity, STORAGE_ROLES)

    def _grant(self, identity: Identity, roles: Mapping[str, str]) -> None:
        unlock_before(self.lock, grant_roles(self, identity, resource_id=self.account_id, roles=roles))

    def _remove_old_versions(self, account: AzurermStorageAccount, days: int) -> StorageManagementPolicy:
        version = StorageManagementPolicyRuleActionsVersion(delete_after_days_since_creation=days)
        rule = StorageManagementPolicyRule(
            name="leftovers",
            enabled=True,
            filters=StorageManagementPolicyRuleFilters(blob_types=["blockBlob"]),
            actions=StorageManagementPolicyRuleActions(version=version),
        )
        return StorageManagementPolicy(self, "leftovers", storage_account_id=account.id, rule=[rule])


class _ExistingStorageAccount(StorageAccount):
    def __init__(
        self, scope: Construct, id_: str, account_name: str, resource_group_name: str, container_name: str
    ) -> None:
        # Imported here, because most stacks create their own.
        from cdktf_cdktf_provider_azurerm.data_azurerm_storage_account import DataAzurermStorageAccount

        Component.__init__(self, scope, id_)
        found = DataAzurermStorageAccount(self, "account", name=account_name, resource_group_name=resource_group_name)
        self.account_name, self.account_id = found.name, found.id
        self.container_name = container_name
        self.blob_endpoint = found.primary_blob_endpoint
        self.lock, self.primary_access_key = None, None


def _check(replication_type: str, soft_delete_days: int) -> None:
    if not Token.is_unresolved(replication_type) and replication_type not in REPLICATION_TYPES:
        raise ValueError(f"replication_type must be one of {', '.join(REPLICATION_TYPES)}, got {replication_type}")
    if not Token.is_unresolved(soft_delete_days) and soft_delete_days not in SOFT_DELETE_DAYS:
        raise ValueError(f"soft_delete_days must be 1-365, got {soft_delete_days}")


def _blob_properties(origins: Sequence[str], soft_delete_days: int, change_feed: bool) -> StorageAccountBlobProperties:
    cors = StorageAccountBlobPropertiesCorsRule(
        allowed_origins=list(origins),
        allowed_methods=list(CORS_METHODS),
        allowed_headers=["*"],
        exposed_headers=["*"],
        max_age_in_seconds=CORS_MAX_AGE_SECONDS,
    )
    return StorageAccountBlobProperties(
        versioning_enabled=True,
        # Left out without it, so that Terraform does not disable what an Azure Policy enables.
        change_feed_enabled=True if change_feed else None,
        delete_retention_policy=StorageAccountBlobPropertiesDeleteRetentionPolicy(days=soft_delete_days),
        container_delete_retention_policy=StorageAccountBlobPropertiesContainerDeleteRetentionPolicy(
            days=soft_delete_days
        ),
        # Azure refuses a rule without origins. Without a rule, CORS requests are denied.
        cors_rule=[cors] if origins else None,
    )


# A block of the account and not a separate resource, so that the account is never without the key.
def _customer_managed_key(customer_key: CustomerKey | None) -> StorageAccountCustomerManagedKey | None:
    if customer_key is None:
        return None
    return StorageAccountCustomerManagedKey(
        # Without a version, so that Azure follows the key's rotation.
        key_vault_key_id=customer_key.key_id,
        user_assigned_identity_id=customer_key.identity_id,
    )


def _identity(customer_key: CustomerKey | None) -> StorageAccountIdentity | None:
    if customer_key is None:
        return None
    return StorageAccountIdentity(type="UserAssigned", identity_ids=[customer_key.identity_id])
