"""Selections and changes of backup plans and the recovery points of a vault, which moto lacks, and their tags.

https://docs.aws.amazon.com/aws-backup/latest/devguide/API_Operations.html
"""

import json
from typing import Any
from urllib.parse import unquote
from uuid import uuid4

from moto.backup import urls
from moto.backup.models import Plan
from moto.backup.responses import BackupResponse
from moto.core.utils import unix_time

from emulator.aws.moto_patches import add, serve_paths, wrap

_RECOVERY_POINTS = "/backup-vaults/(?P<name>[^/]+)/recovery-points"
serve_paths(urls.url_paths, BackupResponse, f"{_RECOVERY_POINTS}$", f"{_RECOVERY_POINTS}/$")
# Selections by the id of their plan.
_selections: dict[str, dict[str, dict[str, Any]]] = {}


@wrap(BackupResponse, "list_tags")
def list_tags(_original: Any, self: BackupResponse) -> str:
    # The provider sends the path without the slash at its end that moto expects.
    arn = unquote(self.path.rstrip("/").partition("/tags/")[2])
    return json.dumps({"Tags": self.backup_backend.list_tags(resource_arn=arn)})


@add(BackupResponse)
def create_backup_selection(self: BackupResponse) -> str:
    plan_id, id_ = _plan_id(self), str(uuid4())
    created = {"BackupPlanId": plan_id, "SelectionId": id_, "CreationDate": unix_time()}
    selection = json.loads(self.body)["BackupSelection"]
    _selections.setdefault(plan_id, {})[id_] = {**created, "BackupSelection": selection}
    return json.dumps(created)


@add(BackupResponse)
def get_backup_selection(self: BackupResponse) -> str | tuple[int, dict[str, str], str]:
    found = _selections.get(_plan_id(self), {}).get(_selection_id(self))
    if found is None:
        # The service's answer for a selection that does not exist.
        message = {"__type": "InvalidParameterValueException", "Message": "Cannot find Backup selection"}
        return 400, {"x-amzn-ErrorType": "InvalidParameterValueException"}, json.dumps(message)
    return json.dumps(found)


@add(BackupResponse)
def delete_backup_selection(self: BackupResponse) -> str:
    _selections.get(_plan_id(self), {}).pop(_selection_id(self), None)
    return "{}"


@add(BackupResponse)
def update_backup_plan(self: BackupResponse) -> str:
    plan: Plan = self.backup_backend.get_backup_plan(backup_plan_id=_plan_id(self), version_id=None)
    plan.backup_plan.update(json.loads(self.body)["BackupPlan"])
    return json.dumps({"BackupPlanId": plan.backup_plan_id, "VersionId": plan.version_id})


@add(BackupResponse)
def list_recovery_points_by_backup_vault(self: BackupResponse) -> str:
    # No plan runs in the emulator, so a vault is empty.
    self.backup_backend.describe_backup_vault(self.path.split("/")[2])
    return json.dumps({"RecoveryPoints": []})


def _plan_id(response: BackupResponse) -> str:
    return response.path.split("/")[3]


def _selection_id(response: BackupResponse) -> str:
    return response.path.rstrip("/").rpartition("/")[2]
