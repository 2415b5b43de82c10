"""Messages and descriptions of inputs in the syntax of Python, for settings made there."""

from __future__ import annotations

import re

_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"')
# A backend is an object of a class, whose name begins with the type: `{"type": "s3", ...}` becomes `S3Backend(...)`.
_BACKEND = re.compile(r'\{"type": "(\w+)"(?:, )?(.*?)\}')
_ARGUMENT = re.compile(r'"(\w+)": ')
_NO_BACKEND = re.compile(r'is not a dict; write \{"type": .*')
_A_BACKEND = "is not a backend; write one of constructs_lib.settings.backends, such as S3Backend(...)"
_PLACE = re.compile("\0(\\d+)\0")
# What a file calls something, and what Python does. The order matters: longer ones are first.
_WORDS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), words)
    for pattern, words in (
        (r", (?:preferably as a heredoc|in lower case|in quotes)", ""),
        (r" (?:in quotes|in a file)\b", ""),
        (r"\ba deployment file contains plain values\b", "settings contain plain values"),
        (r"\{ (\w+ = .*?) \}", r"{\1}"),
        (r"(?<=[{ ])(\w+) = (?=[^{}]*\})", '"\\1": '),
        (r"\b(\w+) = (?=[\w\0.\[{(])", r"\1="),
        (r"\btrue\b", "True"),
        (r"\bfalse\b", "False"),
        (r"\bnull\b", "None"),
        (r"(?<!JSON, but not )\ban object\b", "a dict"),
        (r"(?<=not )a map\b", "a dict"),
    )
)


def in_python_words(message: str) -> str:
    """`message`, which is about a file, for a program: `size = "small"` becomes `size="small"`, `true` becomes `True`.

    Quoted texts are values, which stay as they are.
    """
    quoted: list[str] = []

    def hide(match: re.Match[str]) -> str:
        quoted.append(match[0])
        return f"\0{len(quoted) - 1}\0"

    text = _QUOTED.sub(hide, message)
    for pattern, words in _WORDS:
        text = pattern.sub(words, text)
    text = _PLACE.sub(lambda match: quoted[int(match[1])], text)
    return _BACKEND.sub(_backend, _NO_BACKEND.sub(_A_BACKEND, text))


def _backend(match: re.Match[str]) -> str:
    arguments = _ARGUMENT.sub(r"\1=", match[2])
    return f"{match[1].capitalize()}Backend({arguments})"
