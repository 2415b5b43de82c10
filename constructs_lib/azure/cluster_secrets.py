"""A Key Vault key that encrypts the Kubernetes secrets of a cluster, in addition to Azure's disk encryption."""

from cdktf_cdktf_provider_azurerm.kubernetes_cluster import KubernetesClusterKeyManagementService
from constructs import Construct

from constructs_lib.azure.encryption import AdoptedVault, VaultKey, vault_key
from constructs_lib.framework import require_known

# What the API server's KMS plugin does with the key, and the narrowest role that allows it
# (https://learn.microsoft.com/azure/aks/use-kms-etcd-encryption).
KEY_OPERATIONS = ("decrypt", "encrypt")
KEY_ROLE = "Key Vault Crypto User"
KEY_PERMISSIONS = ("Decrypt", "Encrypt", "Get")


def secrets_key(
    scope: Construct,
    id_: str,
    *,
    name: str,
    vault_id: str,
    deletion_protection: bool,
    adopted_vault: AdoptedVault | None = None,
) -> VaultKey:
    """RSA key `name` for the secrets of one cluster, in a vault without a firewall, which would block AKS.

    The key has no automatic rotation: AKS encrypts with one version, also decrypts with the previous one, and hangs if
    a secret is older than both (https://github.com/Azure/kubernetes-kms/issues/291). To rotate: create a new version of
    the key, apply, then rewrite every secret (`kubectl get secrets -A -o json | kubectl replace -f -`).
    """
    require_known(scope, deletion_protection=deletion_protection)
    return vault_key(
        scope,
        id_,
        name=name,
        vault_id=vault_id,
        operations=KEY_OPERATIONS,
        rotated_after=None,
        deletion_protection=deletion_protection,
        adopted_vault=adopted_vault,
    )


def key_management(key: VaultKey | None) -> KubernetesClusterKeyManagementService | None:
    """The cluster's KMS configuration with `key`; `None` without a key."""
    if key is None:
        return None
    # Private access requires an API server inside the network.
    return KubernetesClusterKeyManagementService(key_vault_key_id=key.key_version_id, key_vault_network_access="Public")
