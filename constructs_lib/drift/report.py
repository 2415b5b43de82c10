"""What a plan says about a stack: changes outside of Terraform, and differences from the deployment file.

A change outside of Terraform is between the state and the cloud. A difference from the deployment file is what a deploy
would change. A value that was changed outside and that a deploy would set back is listed once, as a change outside.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from constructs_lib.value_text import counted

from .differences import SENSITIVE, UNKNOWN, Difference, difference_paths
from .expected import why_expected

# The exit status of `make drift` and of `python -m constructs_lib.drift`, as of `terraform plan -detailed-exitcode`.
UNCHANGED, FAILED, DRIFTED = 0, 1, 2
_ARGUMENT = re.compile(r"[.\[]")
_ACTIONS = {
    ("create",): "would be created",
    ("delete",): "would be destroyed",
    ("delete", "create"): "would be replaced",
    ("create", "delete"): "would be replaced",
    ("forget",): "would be removed from the state",
}


@dataclass(frozen=True)
class Change:
    """What differs in a resource or output. `what`: one line instead of attributes, such as `would be created`."""

    address: str
    differences: Sequence[Difference] = ()
    what: str = ""
    notes: Mapping[str, str] = field(default_factory=dict)  # By path: what a deploy does, or why it is expected.

    def lines(self) -> Iterator[str]:
        yield f"    {self.address}{f': {self.what}' if self.what else ''}"
        for each in self.differences:
            note = self.notes.get(each.path)
            yield f"      {each}{f' ({note})' if note else ''}"

    def rows(self) -> Iterator[dict[str, Any]]:
        """The change as JSON: a row per attribute, or one row for the whole resource."""
        if not self.differences:
            yield {"address": self.address, "change": self.what}
        for each in self.differences:
            row: dict[str, Any] = {"address": self.address, "attribute": each.path}
            row["before"] = SENSITIVE if each.sensitive else each.before
            row["after"] = SENSITIVE if each.sensitive else UNKNOWN if each.unknown else each.after
            if self.what:
                row["change"] = self.what
            if each.path in self.notes:
                row["note"] = self.notes[each.path]
            yield row


@dataclass(frozen=True)
class StackDrift:
    """The drift of one stack. `waits_for`: stacks whose outputs it needs; `error`: why it could not be planned."""

    stack: str
    outside: Sequence[Change] = ()
    configuration: Sequence[Change] = ()
    expected: Sequence[Change] = ()
    waits_for: Sequence[str] = ()
    error: str = ""

    @property
    def status(self) -> int:
        if self.error:
            return FAILED
        return DRIFTED if self.outside or self.configuration or self.waits_for else UNCHANGED

    @property
    def summary(self) -> str:
        if self.error:
            return f"{self.stack}: failed"
        if self.waits_for:
            return f"{self.stack}: waits for outputs of {' and '.join(self.waits_for)}, which do not exist yet"
        parts = [
            f"{counted(len(self.outside), 'resource')} changed outside of Terraform" if self.outside else "",
            f"{counted(len(self.configuration), 'difference')} from the deployment file" if self.configuration else "",
        ]
        found = ", ".join(part for part in parts if part) or "no drift"
        return f"{self.stack}: {found}{f' ({len(self.expected)} with expected changes)' if self.expected else ''}"

    def lines(self, *, show_expected: bool = False) -> Iterator[str]:
        """The report: what changed by address and attribute, then one line with the summary."""
        if self.error:
            yield self.error
        groups = [
            ("changed outside of Terraform", self.outside),
            ("differs from the deployment file", self.configuration),
        ]
        if show_expected:
            groups.append(("expected", self.expected))
        for title, changes in groups:
            if changes:
                yield f"  {title}:"
            for change in changes:
                yield from change.lines()
        yield self.summary

    def as_json(self, *, show_expected: bool = False) -> dict[str, Any]:
        """The report as JSON, with the values in full."""
        found: dict[str, Any] = {"stack": self.stack, "status": self.status, "summary": self.summary}
        found["outside"] = [row for each in self.outside for row in each.rows()]
        found["configuration"] = [row for each in self.configuration for row in each.rows()]
        if show_expected:
            found["expected"] = [row for each in self.expected for row in each.rows()]
        return {**found, **({"error": self.error} if self.error else {})}


def read_plan(stack: str, plan: Mapping[str, Any], ignored: Mapping[str, Sequence[str]] | None = None) -> StackDrift:
    """The drift of `stack`, from a plan as `terraform show -json` writes it.

    `ignored`: the synthesized `ignore_changes` by address. It explains the tags in the input `ignore_tags`, which only
    the deployment knows.
    """
    planned = {each["address"]: _planned(each) for each in _managed(plan.get("resource_changes"))}
    planned = {address: change for address, change in planned.items() if change is not None}
    state = _state(plan)
    outside, expected = [], []
    for each in _managed(plan.get("resource_drift")):
        change = _outside(each, planned.get(each["address"]), (ignored or {}).get(each["address"], ()), state)
        outside += [change[0]] if change[0] else []
        expected += [change[1]] if change[1] else []
    found = {each.address: each for each in outside}
    rest = [_without(change, found.get(address)) for address, change in sorted(planned.items()) if change]
    outputs = [_output(name, change) for name, change in sorted((plan.get("output_changes") or {}).items())]
    configuration = [each for each in (*rest, *outputs) if each]
    return StackDrift(stack, tuple(outside), tuple(configuration), tuple(expected))


def write_report(
    found: Sequence[StackDrift], show: Callable[[str], None], *, as_json: bool, show_expected: bool
) -> int:
    """Shows the drift of every stack; returns the exit status: an error before drift, drift before none."""
    if as_json:
        rows = [each.as_json(show_expected=show_expected) for each in found]
        show(json.dumps(rows, indent=2, ensure_ascii=False))
    else:
        for each in found:
            show("\n".join(each.lines(show_expected=show_expected)))
    statuses = {each.status for each in found}
    return next((status for status in (FAILED, DRIFTED) if status in statuses), UNCHANGED)


def _managed(changes: Sequence[Mapping[str, Any]] | None) -> list[Mapping[str, Any]]:
    return [each for each in changes or () if each.get("mode") == "managed"]


def _state(plan: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    """The resources that Terraform has read from the cloud."""
    values = (plan.get("prior_state") or {}).get("values") or {}
    found: Sequence[Mapping[str, Any]] = (values.get("root_module") or {}).get("resources") or ()
    return found


def _planned(resource_change: Mapping[str, Any]) -> Change | None:
    """What a deploy would do with a resource; None for nothing."""
    address, change = resource_change["address"], resource_change["change"]
    actions = tuple(change["actions"])
    if change.get("importing"):
        return Change(address, what="would be imported")
    if actions in (("no-op",), ("read",)):
        return None
    if actions == ("update",):
        return Change(address, _known_first(difference_paths(change)))
    what = _ACTIONS.get(actions, f"would be changed ({', '.join(actions)})")
    causes = {str(each[0]) for each in change.get("replace_paths") or () if each}
    return Change(address, [each for each in difference_paths(change) if _ARGUMENT.split(each.path)[0] in causes], what)


def _known_first(differences: Sequence[Difference]) -> Sequence[Difference]:
    """Without attributes that are only computed again, unless nothing else differs."""
    return [each for each in differences if not each.unknown] or differences


def _outside(
    drift: Mapping[str, Any], planned: Change | None, ignored: Sequence[str], state: Sequence[Mapping[str, Any]]
) -> tuple[Change | None, Change | None]:
    """A change outside of Terraform: its unexpected and its expected part."""
    address, type_ = drift["address"], drift["type"]
    if drift["change"]["actions"] == ["delete"]:
        return Change(address, what="deleted" + (", would be created again" if planned else "")), None
    differences = _without_tags_all(difference_paths(drift["change"]))
    after_deploy = {each.path: each for each in planned.differences} if planned else {}
    unexpected, expected, notes = [], [], {}
    for each in differences:
        deployed = after_deploy.get(each.path)
        if deployed:
            back = deployed.after == each.before and not deployed.unknown
            notes[each.path] = f"a deploy changes it{' back' if back else ''}"
        elif reason := why_expected(type_, each, drift["change"]["after"], state) or _ignored(each.path, ignored):
            notes[each.path] = reason
            expected.append(each)
            continue
        unexpected.append(each)
    return (
        Change(address, unexpected, notes=notes) if unexpected else None,
        Change(address, expected, notes=notes) if expected else None,
    )


def _ignored(path: str, ignored: Sequence[str]) -> str | None:
    own = any(path == each or path.startswith((f"{each}.", f"{each}[")) for each in ignored)
    return "the deployment ignores it (ignore_changes)" if own else None


def _without_tags_all(differences: Sequence[Difference]) -> list[Difference]:
    """Without `tags_all`, where it repeats `tags`: it adds only the default tags of the provider."""
    found = {each.path for each in differences}
    return [
        each
        for each in differences
        if not (each.path.startswith("tags_all") and each.path.replace("tags_all", "tags", 1) in found)
    ]


def _without(planned: Change, outside: Change | None) -> Change | None:
    """What a deploy would change besides what was changed outside."""
    if outside is None:
        return replace(planned, differences=_without_tags_all(planned.differences))
    if outside.what or not planned.differences:
        return None if outside.what else planned
    known = {each.path for each in outside.differences}
    rest = [each for each in planned.differences if each.path not in known and not each.path.startswith("tags_all")]
    return replace(planned, differences=rest) if rest or planned.what else None


def _output(name: str, change: Mapping[str, Any]) -> Change | None:
    if change["actions"] == ["no-op"]:
        return None
    return Change(f"output.{name}", [replace(each, path=each.path or "value") for each in difference_paths(change)])
