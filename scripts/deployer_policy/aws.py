"""IAM policies for a deployer: the actions of the stack's resource types, restricted to its names and region."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from scripts.preflight.stacks import Stack

from .aws_rights import AWS_READS, AWS_RIGHTS, Rights
from .documents import DOCUMENTS, UnknownTypeError

@dataclass(frozen=True)
class Statement:
    """One statement of a policy; `conditions` as in IAM."""

    sid: str
    actions: tuple[str, ...]
    resources: tuple[str, ...] = ("*",)
    conditions: Mapping[str, Mapping[str, str | list[str]]] | None = None

    def json(self) -> dict[str, object]:
        found: dict[str, object] = {
            "Sid": self.sid,
            "Effect": "Allow",
            "Action": list(self.actions),
            "Resource": list(self.resources),
        }
        return {**found, "Condition": self.conditions} if self.conditions else found


def actions_of(stack: Stack, document: str = "first-deploy") -> set[str]:
    """The actions that a deployer of `stack` needs."""
    phases, configuration = DOCUMENTS[document], stack.configuration
    actions = _actions(AWS_RIGHTS, configuration.get("resource", {}), phases)
    for kind in ("data", "ephemeral"):
        actions |= _actions(AWS_READS, configuration.get(kind, {}), ("reads",))
    return actions


def _actions(table: Mapping[str, Rights], types: Iterable[str], phases: Sequence[str]) -> set[str]:
    found: set[str] = set()
    for type_ in types:
        if type_ in table:
            found |= table[type_].of(*phases)
        elif type_.startswith("aws_"):
            raise UnknownTypeError(f"{type_} has no entry in {__package__}.aws_rights")
    return found
