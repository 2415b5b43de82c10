"""Deletions that Azure's locks refuse in a protected deployment."""

import json
import urllib.error

from tests.emulator.azure.management import Management
from tests.emulator.deployed import Deployed

_VERSIONS = {"azurerm_mysql_flexible_server": "2023-12-30", "azurerm_storage_account": "2023-05-01"}


def refused_deletions(deployment: Deployed) -> dict[str, str]:
    """The error code of each attempt to delete a locked resource."""
    management = Management(deployment)
    return {
        each["type"]: _error_code(management, each["values"]["id"], _VERSIONS[each["type"]])
        for each in deployment.resources()
        if each["type"] in _VERSIONS
    }


def _error_code(management: Management, id_: str, version: str) -> str:
    try:
        management.call("DELETE", id_, version)
    except urllib.error.HTTPError as refused:
        with refused:
            return str(json.load(refused)["error"]["code"])
    return "not refused"
