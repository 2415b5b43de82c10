"""Messages of other programs on one line."""

_LETTERS_SHOWN = 300


def one_line(text: str) -> str:
    """`text` on one line, at most 300 characters of it."""
    line = " ".join(text.split())
    return line if len(line) <= _LETTERS_SHOWN else f"{line[:_LETTERS_SHOWN]}..."
