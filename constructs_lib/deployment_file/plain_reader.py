"""Reads a `.tfvars` file of plain values, as nearly all are, without the slower HCL library.

Loading that library and its grammar costs half of what everything else does that answers a mistake in a file. So a file
of names with texts, numbers, true, false, null, lists and objects of these is read here. Whatever is more than that, or
not quite right, is nothing here: `hcl` reads it, and says what is wrong.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from .document import Document
from .hcl_strings import RefusedError, unescaped

# Whatever the grammar of HCL has besides (heredocs, ${ and %{, exponents, operators, /* */) fits none of these.
_TOKEN = re.compile(
    r"""
    [ \t\r]*+
    (?:
        (?P<end> (?: (?:\#|//) [^\n]* )? \n )
        | (?P<name> [A-Za-z_][A-Za-z0-9_-]*+ )
        | (?P<text> " (?: [^"\\$%\n] | \\[^\n] | [$%](?!\{) )*+ " )
        | (?P<number> -?[0-9]{1,18}+ (?: \.[0-9]{1,18}+ )? ) (?![\w.])
        | (?P<sign> [\[\]{},] | [=:](?![=>:]) )
    )
    """,
    re.VERBOSE,
)
_WORDS = {"true": True, "false": False, "null": None}
# No input has more than three levels.
_DEPTH_MAX = 6

_Token = tuple[str, str]


class _NotPlainError(Exception):
    """The file has something that this reader does not support."""


def read_plain(text: str) -> Document | None:
    """The inputs of a file with plain values and no mistake; None for any other file."""
    try:
        reader = _Reader(_tokens(f"{text}\n"))
        return Document(values=reader.inputs(), lines=reader.lines)
    except (_NotPlainError, RefusedError):
        return None


def _tokens(text: str) -> list[_Token]:
    tokens: list[_Token] = []
    position = 0
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None or match.lastgroup is None:
            raise _NotPlainError
        tokens.append((match.lastgroup, match[match.lastgroup]))
        position = match.end()
    return tokens


class _Reader:
    """Reads one token after the other. `lines` are the first lines of the inputs."""

    def __init__(self, tokens: list[_Token]) -> None:
        self._rest = tokens[::-1]
        self._line = 1
        self.lines: dict[str, int] = {}

    def inputs(self) -> dict[str, Any]:
        values: dict[str, Any] = {}
        self._skip_line_ends()
        while self._rest:
            kind, name = self._take()
            if kind != "name" or name in values:
                raise _NotPlainError
            self.lines[name] = self._line
            self._expect("=")
            values[name] = self._value(0)
            if not self._is_next_end():
                raise _NotPlainError
            self._skip_line_ends()
        return values

    def _value(self, depth: int) -> Any:
        kind, text = self._take()
        if kind == "text":
            return unescaped(text[1:-1], "")
        if kind == "number":
            return Decimal(text) if "." in text else int(text)
        if kind == "name" and text in _WORDS:
            return _WORDS[text]
        if text not in ("[", "{") or depth == _DEPTH_MAX:
            raise _NotPlainError
        return self._list(depth + 1) if text == "[" else self._object(depth + 1)

    def _list(self, depth: int) -> list[Any]:
        values: list[Any] = []
        self._skip_line_ends()
        while not self._is_next("]"):
            values.append(self._value(depth))
            self._skip_line_ends()
            if not self._is_next("]"):
                self._expect(",")
                self._skip_line_ends()
        self._take()
        return values

    def _object(self, depth: int) -> dict[str, Any]:
        values: dict[str, Any] = {}
        self._skip_line_ends()
        while not self._is_next("}"):
            kind, name = self._take()
            name = unescaped(name[1:-1], "") if kind == "text" else name
            if kind not in ("name", "text") or name in values:
                raise _NotPlainError
            self._expect("=", ":")
            values[name] = self._value(depth)
            if not self._is_next("}") and not self._is_next_end():
                self._expect(",")
            self._skip_line_ends()
        self._take()
        return values

    def _take(self) -> _Token:
        if not self._rest:
            raise _NotPlainError
        return self._rest.pop()

    def _is_next(self, sign: str) -> bool:
        return bool(self._rest) and self._rest[-1] == ("sign", sign)

    def _is_next_end(self) -> bool:
        return bool(self._rest) and self._rest[-1][0] == "end"

    def _expect(self, *signs: str) -> None:
        kind, text = self._take()
        if kind != "sign" or text not in signs:
            raise _NotPlainError

    def _skip_line_ends(self) -> None:
        while self._is_next_end():
            self._rest.pop()
            self._line += 1
