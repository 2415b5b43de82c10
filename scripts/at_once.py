"""Runs commands for several stacks at the same time, and shows their output as if they ran one after the other."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Lock
from typing import TypeVar

from scripts.interruptible import PassOn, interrupts_passed_on

# A plan mostly waits for the cloud, but Terraform with a provider takes up to a gigabyte of memory.
MOST = 4

Result = TypeVar("Result")


def at_once(
    names: Sequence[str], action: Callable[[str, Callable[[str], None], PassOn], Result], show: Callable[[str], None]
) -> list[Result]:
    """The results of `action` for each name, at most `MOST` at the same time.

    An action gets the name, what shows a line of its output, and what passes interrupts on to its command.
    """
    turns = _Turns(len(names), show)
    with interrupts_passed_on() as pass_on, ThreadPoolExecutor(MOST) as pool:

        def run(number: int) -> Result:
            try:
                return action(names[number], partial(turns.show, number), pass_on)
            finally:
                turns.end(number)

        return list(pool.map(run, range(len(names))))


class _Turns:
    """Shows the lines of `count` runs: those of the first at once, those of another when all before it have ended."""

    def __init__(self, count: int, show: Callable[[str], None]) -> None:
        self._show = show
        self._waiting: list[list[str]] = [[] for _ in range(count)]
        self._ended = [False] * count
        self._shown = 0
        self._lock = Lock()

    def show(self, number: int, text: str) -> None:
        with self._lock:
            if number == self._shown:
                self._show(text)
            else:
                self._waiting[number].append(text)

    def end(self, number: int) -> None:
        with self._lock:
            self._ended[number] = True
            while self._shown < len(self._ended) and self._ended[self._shown]:
                self._shown += 1
                for text in self._waiting[self._shown] if self._shown < len(self._waiting) else ():
                    self._show(text)
