"""Writes settings as a deployment file."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

_WIDTH = 110


@dataclass(frozen=True)
class Setting:
    """A line of the deployment file, below a `comment`. Without a value, only the comment is written."""

    name: str
    value: Any
    comment: str = ""


def render(settings: Iterable[Setting], heading: Iterable[str]) -> str:
    """The text of a `.tfvars` file; a comment stands above the line that it explains."""
    lines = [f"# {line}" for line in heading]
    for setting in settings:
        lines += [f"# {setting.comment}"] if setting.comment else []
        if setting.value is not None:
            lines.append(f"{setting.name} = {_value(setting.value)}")
    return "\n".join(lines) + "\n"


def _value(value: Any, indent: str = "") -> str:
    if isinstance(value, str):
        # As JSON, except for the two sequences that HCL reads as templates.
        return json.dumps(value, ensure_ascii=False).replace("${", "$${").replace("%{", "%%{")
    if isinstance(value, Mapping):
        inner = f"{indent}  "
        entries = [f"{inner}{json.dumps(name)} = {_value(each, inner)}" for name, each in value.items()]
        return "\n".join(["{", *entries, f"{indent}}}"]) if entries else "{}"
    if isinstance(value, list | tuple):
        texts = [_value(each, f"{indent}  ") for each in value]
        line = f"[{', '.join(texts)}]"
        if len(line) <= _WIDTH and "\n" not in line:
            return line
        return "\n".join(["[", *(f"{indent}  {text}," for text in texts), f"{indent}]"])
    return json.dumps(value)
