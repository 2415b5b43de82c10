"""Backups: vault, retention."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator

from ..backup import TYPE, BackupSetting
from ..base import SettingsModel
from ..fields.declaration import OURS, setting
from ..fields.types import Text, TypeName, one_of

# https://learn.microsoft.com/azure/backup/create-manage-backup-vault#storage-settings-in-the-backup-vault
REDUNDANCIES = ("GeoRedundant", "ZoneRedundant", "LocallyRedundant")


class AzureBackup(BackupSetting):
    """A backup vault."""

    redundancy: Annotated[Text, AfterValidator(one_of(*REDUNDANCIES))] = "GeoRedundant"


class BackupSettings(SettingsModel):
    """Azure Backup."""

    backup: Annotated[AzureBackup | None, TypeName(f"object({{ {TYPE}, redundancy = optional(string) }})")] = setting(
        None,
        since=(OURS,),
        changes="Whether Azure Backup also stores daily backups of the blobs in a vault, for `retention_days` (35 if "
        "omitted). `lock` is `governance` (if omitted), `compliance` or `none`. `redundancy` is `GeoRedundant` (if "
        "omitted), `ZoneRedundant` or `LocallyRedundant`. Also enables the change feed of the storage account. "
        "See docs/backups.md.",
        when_omitted="only the database's own backups and the blobs' versions",
    )
