"""Explains a syntax error of the HCL parser, and finds the statement around it.

The parser reports where it stopped, which is often one line too late. Messages show no values.
"""

from __future__ import annotations

import re

from .unclosed import enclosing_bracket, top_level_lines

_NAME_IN_LINE = re.compile(r"\s*([A-Za-z_][A-Za-z0-9_-]*)\s*=(?!=)")
_NOTHING = re.compile(r"\s*(?:#.*|//.*)?")
_TEXT = re.compile(r'"(?:[^"\\]|\\.)*"')
_COMMENT = re.compile(r"(?:#|//).*")
_WRITE = "write name = value, one per line"
# Searched outside strings and comments; the first match is used.
_ADVICE = (
    (re.compile("[\u2018\u2019\u201c\u201d\u201e]"), 'has curly quotes; write straight ones, as in name = "value"'),
    (re.compile("'"), 'has single quotes; write double quotes, as in name = "value"'),
    (re.compile(r";\s*$"), "ends in a semicolon; remove it"),
    (re.compile(";"), "has a semicolon; write name = value, one per line"),
    (re.compile("=="), "has two equals signs; write name = value"),
)
# Inside brackets, both are allowed.
_OUTERMOST_ADVICE = (
    (re.compile(r"^\s*[\w-]+\s*:"), "has a colon after the name; write name = value"),
    (re.compile(r'^\s*""\s*[=:]'), "has its name in quotes; write name = value, the name without quotes"),
)


def explain(text: str, line: int, column: int | None) -> tuple[int, int | None, str]:
    """Line, column and message of the mistake; without `column`, the parser stopped at the end of the file."""
    if text.lstrip().startswith("{"):
        return 1, None, "is JSON; name the file so that it ends in .tfvars.json"
    lines = text.split("\n")
    line = min(line, len(lines))
    if column is None:
        line = _last_nonblank_line(lines, line)
        return line, None, _advice(lines[line - 1], _ADVICE) or f"is incomplete at the end of the file; {_WRITE}"
    offset = sum(len(each) + 1 for each in lines[: line - 1]) + column - 1
    around = enclosing_bracket(text, offset)
    if not around and column == 1 and line > 1 and name_in(lines[line - 1]):
        # The line is correct; the mistake is in a line before it.
        line, column = _last_nonblank_line(lines, line - 1), None
    advice = _advice(lines[line - 1], _ADVICE if around else (*_ADVICE, *_OUTERMOST_ADVICE))
    if not advice and around == "[" and text[offset : offset + 1] not in (",", "="):
        return line, column, "is not valid syntax; separate the values of a list by commas"
    return line, column, advice or f"is not valid syntax; {_WRITE}"


def input_at_line(text: str, line: int) -> str:
    """The input that starts on a line, or an empty string."""
    return name_in(text.split("\n")[line - 1]) or ""


def without_statement(text: str, line: int, *, to_the_end: bool) -> tuple[str, str | None]:
    """The text with the statement around `line` blanked, so that other lines keep their numbers; and its input."""
    lines = text.split("\n")
    outermost = top_level_lines(text)
    first = max((each for each in outermost if each <= line), default=1)
    last = min((each for each in outermost if each > line), default=len(lines) + 1) - 1
    gone = range(first, (len(lines) if to_the_end else last) + 1)
    kept = ["" if number in gone else each for number, each in enumerate(lines, start=1)]
    return "\n".join(kept), name_in(lines[first - 1])


def name_in(line: str) -> str | None:
    """The input that the line sets."""
    match = _NAME_IN_LINE.match(line)
    return match[1] if match else None


def _advice(line: str, table: tuple[tuple[re.Pattern[str], str], ...]) -> str | None:
    code = _COMMENT.sub("", _TEXT.sub('""', line))
    return next((advice for pattern, advice in table if pattern.search(code)), None)


def _last_nonblank_line(lines: list[str], line: int) -> int:
    while line > 1 and _NOTHING.fullmatch(lines[line - 1]):
        line -= 1
    return line
