"""Tolerations: which tainted nodes pods may run on."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import AfterValidator, BeforeValidator, model_validator

from ..fields.conversion import to_list
from ..fields.types import OptionalText, OptionalWhole, Text, TypeName, one_of, when_given
from ..objects import ObjectSetting, refuse
from .types import label_name, label_value

EFFECTS = ("NoSchedule", "PreferNoSchedule", "NoExecute")


class TolerationSetting(ObjectSetting):
    """A taint that pods tolerate (https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/)."""

    wanted: ClassVar[str] = '{ key = "dedicated", operator = "Equal", value = "wandb", effect = "NoSchedule" }'

    key: Annotated[OptionalText, AfterValidator(when_given(label_name))] = None
    operator: Annotated[Text, AfterValidator(one_of("Equal", "Exists"))] = "Equal"
    value: Annotated[OptionalText, AfterValidator(when_given(label_value))] = None
    effect: Annotated[OptionalText, AfterValidator(when_given(one_of(*EFFECTS)))] = None
    toleration_seconds: OptionalWhole = None

    @model_validator(mode="after")
    def _check_combination(self) -> TolerationSetting:
        mistakes = []
        if self.operator == "Exists" and self.value is not None:
            mistakes.append(("value", 'is not allowed with operator "Exists"; remove it, or write operator = "Equal"'))
        if self.operator == "Equal" and self.key is None:
            mistakes.append(
                ("key", 'is missing; operator "Equal" requires it, and "Exists" without it tolerates every taint')
            )
        if self.toleration_seconds is not None and self.effect != "NoExecute":
            mistakes.append(("toleration_seconds", 'is allowed only with effect = "NoExecute"; remove it'))
        refuse(*mistakes)
        return self


Tolerations = Annotated[
    tuple[TolerationSetting, ...],
    BeforeValidator(to_list),
    TypeName("list(object({ key, operator, value, effect, toleration_seconds }))"),
]
