"""The values of a Helm release, read back from the expression that CDKTF writes."""

import json
from typing import Any

from cdktf import TerraformStack

from tests.unit.synth import resources

_CLOSED_BY = {"(": ")", "[": "]", "{": "}"}


def values_of(stack: TerraformStack, release: str) -> dict[str, Any]:
    """The values of the release at the address `release`; references read `${...}`."""
    [expression] = resources(stack, "helm_release")[release]["values"]
    return parsed(expression)


def parsed(expression: str) -> dict[str, Any]:
    """The object in `${yamlencode(...)}`."""
    value, rest = _value(expression.removeprefix("${yamlencode(").removesuffix(")}"))
    assert isinstance(value, dict) and not rest.strip()
    return value


def _value(text: str) -> tuple[Any, str]:
    text = text.lstrip()
    if text[0] == "{":
        return _object(text[1:])
    if text[0] == "[":
        return _list(text[1:])
    if text[0] == '"':
        end = _end_of_text(text)
        return json.loads(text[:end]) if "${" not in text[:end] else text[1 : end - 1], text[end:]
    end = _end_of_expression(text)
    word = text[:end].strip()
    return json.loads(word) if word in ("true", "false") or word.isdigit() else f"${{{word}}}", text[end:]


def _object(text: str) -> tuple[dict[str, Any], str]:
    found: dict[str, Any] = {}
    while not (text := text.lstrip(", ")).startswith("}"):
        name, text = _value(text)
        found[name], text = _value(text.lstrip(" ="))
    return found, text[1:]


def _list(text: str) -> tuple[list[Any], str]:
    found: list[Any] = []
    while not (text := text.lstrip(", ")).startswith("]"):
        value, text = _value(text)
        found.append(value)
    return found, text[1:]


def _end_of_text(text: str) -> int:
    """Where the text that starts with a quote ends; expressions in it may have quotes, too."""
    index = 1
    while text[index] != '"':
        if text.startswith("${", index):
            index += 2 + _end_of_expression(text[index + 2 :])
        index += 2 if text[index] == "\\" else 1
    return index + 1


def _end_of_expression(text: str) -> int:
    """Where an expression ends: at a comma or bracket that does not belong to it."""
    index, open_ = 0, [""]
    while index < len(text):
        char = text[index]
        if char == '"':
            index += _end_of_text(text[index:])
            continue
        if char in _CLOSED_BY:
            open_.append(_CLOSED_BY[char])
        elif char == open_[-1]:
            open_.pop()
        elif len(open_) == 1 and char in ",)]}":
            break
        index += 1
    return index
