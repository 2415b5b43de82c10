"""A key of one's own for the secrets of a cluster, on top of Azure's encryption of the disks they lie on."""

from cdktf_cdktf_provider_azurerm.kubernetes_cluster import KubernetesClusterKeyManagementService
from constructs import Construct

from constructs_lib.azure.encryption import VaultKey, vault_key
from constructs_lib.framework import require_known

# The two things that the API server's plugin does with the key, and the narrowest role that lets it
# (https://learn.microsoft.com/azure/aks/use-kms-etcd-encryption).
KEY_OPERATIONS = ("decrypt", "encrypt")
KEY_ROLE = "Key Vault Crypto User"


def secrets_key(scope: Construct, id_: str, *, name: str, vault_id: str, deletion_protection: bool) -> VaultKey:
    """RSA key `name` for the secrets of one cluster, in a vault without a firewall, which would keep AKS out.

    It is never made anew by itself: AKS uses one version, decrypts with the one before, and hangs when a secret is
    older than both (https://github.com/Azure/kubernetes-kms/issues/291). So somebody rotates it who then rewrites every
    secret (`kubectl get secrets -A -o json | kubectl replace -f -`), after an apply that tells AKS of the new version.
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
    )


def key_management(key: VaultKey | None) -> KubernetesClusterKeyManagementService | None:
    """The cluster's use of `key`; without one, Azure's encryption is all there is."""
    if key is None:
        return None
    # Private access is for API servers inside the network.
    return KubernetesClusterKeyManagementService(key_vault_key_id=key.key_version_id, key_vault_network_access="Public")
