"""Lines at a terminal: some that stay, and a block below them that is drawn again and again."""

import shutil
from collections.abc import Sequence
from typing import TextIO


class Screen:
    """Writes to `stream`, a terminal of `size` (columns and lines; omitted: as large as it is at the moment)."""

    def __init__(self, stream: TextIO, size: tuple[int, int] | None = None) -> None:
        self._stream = stream
        self._size = size
        self._drawn = 0

    @property
    def size(self) -> tuple[int, int]:
        return self._size or shutil.get_terminal_size()

    def show(self, line: str) -> None:
        """Writes a line that stays; the next `draw` puts the block below it."""
        self._write(f"{self._erased()}{line}\n")

    def draw(self, block: Sequence[str]) -> None:
        """Draws `block` in the place of the one before."""
        columns, _ = self.size
        # A line that wraps would take two lines, and only one would be erased.
        lines = [line[: columns - 1] for line in block]
        self._write(self._erased() + "".join(f"{line}\n" for line in lines))
        self._drawn = len(lines)

    def _erased(self) -> str:
        drawn, self._drawn = self._drawn, 0
        return f"\x1b[{drawn}A\x1b[J" if drawn else ""

    def _write(self, text: str) -> None:
        self._stream.write(text)
        self._stream.flush()
