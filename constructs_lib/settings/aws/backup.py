"""Backups: vault, retention, replication."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import AfterValidator, model_validator

from ..backup import TYPE, BackupSetting
from ..base import SettingsModel
from ..fields.bucket_names import valid_bucket_name
from ..fields.declaration import OURS, setting
from ..fields.types import OptionalText, TypeName, when_given
from ..objects import refuse
from .types import KeyArn


class AwsBackup(BackupSetting):
    """A backup vault and, with `replica_bucket`, a second copy of the bucket."""

    replica_bucket: Annotated[OptionalText, AfterValidator(when_given(valid_bucket_name))] = None
    replica_kms_key_arn: KeyArn = None

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.replica_kms_key_arn and not self.replica_bucket:
            refuse(("replica_kms_key_arn", "has no effect without replica_bucket; set both or remove it"))
        if self.replica_bucket and not self.replica_kms_key_arn:
            refuse(("replica_kms_key_arn", "is missing; write the key of replica_bucket, in its region"))
        return self


class BackupSettings(SettingsModel):
    """AWS Backup, and replication of the bucket."""

    backup: Annotated[
        AwsBackup | None,
        TypeName(f"object({{ {TYPE}, replica_bucket = optional(string), replica_kms_key_arn = optional(string) }})"),
    ] = setting(
        None,
        since=(OURS,),
        changes="Whether AWS Backup also stores daily backups of database and bucket in a vault, for `retention_days` "
        "(35 if omitted). `lock` is `governance` (if omitted), `compliance` or `none`. S3 replicates the bucket to "
        "`replica_bucket`, an existing bucket in any region or account, encrypted with `replica_kms_key_arn`. "
        "See docs/backups.md.",
        when_omitted="only the database's own backups and the bucket's versions",
    )
