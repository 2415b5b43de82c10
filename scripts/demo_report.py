"""What the demo shows of a deploy: the progress, and the duration of each step."""

import json
import re
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path
from typing import Any, TextIO

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
_FOR_PROGRAMS = re.compile(r"^(\S+  )? *(cross-stack-output-\S+|\w*certificate_authority\w*) +=")
# cdktf's own list of all outputs, under the name of each stack. Terraform has already shown them.
_REPEATED_OUTPUTS = re.compile(r"^  [^\s=]+$")
_STEP_ENDS = (
    ("synth", re.compile(r"Initializing the backend|No stacks")),
    ("init and plan", re.compile(r"Plan: \d+ to (add|import)|No changes\.")),
    ("apply", re.compile(r"(Apply|Destroy) complete!")),
)


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
        show: Callable[[str], None] = print,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._log = log
        self._name = name
        self._show = show
        self._clock = clock
        self._in_details = False
        self._started = clock()
        self._ends: dict[str, float] = {}

    def line(self, text: str) -> None:
        self._log.write(text + "\n")
        self._log.flush()
        for step, marker in _STEP_ENDS:
            # Several stacks: the synthesis ends once; planning and applying end with the last stack.
            if marker.search(text) and not (step == "synth" and step in self._ends):
                self._ends[step] = self._clock()
        if _DETAILS_END.search(text):
            self._in_details = False
        if _OUTPUTS_TO_COME.search(text) or ("apply" in self._ends and _REPEATED_OUTPUTS.match(text)):
            self._in_details = True
        if not self._in_details and text.strip() and not (_NOISE.search(text) or _FOR_PROGRAMS.match(text)):
            self._show(_APP_PREFIX.sub("", text))
        if _DETAILS_START.search(text):
            self._in_details = True
            self._show(f"           ... (see {self._name})")

    def steps(self) -> list[tuple[str, float]]:
        """Each step that ended, and its duration in seconds."""
        result = []
        before = self._started
        for step, _ in _STEP_ENDS:
            if step in self._ends:
                result.append((step, max(self._ends[step] - before, 0.0)))
                before = max(before, self._ends[step])
        return result


# Commands to inspect what was deployed.
HOW_TO_LOOK_AROUND = """
Look around:
  . .demo/environment     points this shell to the demo
  aws eks list-clusters
  terraform state list
  leave_demo              restores this shell

Plan again, expect no changes:  make demo-diff
Destroy the demo:               make demo-destroy
Discard emulator and state:     make demo-stop"""


def how_to_destroy_protected(files: Sequence[str]) -> str:
    """What to do if deletion protection refused a destroy."""
    return f"""
Refused because deletion protection is on: the database, bucket and key retain their data. To destroy them:
  1. set  deletion_protection = false  in {", ".join(files)}
  2. make demo           removes the protection in the account
  3. make demo-destroy   destroys; the database leaves a final snapshot"""


def what_is_left(inventory: Mapping[str, Sequence[str]], kept_by_aws: Collection[str]) -> str:
    """The account after a destroy. What AWS itself retains for a while does not count as left."""
    if set(inventory) - set(kept_by_aws):
        title = "These resources are still in the account:"
    elif inventory:
        title = "The account is empty, except for what AWS retains for a while after a deletion:"
    else:
        title = "The account is empty."
    return "\n".join([title, *(f"  {kind}: {', '.join(ids)}" for kind, ids in inventory.items())])


def how_to_keep_interrupted(stack: str, tainted: Sequence[str], *, output: str = ".demo/cdktf.out") -> str:
    """What to do if deletion protection refuses to replace the tainted resources of an interrupted deploy."""
    return f"""
A deploy of {stack} was interrupted while it created these resources. Terraform marked them as tainted, so the next
deploy replaces them. Deletion protection refuses that for resources with data. To keep an existing one, run this for
its address, then deploy again:
  terraform -chdir={output}/stacks/{stack} untaint ADDRESS
  {" ".join(tainted)}"""


def tainted_resources(state: Path) -> list[str]:
    """The addresses of the tainted resources: Terraform replaces them because their creation failed."""
    return [
        f"{resource['type']}.{resource['name']}"
        for resource in _managed_resources(state)
        if any(instance.get("status") == "tainted" for instance in resource["instances"])
    ]


def count_resources(state: Path) -> int:
    """The number of resources in a state file, without data sources."""
    return sum(len(resource["instances"]) for resource in _managed_resources(state))


def _managed_resources(state: Path) -> list[dict[str, Any]]:
    # Terraform creates the file before it writes to it.
    if not state.is_file() or not state.stat().st_size:
        return []
    resources = json.loads(state.read_text()).get("resources", [])
    return [resource for resource in resources if resource["mode"] == "managed"]
