"""Further groups of nodes: what their attributes have in common on every cloud."""

from __future__ import annotations

import re
from typing import Annotated, ClassVar, Self

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from constructs_lib.value_text import show

from .fields.conversion import fail, to_list
from .fields.types import Flag, Text, Whole, no_repeats, text_matching
from .kubernetes.tolerations import EFFECTS
from .kubernetes.types import Labels, label_name, label_value
from .objects import ObjectSetting, refuse

# With the longest namespace and what EKS appends, 63 characters, its maximum. AKS allows 12
# (https://learn.microsoft.com/azure/aks/create-node-pools#limitations).
_NAME = r"[a-z][a-z0-9]{0,9}"
_TAINT = re.compile(r"([^=:]+)=([^=:]+):(\w+)")
# Reserved by Kubernetes (https://kubernetes.io/docs/reference/labels-annotations-taints/), EKS and AKS
# (https://learn.microsoft.com/azure/aks/use-labels#reserved-system-labels).
RESERVED_DOMAINS = ("kubernetes.io", "k8s.io", "eks.amazonaws.com", "kubernetes.azure.com")
TYPE = (
    "max_nodes = number, min_nodes = optional(number), disk_size_gb = optional(number), "
    "labels = optional(map(string)), taints = optional(list(string)), spot = optional(bool)"
)


def _taint(value: str) -> str:
    """A taint, as `key=value:effect`."""
    match = _TAINT.fullmatch(value)
    if not match or match[3] not in EFFECTS:
        fail(
            f'{show(value)} is not a taint; write one such as "dedicated=training:NoSchedule", with one of the effects '
            f"{', '.join(EFFECTS)}"
        )
    label_name(match[1])
    label_value(match[2])
    return value


def _each_key_and_effect_once(taints: tuple[str, ...]) -> tuple[str, ...]:
    """Kubernetes refuses a node with two taints of one key and effect."""
    no_repeats(tuple(re.sub("=[^:]+", "", taint) for taint in taints))
    return taints


Taints = Annotated[
    tuple[Annotated[Text, AfterValidator(_taint)], ...],
    BeforeValidator(to_list),
    AfterValidator(_each_key_and_effect_once),
]


class NodeGroupSetting(ObjectSetting):
    """A further group of nodes. `nodes_max` is the cloud's maximum; `reserved_names` are in use by the first group."""

    nodes_max: ClassVar[int]
    reserved_names: ClassVar[tuple[str, ...]] = ()

    name: Annotated[
        Text, AfterValidator(text_matching(_NAME, "up to 10 lower-case letters and digits, starting with a letter"))
    ]
    max_nodes: Whole
    min_nodes: Whole = 0
    labels: Labels = Field(default_factory=dict)
    taints: Taints = ()
    spot: Flag = False

    @model_validator(mode="after")
    def _check(self) -> Self:
        mistakes = []
        if self.name in self.reserved_names:
            mistakes.append(("name", f"{show(self.name)} is a name of the first group; write another"))
        if not 1 <= self.max_nodes <= self.nodes_max:
            mistakes.append(("max_nodes", f"{self.max_nodes} is out of range; write 1 to {self.nodes_max}"))
        elif not 0 <= self.min_nodes <= self.max_nodes:
            mistakes.append(("min_nodes", f"{self.min_nodes} is out of range; write 0 to max_nodes {self.max_nodes}"))
        for name in self.labels:
            domain = name.partition("/")[0] if "/" in name else ""
            if any(domain == each or domain.endswith(f".{each}") for each in RESERVED_DOMAINS):
                mistakes.append(("labels", f'{show(name)} is reserved; write one such as "example.com/pool"'))
        refuse(*mistakes)
        return self


def each_name_once(groups: tuple[NodeGroupSetting, ...]) -> tuple[NodeGroupSetting, ...]:
    """Names are part of Terraform addresses."""
    no_repeats(tuple(group.name for group in groups))
    return groups
