"""Rules of secrets and config maps."""

import base64
import json
from collections.abc import Callable

from emulator.kubernetes.errors import Cause, invalid_value, required
from emulator.kubernetes.objects import Object
from emulator.kubernetes.requests import json_error
from emulator.kubernetes.validation import names

_MAX_BYTES = 1024 * 1024
# The keys of typed secrets (https://kubernetes.io/docs/concepts/configuration/secret/#secret-types).
_KEYS = {
    "kubernetes.io/dockerconfigjson": (".dockerconfigjson",),
    "kubernetes.io/dockercfg": (".dockercfg",),
    "kubernetes.io/ssh-auth": ("ssh-privatekey",),
    "kubernetes.io/tls": ("tls.crt", "tls.key"),
}


def _secret(item: Object) -> list[Cause]:
    data = item.get("data") or {}
    found = _key_causes(data, "data")
    found += [required(f"data[{key}]") for key in _KEYS.get(item["type"], ()) if key not in data]
    for key in (".dockerconfigjson", ".dockercfg"):
        if item["type"] == f"kubernetes.io/{key[1:]}" and key in data and (wrong := _json_error(data[key])):
            found.append(invalid_value(f"data[{key}]", "<secret contents redacted>", wrong))
    return found + _size_causes(sum(len(base64.b64decode(value or "")) for value in data.values()))


def _json_error(value: str) -> str:
    text = base64.b64decode(value).decode(errors="replace")
    try:
        json.loads(text)
    except json.JSONDecodeError as error:
        return json_error(text, error)
    return ""


def _config_map(item: Object) -> list[Cause]:
    data, binary = item.get("data") or {}, item.get("binaryData") or {}
    found = _key_causes(data, "data") + _key_causes(binary, "binaryData")
    size = sum(len((value or "").encode()) for value in data.values()) + sum(map(len, binary.values()))
    return found + _size_causes(size, "")


def _key_causes(data: Object, path: str) -> list[Cause]:
    return [invalid_value(f"{path}[{key}]", key, wrong) for key in data if (wrong := names.config_key(key))]


def _size_causes(size: int, path: str = "data") -> list[Cause]:
    if size <= _MAX_BYTES:
        return []
    return [Cause("FieldValueTooLong", path, f"Too long: may not be more than {_MAX_BYTES} bytes")]


RULES: dict[str, Callable[[Object], list[Cause]]] = {"secrets": _secret, "configmaps": _config_map}
