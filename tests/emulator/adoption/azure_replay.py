"""Makes a resource group of the official Azure module anew: sends the calls that made it once."""

import json
from collections.abc import Mapping
from typing import Any

from emulator import Emulator
from tests.emulator.azure.management import Management
from tests.official_states import recorded_calls, recorded_state

_VAULT_SUFFIX = ".vault.azure.net"


class _OnEmulator:
    def __init__(self, emulator: Emulator) -> None:
        self.emulator = emulator


def replay(name: str, emulator: Emulator) -> str:
    """Sends the recorded calls to a fresh `emulator`; returns the state with the new versions of keys and secrets.

    All other ids follow from names, on the emulator as in the recording.
    """
    management = Management(_OnEmulator(emulator))
    renamed: dict[str, str] = {}
    for call in recorded_calls(name):
        body = json.loads(_rename(call["body"], renamed))
        answer = _send(management, call, body)
        if was := call.get("kid"):
            new = answer["key"]["kid"] if "key" in answer else answer["id"]
            renamed[was.rpartition("/")[2]] = new.rpartition("/")[2]
    return _rename(recorded_state(name), renamed)


def _send(management: Management, call: Mapping[str, Any], body: Any) -> Any:
    if call["host"].endswith(_VAULT_SUFFIX):
        return management.call_vault(call["method"], call["host"].removesuffix(_VAULT_SUFFIX), call["path"], body)
    return management.call(call["method"], call["path"], call["query"], body)


def _rename(text: str, renamed: Mapping[str, str]) -> str:
    for old, new in renamed.items():
        text = text.replace(old, new)
    return text
