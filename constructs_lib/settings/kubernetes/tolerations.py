"""Tolerations: which tainted nodes pods may run on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, model_validator
from pydantic_core import PydanticCustomError

from constructs_lib.value_text import show

from ..base import INNER, SettingsModel
from ..fields.conversion import fail, to_list
from ..fields.suggestions import did_you_mean
from ..fields.types import OptionalText, OptionalWhole, Text, TypeName, one_of, when_given
from .types import label_name, label_value

EFFECTS = ("NoSchedule", "PreferNoSchedule", "NoExecute")
_EXAMPLE = '{ key = "dedicated", operator = "Equal", value = "wandb", effect = "NoSchedule" }'


class TolerationSetting(SettingsModel):
    """A taint that pods tolerate (https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/)."""

    key: Annotated[OptionalText, AfterValidator(when_given(label_name))] = None
    operator: Annotated[Text, AfterValidator(one_of("Equal", "Exists"))] = "Equal"
    value: Annotated[OptionalText, AfterValidator(when_given(label_value))] = None
    effect: Annotated[OptionalText, AfterValidator(when_given(one_of(*EFFECTS)))] = None
    toleration_seconds: OptionalWhole = None

    @model_validator(mode="before")
    @classmethod
    def _has_known_attributes(cls, value: Any) -> Any:
        if isinstance(value, cls):
            return value
        if not isinstance(value, Mapping):
            fail(f"{show(value)} is not an object; write {_EXAMPLE}")
        for name in value:
            if name not in cls.model_fields:
                known = did_you_mean(str(name), cls.model_fields) or f"; use {', '.join(cls.model_fields)}"
                fail(f"{show(str(name))} is not an attribute{known}")
        return {name: inner for name, inner in value.items() if inner is not None}

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
        if mistakes:
            text = "; ".join(f"{name}: {message}" for name, message in mistakes)
            raise PydanticCustomError(INNER, "{text}", {"text": text, "mistakes": mistakes})
        return self


Tolerations = Annotated[
    tuple[TolerationSetting, ...],
    BeforeValidator(to_list),
    TypeName("list(object({ key, operator, value, effect, toleration_seconds }))"),
]
