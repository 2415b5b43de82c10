"""The state of a run, read from cdktf's output: the lines that stay, and the block below them that is drawn again."""

import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from constructs_lib.deployments.loading import RESERVED_END
from scripts.demo_progress import FOR_PROGRAMS
from scripts.progress.durations import in_words, usual_seconds
from scripts.progress.output import (
    STACKS_COUNTED,
    Ended,
    Planned,
    Splitter,
    Started,
    event,
    is_noise,
    is_question,
    plain,
)

# A resource that took at least this long gets a line of its own.
LONG_SECONDS = 30
_COLORS = {"+": 32, "-": 31, "~": 33, "-/+": 31, "+/-": 31, "<=": 36}
_REPEATED_OUTPUT = re.compile(r"  |\S+ = ")
_BOX_STARTS, _BOX_ENDS = "╷", "╵"


@dataclass
class _Stack:
    """A stack whose run has begun; `since` is when its step began."""

    step: str
    since: float
    actions: int = 0
    done: int = 0
    running: dict[str, tuple[str, float]] = field(default_factory=dict)
    plan: list[str] = field(default_factory=list)
    in_box: bool = False
    in_outputs: bool = False


class Display:
    """Follows the run of `stacks`. `show` gets each line that stays; `log` names the file that has all lines."""

    def __init__(
        self,
        stacks: Sequence[str],
        *,
        log: Path,
        show: Callable[[str], None],
        destroys: bool = False,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._names = stacks
        self._log = log
        self._show = show
        self._clock = clock
        self._splitter = Splitter(stacks)
        # An application is deployed after its infrastructure, and destroyed before it.
        pairs = [(name, f"{name}{RESERVED_END}") for name in stacks if f"{name}{RESERVED_END}" in stacks]
        self._waits_for = dict(pairs if destroys else ((second, first) for first, second in pairs))
        self._stacks: dict[str, _Stack] = {}
        self._began = clock()
        self.asks: str | None = None  # the stack whose plan waits for an approval
        self.told_an_error = False

    def line(self, raw: str) -> None:
        """Follows one line of cdktf's output."""
        name, content = self._splitter.split(plain(raw))
        if name is None:
            self._line_of_cdktf(content)
            return
        stack = self._stacks.setdefault(name, _Stack("initializing", self._clock()))
        if content.startswith(_BOX_STARTS):
            stack.in_box = True
        if stack.in_box or content.startswith("Error: "):
            self._diagnostic(name, stack, content)
        elif is_question(content):
            self.asks = name
            self._begin(stack, "waiting for your answer")
        elif not is_noise(content):
            self._follow(name, stack, content)

    def _line_of_cdktf(self, content: str) -> None:
        # At the end, cdktf repeats all outputs.
        if any(stack.step == "done" for stack in self._stacks.values()) and _REPEATED_OUTPUT.match(content):
            return
        if content.strip() and not STACKS_COUNTED.match(content):
            self.told_an_error |= "Error" in content
            self._show(content)

    def _diagnostic(self, name: str, stack: _Stack, content: str) -> None:
        """An error or warning, which is shown whole."""
        self._show(f"{name}  {content}" if content.startswith((_BOX_STARTS, "Error: ")) else content)
        if "Error: " in content:
            self.told_an_error = True
            self._begin(stack, "failing")
        if content.startswith(_BOX_ENDS):
            stack.in_box = False

    def _follow(self, name: str, stack: _Stack, content: str) -> None:
        now = self._clock()
        match event(content):
            case Started(address, verb):
                if not stack.running and stack.step != "applying":
                    self._begin(stack, "applying")
                stack.plan.clear()
                stack.running[address] = (verb, now)
            case Ended(address, noun):
                stack.done += 1
                _, started = stack.running.pop(address, ("", now))
                if now - started >= LONG_SECONDS:
                    self._show(f"{name}  {address}: {noun} complete after {in_words(now - started)}")
            case Planned(text, actions):
                stack.actions = actions
                stack.plan.append(content)
                self._show(f"{name}  {text}")
            case None:
                self._other(name, stack, content)

    def _other(self, name: str, stack: _Stack, content: str) -> None:
        if "successfully initialized" in content:
            self._begin(stack, "planning")
        elif content.startswith(("Apply complete!", "Destroy complete!")):
            self._show(f"{name}  {content} Took {in_words(self._clock() - stack.since)}.")
            stack.running.clear()
            self._begin(stack, "done")
        elif content.startswith("Outputs:"):
            stack.in_outputs = True
        elif stack.in_outputs and stack.step == "done":
            if content.strip() and not FOR_PROGRAMS.match(content):
                self._show(f"{name}  {content}")
        elif stack.step == "planning":
            if content.startswith("No changes."):
                self._show(f"{name}  {content}")
            stack.plan.append(content)

    def _begin(self, stack: _Stack, step: str) -> None:
        stack.step, stack.since = step, self._clock()

    def show_plan(self, name: str) -> None:
        """Shows the whole plan of a stack, in colors."""
        for content in self._stacks[name].plan:
            color = _COLORS.get(content.split(maxsplit=1)[0] if content.strip() else "")
            self._show(f"\x1b[{color}m{content}\x1b[0m" if color else content)

    def answered(self, name: str, yes: bool) -> None:
        self.asks = None
        self._stacks[name].plan.clear()
        self._begin(self._stacks[name], "applying" if yes else "not applied")
        if not yes:
            self._show(f"{name}  not applied")

    def block(self, lines: int) -> list[str]:
        """At most `lines` lines: each stack with what is under way, and since when."""
        now = self._clock()
        if not self._stacks:
            return [f"starting for {in_words(now - self._began)}", f"log: {self._log}"]
        width = max(map(len, self._names))
        rows = []
        room = max(lines - len(self._names) - 2, 0)
        for name in self._names:
            rows.append(f"{name:<{width}}  {self._headline(name, now)}")
            running = self._stacks[name].running if name in self._stacks else {}
            addresses = max(map(len, running), default=0)
            shown = list(running.items())[:room]
            room -= len(shown)
            for address, (verb, started) in shown:
                usual = usual_seconds(address) if verb == "creating" else None
                usually = f", usually {in_words(usual)}" if usual else ""
                rows.append(f"  {address:<{addresses}}  {verb} for {in_words(now - started)}{usually}")
            if len(shown) < len(running):
                rows.append(f"  and {len(running) - len(shown)} more")
        return [*rows, f"log: {self._log}"][-max(lines, 1) :]

    def _is_done(self, name: str) -> bool:
        return name in self._stacks and self._stacks[name].step == "done"

    def _headline(self, name: str, now: float) -> str:
        stack = self._stacks.get(name)
        first = self._waits_for.get(name)
        if stack is None or (first and stack.step in ("initializing", "planning") and not self._is_done(first)):
            return f"waiting for {first}" if first else "waiting"
        if stack.step in ("done", "not applied"):
            return stack.step
        # The wait for the other stack is no part of the plan.
        since = max([stack.since, *([self._stacks[first].since] if first and stack.step == "planning" else [])])
        of = f": {stack.done} of {stack.actions} done, {len(stack.running)} under way" if stack.actions else ""
        return f"{stack.step} for {in_words(now - since)}{of if stack.step in ('applying', 'failing') else ''}"
