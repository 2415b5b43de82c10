"""Backups in a vault of their own."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator

from .fields.types import Text, Whole, one_of, whole_between
from .objects import ObjectSetting

# At least what the databases retain by themselves; a hundred years is AWS Backup's maximum
# (https://docs.aws.amazon.com/aws-backup/latest/devguide/API_Lifecycle.html).
RETENTION_DAYS = (7, 36_500)
# Nobody deletes backups before their time: an administrator can remove this lock, nobody can, or there is none.
LOCKS = ("governance", "compliance", "none")
TYPE = "retention_days = optional(number), lock = optional(string)"


class BackupSetting(ObjectSetting):
    """How long backups are retained, and who can delete them earlier."""

    wanted = '{ retention_days = 35, lock = "governance" }'

    retention_days: Annotated[Whole, AfterValidator(whole_between(*RETENTION_DAYS, unit="days"))] = 35
    lock: Annotated[Text, AfterValidator(one_of(*LOCKS))] = "governance"
