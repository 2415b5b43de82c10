"""The backup policy of EFS file systems, which moto can only set at creation.

moto reports a file system without backups as not found; EFS reports the status DISABLED.
"""

import json
from typing import Any

from moto.efs.models import FileSystem
from moto.efs.responses import EFSResponse

from emulator.aws.moto_patches import add, attribute

_JSON = {"Content-Type": "application/json"}


@attribute(FileSystem, "backup_policy")
def backup_policy(self: FileSystem) -> dict[str, str]:
    return {"Status": "ENABLED" if self._backup else "DISABLED"}


@add(EFSResponse)
def put_backup_policy(self: EFSResponse) -> tuple[str, dict[str, Any]]:
    file_system = self.efs_backend.file_systems_by_id[self._get_param("FileSystemId")]
    file_system._backup = self._get_param("BackupPolicy")["Status"] == "ENABLED"
    return json.dumps({"BackupPolicy": file_system.backup_policy}), _JSON
