"""A synthesized stack as a file for review: sorted, indented, without irrelevant changes."""

import base64
import json
from pathlib import Path
from typing import Any

from syrupy.data import Snapshot, SnapshotCollection
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode
from syrupy.location import PyTestLocation
from syrupy.types import SerializedData, SnapshotIndex

# Provider versions and the backend are not part of the infrastructure.
RECORDED = ("data", "ephemeral", "infrastructure", "output", "resource")
# cdktf's metadata about the source of an element.
METADATA = "//"
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


class StackSnapshot(SingleFileSnapshotExtension):
    """One file per stack, `<cloud>/<stack without its cloud>.json`, for a test whose parameter names the file."""

    _write_mode = WriteMode.TEXT
    file_extension = "json"
    test_name = "test_stack_equals_its_snapshot"

    def serialize(self, data: Any, **_options: Any) -> SerializedData:
        return json.dumps(readable(data), indent=2, sort_keys=True) + "\n"

    @classmethod
    def dirname(cls, *, test_location: PyTestLocation) -> str:
        return str(Path(test_location.filepath).parent)

    @classmethod
    def get_file_basename(cls, *, test_location: PyTestLocation, index: SnapshotIndex) -> str:
        return test_location.testname.removeprefix(f"{cls.test_name}[").removesuffix("]")

    @classmethod
    def matches_test_location(cls, *, test_location: PyTestLocation, snapshot_location: str) -> bool:
        return snapshot_location == cls.get_location(test_location=test_location, index=0)

    def read_snapshot_collection(self, *, snapshot_location: str) -> SnapshotCollection:
        collection = SnapshotCollection(location=snapshot_location)
        file = Path(snapshot_location)
        collection.add(Snapshot(name=f"{self.test_name}[{file.parent.name}/{file.stem}]"))
        return collection
