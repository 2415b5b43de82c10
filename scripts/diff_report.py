"""The output of `diff` for each stack: the plan, each error once, and whether the stack failed or waits for another.

cdktf writes an error of Terraform to its log and to the stack's output. An application stack reads outputs from the
state of its infrastructure stack. Terraform cannot plan it until the state and each output exist.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
_LOGGED = re.compile(r"^\[[0-9T:.-]+\] \[[A-Z]+\] default - ?")
# Lines that cdktf adds: a spinner, and a message that a plan failed.
_OF_CDKTF = re.compile(r"^\W*Processing$|^Error: External Error: Stack failed to plan")
_ERROR = "Error: "
_FAILED = "Planning failed."
_REFERENCE = re.compile(r"cross-stack-reference-input-([A-Za-z0-9-]+)")
_MISSING_STATE = "Error: Unable to find remote state"
_MISSING_OUTPUT = "Error: Unsupported attribute"
_CHANGES = re.compile(r"(?:Plan: .*|No changes\.).*")


@dataclass(frozen=True)
class Outcome:
    """The result of the diff of `stack`: a plan, other stacks that it waits for, or neither if it failed."""

    stack: str
    planned: str | None = None
    waits_for: Sequence[str] = ()

    @property
    def failed(self) -> bool:
        return self.planned is None and not self.waits_for

    def __str__(self) -> str:
        if self.waits_for:
            others = " and ".join(self.waits_for)
            return f"{self.stack}: waits for outputs of {others}, which do not exist yet; deploy {others} first"
        return f"{self.stack}: {self.planned or 'failed, see above'}"


class PlanOutput:
    """Receives every line of cdktf's diff of `stack`; shows the plan at once and errors at the end."""

    def __init__(self, stack: str, show: Callable[[str], None] = print) -> None:
        self._stack = stack
        self._show = show
        self._planned = "planned"
        self._in_log = False
        self._logged: list[str] = []
        self._errors: list[str] = []

    def line(self, text: str) -> None:
        bare = _COLOUR.sub("", text)
        if _OF_CDKTF.match(bare):
            return
        if logged := _LOGGED.match(bare):
            self._in_log = True
            self._logged.append(bare[logged.end() :])
        elif self._in_log and not bare.startswith(f"{self._stack}  "):
            self._logged.append(bare)
        else:
            self._in_log = False
            self._stack_line(text, bare.removeprefix(self._stack).strip())

    def _stack_line(self, text: str, content: str) -> None:
        if self._errors or content.startswith((_ERROR, _FAILED)):
            self._errors.append(text)
            return
        if _CHANGES.match(content):
            self._planned = content
        self._show(text)

    def end(self, status: int) -> Outcome:
        """Shows the errors, unless the stack only waits for another one."""
        if status == 0:
            return Outcome(self._stack, self._planned)
        # If cdktf ended before the stack's output did, its log has the rest.
        held_back = self._errors if any(_ERROR in text for text in self._errors) else [*self._errors, *self._logged]
        if waits_for := missing_stacks("\n".join(held_back)):
            return Outcome(self._stack, waits_for=waits_for)
        for text in held_back:
            self._show(text)
        return Outcome(self._stack)

    @property
    def told_an_error(self) -> bool:
        """Whether Terraform reported an error."""
        return any(_ERROR in text for text in (*self._errors, *self._logged))


def missing_stacks(text: str) -> list[str]:
    """The stacks whose missing outputs are the only errors in `text`; empty if there is another error, or none."""
    _, *errors = re.split(rf"^(?=(?:\S+  )?[ │]*{_ERROR})", _COLOUR.sub("", text), flags=re.MULTILINE)
    stacks = [_missing_stack(error) for error in errors]
    return [] if None in stacks else list(dict.fromkeys(stack for stack in stacks if stack))


def _missing_stack(error: str) -> str | None:
    found = _REFERENCE.search(error)
    if found is None:
        return None
    of_the_state = _MISSING_STATE in error
    of_an_output = _MISSING_OUTPUT in error and f"{found[0]}.outputs" in error
    return found[1] if of_the_state or of_an_output else None
