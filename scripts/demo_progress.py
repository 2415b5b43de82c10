"""What the demo shows while cdktf runs, and the duration of each step of each stack."""

import re
import time
from collections.abc import Callable, Collection
from typing import TextIO

from constructs_lib.deployments.loading import RESERVED_END

# cdktf prefixes each line with the name of the stack. The patterns match Terraform's text after it.
# Hundreds of lines about existing resources and data sources; not useful to a user.
_NOISE = re.compile(r": (Refreshing state|Reading|Read complete|Opening|Closing|Configuration unknown)\b")
# cdktf's prefix for the app's own error output, such as errors in deployment files.
_APP_PREFIX = re.compile(r"^\[[0-9T:.-]+\] \[ERROR\] default - ")
_DETAILS_START = re.compile(r"Initializing provider plugins|Terraform (will perform|planned) the following actions")
# Most outputs are unknown in the plan. The end of the apply shows their values.
_OUTPUTS_TO_COME = re.compile(r"Changes to Outputs:$")
_DETAILS_END = re.compile(
    r"successfully initialized|Plan: \d+ to (add|import)|Error:|: (Creating|Modifying|Destroying)\.\.\.|complete!"
)
# Outputs for programs: those that the application stack reads, and a long certificate.
FOR_PROGRAMS = re.compile(r"^(\S+  )? *(cross-stack-output-\S+|\w*certificate_authority\w*) +=")
# cdktf's own list of all outputs, under the name of each stack. Terraform has already shown them.
_REPEATED_OUTPUTS = re.compile(r"^  [^\s=]+$")
_STACK = re.compile(r"(\S+)  ")
PLAN, APPLY = "init and plan", "apply"
_STEP_ENDS = {
    PLAN: re.compile(r"Plan: \d+ to (add|import)|No changes\."),
    APPLY: re.compile(r"(Apply|Destroy) complete!"),
}


class Progress:
    """Writes cdktf's output to a log, shows the lines about progress, and times the steps.

    Only the log has provider installation, reads, the text of the plan, and outputs for programs. Each other output is
    shown once, when its value is known.
    """

    def __init__(
        self,
        log: TextIO,
        *,
        name: str,
        stacks: Collection[str],
        show: Callable[[str], None] = print,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._log = log
        self._name = name
        self._stacks = stacks
        self._show = show
        self._clock = clock
        self._in_details = False
        self._stack = ""  # the stack of the current line
        self._started: dict[str, float] = {}
        self._ended: dict[str, dict[str, float]] = {}

    def line(self, text: str) -> None:
        self._log.write(text + "\n")
        self._log.flush()
        self._note_time(text)
        if _DETAILS_END.search(text):
            self._in_details = False
        if _OUTPUTS_TO_COME.search(text) or (self._applied and _REPEATED_OUTPUTS.match(text)):
            self._in_details = True
        if not self._in_details and text.strip() and not (_NOISE.search(text) or FOR_PROGRAMS.match(text)):
            self._show(_APP_PREFIX.sub("", text))
        if _DETAILS_START.search(text):
            self._in_details = True
            self._show(f"           ... (see {self._name})")

    @property
    def _applied(self) -> bool:
        return any(APPLY in ended for ended in self._ended.values())

    def _note_time(self, text: str) -> None:
        named = _STACK.match(text)
        if named and named[1] in self._stacks:
            self._stack = named[1]
            if self._stack not in self._started:
                self._started[self._stack] = self._clock()
        for step, marker in _STEP_ENDS.items():
            if self._stack and marker.search(text):
                self._ended.setdefault(self._stack, {})[step] = self._clock()

    def seconds(self, stack: str) -> dict[str, float]:
        """Each step of `stack` that ended, and its duration. An application waits for its infrastructure before it."""
        result = {}
        before = max(self._started.get(stack, 0), self._infrastructure_applied(stack))
        for step, end in self._ended.get(stack, {}).items():
            result[step], before = end - before, end
        return result

    def _infrastructure_applied(self, stack: str) -> float:
        infrastructure = stack.removesuffix(RESERVED_END)
        return self._ended.get(infrastructure, {}).get(APPLY, 0) if infrastructure != stack else 0
