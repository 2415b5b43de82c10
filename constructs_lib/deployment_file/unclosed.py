"""Finds unclosed brackets, quotes, heredocs and comments, which a parser reports far from their start."""

from __future__ import annotations

import re

# Longer than any heredoc in a deployment file; the parser's time grows with the square of a heredoc's lines.
HEREDOC_LINES = 2_000
_OPENING = re.compile(
    r"""
    (?P<comment> \#[^\n]* | //[^\n]* )
    | (?P<block> /\* )
    | (?P<heredoc> <<-?(?P<mark>[A-Za-z][A-Za-z0-9._-]*)\r?\n )
    | (?P<string> "(?:[^"\\\n]|\\[^\n])*" )
    | (?P<quote> " )
    | (?P<open> [\[{(] )
    | (?P<close> [\]})] )
    """,
    re.VERBOSE,
)
_CLOSES = {"[": "]", "{": "}", "(": ")"}

Found = tuple[int, str]


def find_unclosed(text: str) -> Found | None:
    """Line and message of an unclosed string, heredoc, comment or bracket. Takes linear time."""
    position = 0
    brackets: list[re.Match[str]] = []
    while match := _OPENING.search(text, position):
        position = match.end()
        if match["quote"]:
            what = "a string does not end on its line; close the quotes, or write a heredoc for several lines"
            return _line(text, match.start()), what
        if match["open"]:
            brackets.append(match)
        if match["close"] and (not brackets or _CLOSES[brackets.pop()["open"]] != match["close"]):
            return _line(
                text, match.start()
            ), f"the {match['close']} here has no opening bracket; check the brackets before it"
        if match["block"]:
            position = text.find("*/", position) + 2
            if position < match.end():
                return _line(text, match.start()), "the comment that starts with /* does not end; close it with */"
        if match["heredoc"]:
            end = re.compile(rf"^[ \t]*{re.escape(match['mark'])}\r?$", re.MULTILINE).search(text, position)
            if not end or text.count("\n", position, end.start()) > HEREDOC_LINES:
                return _line(text, match.start()), _heredoc(match["mark"], closed=bool(end))
            position = end.end()
    return _open_bracket(text, brackets[-1]) if brackets else None


def enclosing_bracket(text: str, offset: int) -> str:
    """The innermost bracket that is open at `offset`, or an empty string."""
    brackets: list[str] = []
    for match in _OPENING.finditer(text, 0, offset):
        if match["open"]:
            brackets.append(match["open"])
        elif match["close"] and brackets:
            brackets.pop()
    return brackets[-1] if brackets else ""


def top_level_lines(text: str) -> list[int]:
    """The non-blank lines that start outside brackets, heredocs and comments."""
    inside: set[int] = set()
    depth = position = opened = 0
    while match := _OPENING.search(text, position):
        start, position = match.start(), match.end()
        if match["block"]:
            end = text.find("*/", position)
            position = len(text) if end < 0 else end + 2
        elif match["heredoc"]:
            closed = re.compile(rf"^[ \t]*{re.escape(match['mark'])}\r?$", re.MULTILINE).search(text, position)
            position = closed.end() if closed else len(text)
        elif match["open"]:
            opened = opened if depth else start
            depth += 1
        elif match["close"] and depth:
            depth -= 1
            start = start if depth else opened
        inside.update(range(_line(text, start) + 1, _line(text, position) + 1))
    if depth:
        inside.update(range(_line(text, opened) + 1, text.count("\n") + 2))
    return [number for number, line in enumerate(text.split("\n"), start=1) if line.strip() and number not in inside]


def _open_bracket(text: str, bracket: re.Match[str]) -> Found:
    opening = bracket["open"]
    return _line(text, bracket.start()), f"the {opening} here is never closed; close it with {_CLOSES[opening]}"


def _heredoc(mark: str, *, closed: bool) -> str:
    if closed:
        return f"the heredoc is longer than {HEREDOC_LINES} lines; no input is"
    # A long mark is probably a mistake and may be a secret.
    return f"the heredoc does not end; close it with a line {mark if len(mark) <= 20 else 'that contains its mark'}"


def _line(text: str, position: int) -> int:
    return text.count("\n", 0, position) + 1
