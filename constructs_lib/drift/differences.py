"""Differences between two values of Terraform's JSON, attribute by attribute.

Paths are written as in `ignore_changes`: `metadata[0].labels["app"]`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from constructs_lib.value_text import show

_LETTERS_SHOWN = 120
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
UNKNOWN = "(known after apply)"
SENSITIVE = "(sensitive)"


@dataclass(frozen=True)
class Difference:
    """One attribute that differs. A sensitive one has no values; `unknown`: the new value is known after the apply."""

    path: str
    before: Any = None
    after: Any = None
    sensitive: bool = False
    unknown: bool = False

    def __str__(self) -> str:
        if self.sensitive:
            return f"{self.path}: {SENSITIVE} changes"
        return f"{self.path}: {_text(self.before)} -> {UNKNOWN if self.unknown else _text(self.after)}"


def difference_paths(change: Mapping[str, Any]) -> list[Difference]:
    """The attributes that differ in a change of Terraform's plan."""
    return list(
        _differences(
            "",
            (change.get("before"), change.get("before_sensitive")),
            (change.get("after"), change.get("after_sensitive")),
            change.get("after_unknown"),
        )
    )


def _differences(path: str, old: tuple[Any, Any], new: tuple[Any, Any], unknown: Any) -> Iterator[Difference]:
    """`old` and `new` are pairs of a value and its marks: true, or a structure of marks for its parts."""
    (before, was_sensitive), (after, is_sensitive) = old, new
    if was_sensitive is True or is_sensitive is True:
        if before != after or unknown:
            yield Difference(path, sensitive=True, unknown=bool(unknown))
    elif unknown is True:
        yield Difference(path, before, unknown=True)
    elif _is_map(before, after):
        for name in sorted({*(before or {}), *(after or {}), *(unknown if isinstance(unknown, Mapping) else ())}):
            inner = _part(unknown, name)
            yield from _differences(_join(path, name), _pair(old, name), _pair(new, name), inner)
    elif _is_single_block(before, after):
        yield from _differences(f"{path}[0]", _pair(old, 0), _pair(new, 0), _part(unknown, 0))
    elif plain(before) == plain(after):
        return
    elif _has_mark(was_sensitive) or _has_mark(is_sensitive):
        yield Difference(path, sensitive=True)
    elif _blocks(before) and _blocks(after) and (before or after):
        yield from _changed_blocks(path, before or [], after or [])
    elif (documents := (_document(before), _document(after))) and None not in documents:
        yield from _differences(path, (documents[0], False), (documents[1], False), False)
    else:
        yield Difference(path, before, after)


def _changed_blocks(path: str, before: list[Any], after: list[Any]) -> Iterator[Difference]:
    """Removed and added blocks: the position of a block says nothing, because many are sets."""
    was, is_ = plain(before) or (), plain(after) or ()
    yield from (Difference(f"{path}[]", before=block) for block in before if plain(block) not in is_)
    yield from (Difference(f"{path}[]", after=block) for block in after if plain(block) not in was)


def plain(value: Any) -> Any:
    """A value without what a provider shows in several ways: what is not set is null, empty, false or absent."""
    if isinstance(value, list):
        return [plain(each) for each in value] or None
    if isinstance(value, Mapping):
        inner = {name: plain(each) for name, each in value.items()}
        return {name: each for name, each in sorted(inner.items()) if each is not None} or None
    return None if value is False or value == "" else value


def _is_map(before: Any, after: Any) -> bool:
    values = [each for each in (before, after) if each is not None]
    return bool(values) and all(isinstance(each, Mapping) for each in values)


def _blocks(value: Any) -> bool:
    return value is None or (isinstance(value, list) and all(isinstance(each, Mapping) for each in value))


def _is_single_block(before: Any, after: Any) -> bool:
    return all(isinstance(each, list) and len(each) == 1 and isinstance(each[0], Mapping) for each in (before, after))


def _document(value: Any) -> Any:
    """An object or list that is written as JSON text, such as a policy; None for anything else."""
    if not isinstance(value, str) or not value.lstrip().startswith(("{", "[")):
        return None
    try:
        return json.loads(value)
    except ValueError:
        return None


def _pair(pair: tuple[Any, Any], name: str | int) -> tuple[Any, Any]:
    return _part(pair[0], name), _part(pair[1], name)


def _part(value: Any, name: str | int) -> Any:
    if isinstance(value, Mapping):
        return value.get(str(name))
    if isinstance(value, list) and isinstance(name, int):
        return value[name] if name < len(value) else None
    return None


def _has_mark(marks: Any) -> bool:
    """Whether anything in a structure of marks is marked."""
    inner = marks.values() if isinstance(marks, Mapping) else marks if isinstance(marks, list) else ()
    return marks is True or any(map(_has_mark, inner))


def _join(path: str, name: str) -> str:
    if not path:
        return name
    return f"{path}.{name}" if _NAME.fullmatch(name) and not _is_keyed(path) else f"{path}[{json.dumps(name)}]"


def _is_keyed(path: str) -> bool:
    """Whether the value at `path` is a map with keys that people choose, not a block."""
    return path.rpartition(".")[2] in ("annotations", "labels", "tags", "tags_all")


def _text(value: Any) -> str:
    """A value on one line, shortened."""
    if isinstance(value, str):
        return show(value)
    text = json.dumps(value, ensure_ascii=False, sort_keys=True)
    return text if len(text) <= _LETTERS_SHOWN else f"{text[: _LETTERS_SHOWN - 3]}..."
