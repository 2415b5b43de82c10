"""Decodes the strings of a `.tfvars` file: escapes in quotes, and heredocs."""

from __future__ import annotations

import re

from constructs_lib.value_text import WRITE_VALUE

INTERPOLATION = f'contains ${{...}}; {WRITE_VALUE}, or "$${{" for the characters themselves'
TEMPLATE = f'contains %{{...}}; {WRITE_VALUE}, or "%%{{" for the characters themselves'
_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|.)", re.DOTALL)
_SIMPLE_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\"}
_MARKERS = re.compile(r"(\$\$|%%|\$|%)\{")


class RefusedError(Exception):
    """A refused value: where in the input, and why."""

    def __init__(self, where: str, message: str) -> None:
        super().__init__(message)
        self.where, self.message = where, message


def unescaped(text: str, where: str) -> str:
    """The string between the quotes, with escapes replaced."""
    return _ESCAPE.sub(lambda match: _escaped(match[1], where), text)


def _escaped(code: str, where: str) -> str:
    if code[0] in "uU" and len(code) > 1:
        point = int(code[1:], 16)
        if point > 0x10FFFF or 0xD800 <= point <= 0xDFFF:
            raise RefusedError(where, f"contains \\{code}, which is not a character; write the character itself")
        return chr(point)
    if code not in _SIMPLE_ESCAPES:
        raise RefusedError(where, r"contains an unknown escape; write \\ for a backslash")
    return _SIMPLE_ESCAPES[code]


def heredoc(text: str, where: str) -> str:
    """The content of a heredoc; `text` is the whole heredoc from `<<` to its closing mark."""
    header, *lines, _end = text.rstrip("\r\n").replace("\r\n", "\n").split("\n")
    if header.startswith("<<-"):
        indent = min((len(line) - len(line.lstrip(" \t")) for line in lines if line.strip()), default=0)
        # Blank lines keep their spaces, as in Terraform.
        lines = [line[indent:] if line.strip() else line for line in lines]
    body = "".join(f"{line}\n" for line in lines)
    for match in _MARKERS.finditer(body):
        if match[1] in "$%":
            raise RefusedError(where, INTERPOLATION if match[1] == "$" else TEMPLATE)
    return _MARKERS.sub(lambda match: match[0][1:], body)
