"""A synthesized stack as a file for review: sorted, indented, without irrelevant changes."""

import base64
import json
from typing import Any

from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode
from syrupy.types import SerializedData

from constructs_lib.stacks.synthesized import METADATA, SynthesizedStack

# Provider versions and the backend are not part of the infrastructure.
RECORDED = ("data", "ephemeral", "infrastructure", "output", "resource")
ENCODED = "user_data"
# The values of a Helm release; long ones are recorded in lines.
YAML = "${yamlencode("
LINE_LENGTH = 4_000


def readable(configuration: dict[str, Any]) -> dict[str, Any]:
    """The recorded parts of a configuration, with JSON policies as objects and user data as lines."""
    return {section: _expand(configuration[section]) for section in RECORDED if section in configuration}


def _expand(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _member(name, inner) for name, inner in value.items() if name != METADATA}
    if isinstance(value, list):
        return [_expand(inner) for inner in value]
    if isinstance(value, str) and value.startswith(YAML) and len(value) > LINE_LENGTH:
        return _lines(value)
    return _expand(json.loads(value)) if _is_json(value) else value


def _lines(expression: str) -> list[str]:
    """A long expression with a line per element of its objects and lists, except in the arguments of functions."""
    lines: list[str] = []
    text, quoted = "", False
    # For each open bracket, whether its elements have their own lines.
    split: list[bool] = []

    def end_line() -> None:
        nonlocal text
        if text.strip():
            lines.append("  " * sum(split) + text.strip())
        text = ""

    for char, following in zip(expression, expression[1:] + " ", strict=True):
        if char in ")]}" and not quoted and split:
            # The last element ends before the bracket, which belongs to the line of the one that opened it.
            if split[-1]:
                end_line()
            split.pop()
        text += char
        if char == '"' and not text.endswith('\\"'):
            quoted = not quoted
        if quoted:
            continue
        if char in "([{":
            splits = text.endswith(("= {", "= [", "({")) or text.strip() in ("{", "[")
            if splits and following not in "]}":
                end_line()
                split.append(True)
            else:
                split.append(False)
        elif char == "," and split and split[-1]:
            end_line()
    end_line()
    return lines


def _member(name: str, value: Any) -> Any:
    if name == ENCODED and isinstance(value, str):
        return base64.b64decode(value).decode().splitlines()
    return _expand(value)


def _is_json(value: Any) -> bool:
    if not isinstance(value, str) or not value.startswith(("{", "[")):
        return False
    try:
        json.loads(value)
    except ValueError:
        return False
    return True


class StackSnapshotExtension(SingleFileSnapshotExtension):
    """A snapshot per stack, as JSON: a `SynthesizedStack` or its `json`, without versions, backend and metadata."""

    _write_mode = WriteMode.TEXT
    # The second name is that of syrupy 4.
    file_extension = _file_extension = "json"

    def serialize(self, data: Any, **_options: Any) -> SerializedData:
        configuration = data.json if isinstance(data, SynthesizedStack) else data
        return json.dumps(readable(configuration), indent=2, sort_keys=True) + "\n"
