"""Compares answers of two Kubernetes API servers, without the values that differ between any two clusters."""

import json
import re
from collections.abc import Iterator
from typing import Any

_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")
_AGE = re.compile(r"(<invalid>|(\d+[smhd])+)( ago)?")
# The letters of generated names: k8s.io/apimachinery/pkg/util/rand.
_SUFFIX = "[bcdfghjklmnpqrstvwxz2456789]"
_TOKEN_VOLUME = re.compile(rf"\b(kube-api-access)-{_SUFFIX}{{5}}\b")
_HASH = re.compile(r"\bpod-template-hash=\w+")
_REPLICA_SET = re.compile(rf"\b([a-z0-9-]+?)-{_SUFFIX}{{6,10}}(-{_SUFFIX}{{5}})?(?![\w-])")
_VERSION = re.compile(r'(\\*"resourceVersion\\*":\\*")\d+')
_CLUSTER_IP = re.compile(r"\b(10\.96|172\.20|10\.41)\.\d+\.\d+\b(?!/)")
_NODE_PORT = range(30000, 32768)
# What the name of a field says about its value.
_BY_FIELD = {"uid": "<uid>", "resourceVersion": "<version>", "pod-template-hash": "<hash>", "ca.crt": "<certificate>"}
_RELEASE = "release"  # Helm's description of a release: compressed, with times.


def normalised(value: Any, field: str = "") -> Any:
    """`value`, an answer or a part of it, with placeholders for what differs between clusters."""
    if isinstance(value, dict):
        return _normalised_object(value)
    if isinstance(value, list):
        return _normalised_list([normalised(part, field) for part in value], field)
    if field in _BY_FIELD and value:
        return _BY_FIELD[field]
    if field == "nodePort" and value in _NODE_PORT:
        return "<port>"
    return _normalised_text(value, field) if isinstance(value, str) else value


def _normalised_object(value: dict[str, Any]) -> dict[str, Any]:
    result = {_normalised_text(name, ""): normalised(part, name) for name, part in value.items()}
    if "generateName" in result and "name" in result:
        result["name"] = f"{result['generateName']}<suffix>"
    return result


def _normalised_list(values: list[Any], field: str) -> list[Any]:
    """Without an order that says only who wrote first; controllers' fields depend on when they wrote."""
    if field == "conditions":
        return sorted(values, key=lambda each: str(each.get("type")))
    if field == "managedFields":
        others = [each for each in values if each.get("manager") != "kube-controller-manager"]
        return sorted(others, key=_in_text)
    if field in {"items", "rows"}:
        # The order by name is that of hashes in the names.
        return sorted(values, key=_revision)
    return values


def _in_text(value: Any) -> str:
    return json.dumps(value, sort_keys=True)


def _revision(item: Any) -> str:
    metadata = (item.get("object") or item).get("metadata") or {} if isinstance(item, dict) else {}
    return str((metadata.get("annotations") or {}).get("deployment.kubernetes.io/revision", ""))


def _normalised_text(text: str, field: str) -> str:
    if field == _RELEASE and len(text) > 100:
        return "<release>"
    text = _TIME.sub("<time>", _UUID.sub("<uid>", text))
    text = _VERSION.sub(r"\1<version>", _CLUSTER_IP.sub("<ip>", text))
    if field == "cells" and _AGE.fullmatch(text):
        return "<age>"
    if field in {"name", "message", "cells"}:
        text = _HASH.sub("pod-template-hash=<hash>", _TOKEN_VOLUME.sub(r"\1-<suffix>", text))
        return _REPLICA_SET.sub(r"\1-<hash>", text)
    return text


def differences(recorded: Any, answered: Any, path: str = "") -> Iterator[tuple[str, Any, Any]]:
    """Each difference as path, recorded value and answered value; None stands for no value.

    The managers of fields are compared where they are recorded.
    """
    if isinstance(recorded, dict) and isinstance(answered, dict):
        for name in sorted({*recorded, *answered}):
            if name == "managedFields" and name not in recorded:
                continue
            yield from differences(recorded.get(name), answered.get(name), f"{path}.{name}" if path else name)
    elif isinstance(recorded, list) and isinstance(answered, list) and len(recorded) == len(answered):
        for number, (one, other) in enumerate(zip(recorded, answered, strict=True)):
            yield from differences(one, other, f"{path}[{number}]")
    elif recorded != answered:
        yield path, recorded, answered
