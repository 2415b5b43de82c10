"""Key Vault, and customer-managed keys for storage, database and cluster."""

from __future__ import annotations

from ..base import SettingsModel
from ..fields.declaration import HEAD, OURS, setting
from ..fields.types import Flag
from .types import Guids, PublicRanges


class VaultSettings(SettingsModel):
    """Access to the Key Vault, and the resources that its keys encrypt."""

    key_vault_allowed_ip_ranges: PublicRanges = setting(
        (),
        since=(OURS,),
        changes="The public ranges that may reach the vault in addition to the cluster; include the deployer's "
        "machine.",
        when_omitted="every address, with a login",
    )
    key_vault_administrator_object_ids: Guids = setting(
        (),
        since=(OURS,),
        changes="Object IDs in Entra ID, best of a group, that administer the vault; every deployer must be a member.",
        when_omitted="only the first deployer has access; anyone else's plan fails with 403",
    )
    enable_storage_vault_key: Flag = setting(
        False,
        since=(HEAD,),
        changes="Whether to encrypt the storage account with a customer-managed key in the vault.",
    )
    disable_storage_vault_key_id: Flag = setting(
        False,
        since=(HEAD,),
        changes="Whether the storage account stops using that key, which stays in the vault: the step before its "
        "removal.",
    )
    enable_database_vault_key: Flag = setting(
        False,
        since=(HEAD,),
        changes="Whether to encrypt the database with a customer-managed key in the vault; Azure cannot undo it.",
    )
    enable_cluster_vault_key: Flag = setting(
        False,
        since=(OURS,),
        changes="Whether to also encrypt secrets in the cluster with a key in the vault; HEAD always does.",
    )
    disable_cluster_vault_key: Flag = setting(
        False,
        since=(OURS,),
        changes="Whether the cluster stops using that key, which stays in the vault with the cluster's role "
        "assignment: "
        "the step before enable_cluster_vault_key = false. Rewrite every secret between the two "
        "(`kubectl get secrets -A -o json | kubectl replace -f -`).",
    )
