"""Key Vault, and keys of one's own for storage, database and cluster."""

from __future__ import annotations

from ..base import SettingsModel
from ..fields.declaration import HEAD, OURS, setting
from ..fields.types import Flag
from .types import Guids, PublicRanges


class VaultSettings(SettingsModel):
    """Who reaches the vault, and what its keys encrypt."""

    key_vault_allowed_ip_ranges: PublicRanges = setting(
        (),
        since=(OURS,),
        changes="The public ranges that may reach the vault beside the cluster; include the machine that deploys.",
        when_omitted="every address may, with a login",
    )
    key_vault_administrator_object_ids: Guids = setting(
        (),
        since=(OURS,),
        changes="Object ids in Entra ID, best of a group, that administer the vault; all who deploy belong to it.",
        when_omitted="whoever deploys first does, and nobody else can plan",
    )
    enable_storage_vault_key: Flag = setting(
        False,
        since=(HEAD,),
        changes="Whether the storage account is encrypted with a key of the vault.",
    )
    disable_storage_vault_key_id: Flag = setting(
        False,
        since=(HEAD,),
        changes="Whether the storage account leaves that key, which stays in the vault: the step before its removal.",
    )
    enable_database_vault_key: Flag = setting(
        False,
        since=(HEAD,),
        changes="Whether the database is encrypted with a key of the vault; Azure does not take it back.",
    )
    enable_cluster_vault_key: Flag = setting(
        False,
        since=(OURS,),
        changes="Whether secrets in the cluster are encrypted with a key of the vault, too; HEAD has it always.",
    )
    disable_cluster_vault_key: Flag = setting(
        False,
        since=(OURS,),
        changes="Whether the cluster stops using that key, which stays in the vault with the cluster's right on it: "
        "the step before enable_cluster_vault_key = false. Rewrite every secret between the two "
        "(`kubectl get secrets -A -o json | kubectl replace -f -`).",
    )
