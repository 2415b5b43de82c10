"""What a line of cdktf's output is about.

cdktf writes the name of the stack before the first line of each piece of Terraform's output, and indents the others by
as much.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass

_ESCAPES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
# cdktf's prefix for output of the app, such as errors in deployment files.
_LOGGED = re.compile(r"^\[[0-9T:.-]+\] \[[A-Z]+\] default - ?")
_VERBS = {"Creating": "creating", "Modifying": "changing", "Destroying": "destroying", "Importing": "importing"}
_STARTED = re.compile(rf"^(\S.*): ({'|'.join(_VERBS)})\.\.\.")
_ENDED = re.compile(r"^(\S.*): (Creation|Modifications|Destruction|Import) complete\b")
_PLANNED = re.compile(r"^Plan: .*\.")
_COUNTS = re.compile(r"(\d+) to (add|change|destroy)")
# Existing resources, data sources and running resources: hundreds of lines.
_NOISE = re.compile(
    r": (Refreshing state|Reading|Read complete|Opening|Closing|Renewing|Provisioning|Configuration unknown"
    r"|Still (creating|modifying|destroying|reading|opening|closing|refreshing))\b"
)
# cdktf's last line.
STACKS_COUNTED = re.compile(r"^\d+ Stacks \w+ +\d+ Stacks ")
_QUESTIONS = (
    "Do you want to perform these actions",
    "Do you really want to destroy all resources",
    "Do you want to override the soft failed policy check?",
)


def plain(line: str) -> str:
    """The line without colors and other escapes."""
    return _ESCAPES.sub("", line).rstrip()


class Splitter:
    """Tells which of the `stacks` a line belongs to."""

    def __init__(self, stacks: Collection[str]) -> None:
        # The longest first: the name of an application begins with that of its infrastructure.
        self._stacks = sorted(stacks, key=len, reverse=True)
        self._current: str | None = None

    def split(self, line: str) -> tuple[str | None, str]:
        """The stack and the text; None for cdktf's own output. `line` is the result of `plain`."""
        for stack in self._stacks:
            if line == stack or line.startswith(f"{stack}  "):
                self._current = stack
                return stack, line[len(stack) + 2 :]
        if self._current and (not line or line.startswith(" " * (len(self._current) + 2))):
            return self._current, line[len(self._current) + 2 :]
        self._current = None
        return None, _LOGGED.sub("", line)


@dataclass(frozen=True)
class Started:
    """Terraform began with a resource; `verb` is such as `creating`."""

    address: str
    verb: str


@dataclass(frozen=True)
class Ended:
    """Terraform is done with a resource; `noun` is such as `Creation`."""

    address: str
    noun: str


@dataclass(frozen=True)
class Planned:
    """The plan is complete, with this number of actions on resources."""

    text: str
    actions: int


def event(content: str) -> Started | Ended | Planned | None:
    """What happened according to a line of Terraform, if anything."""
    if found := _ENDED.match(content):
        return Ended(found[1], found[2])
    if found := _STARTED.match(content):
        return Started(found[1], _VERBS[found[2]])
    if _PLANNED.match(content):
        return Planned(content, sum(int(count) for count, _ in _COUNTS.findall(content)))
    return None


def is_noise(content: str) -> bool:
    return _NOISE.search(content) is not None


def is_question(content: str) -> bool:
    """Whether cdktf now waits for an approval."""
    return any(question in content for question in _QUESTIONS)
