"""Alarms: receivers, thresholds and the monthly budget."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Self

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from constructs_lib.value_text import show

from .fields.conversion import fail, to_list, to_map, to_whole
from .fields.suggestions import did_you_mean
from .fields.types import OptionalWhole, Text, no_repeats, text_matching, when_given, whole_between
from .objects import ObjectSetting, refuse
from .rules import Findings, Rule, rule
from .sizes import SIZES

# The smallest size is the one for trials: it is the default, and the demo uses it.
PRODUCTION_SIZES = SIZES[1:]
BUDGET = (1, 10_000_000)
_email = text_matching(
    r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+", 'an address such as "on-call@example.com"'
)
Emails = Annotated[
    tuple[Annotated[Text, AfterValidator(_email)], ...], BeforeValidator(to_list), AfterValidator(no_repeats)
]


@dataclass(frozen=True)
class Threshold:
    """The value that raises an alarm, in `unit`; a function of the settings where it depends on the size.

    `source` is where the number is from. `limits` are the values that the input accepts.
    """

    value: int | Callable[[Any], int]
    unit: str
    source: str
    limits: tuple[int, int] = (0, 1_000_000_000)

    def of(self, settings: Any) -> int:
        """The value for these settings."""
        return self.value(settings) if callable(self.value) else self.value


def percent(value: int, source: str) -> Threshold:
    """A threshold in percent."""
    return Threshold(value, "%", source, (1, 100))


class AlarmsSetting(ObjectSetting):
    """Who is told, from which values on, and how much the deployment may cost per month.

    `known` are the thresholds of the cloud; `target` is the attribute that names an existing receiver.
    """

    known: ClassVar[Mapping[str, Threshold]]
    target: ClassVar[str]

    emails: Emails = ()
    monthly_budget: Annotated[OptionalWhole, AfterValidator(when_given(whole_between(*BUDGET)))] = None
    thresholds: Annotated[dict[str, int], BeforeValidator(lambda value: _whole_numbers(value))] = Field(
        default_factory=dict
    )

    @model_validator(mode="after")
    def _check(self) -> Self:
        receiver = getattr(self, self.target)
        mistakes = []
        if not self.emails and receiver is None:
            mistakes.append(("emails", f'is missing; write emails = ["on-call@example.com"], or set {self.target}'))
        if self.emails and receiver is not None:
            mistakes.append((self.target, "has its own receivers; remove it or emails"))
        for name, value in self.thresholds.items():
            if name not in self.known:
                right = did_you_mean(name, self.known) or "; see docs/alarms.md"
                mistakes.append((f"thresholds.{name}", f"is not a threshold{right}"))
                continue
            low, high = self.known[name].limits
            if not low <= value <= high:
                mistakes.append((f"thresholds.{name}", f"{value} is out of range; write {low} to {high}"))
        refuse(*mistakes)
        return self


def _whole_numbers(value: Any) -> dict[str, int]:
    return {str(name): _whole_number(str(name), inner) for name, inner in to_map(value).items()}


def _whole_number(name: str, value: Any) -> int:
    if isinstance(value, Mapping | list | tuple) or value is None:
        fail(f"{show(name)} has {show(value)} as its value; write a whole number")
    return to_whole(value)


def thresholds_of(settings: Any, known: Mapping[str, Threshold]) -> dict[str, int]:
    """Every threshold: as given in `alarms`, or for the size."""
    given = settings.alarms.thresholds if settings.alarms else {}
    return {name: given.get(name, threshold.of(settings)) for name, threshold in known.items()}


def alarms_are_advised(example: str) -> Rule:
    """Without alarms, users notice trouble first."""

    def check(settings: Any) -> Findings:
        if settings.alarms is None and settings.size in PRODUCTION_SIZES:
            yield (
                "alarms",
                f'is not set, so nobody is told of trouble in a deployment of size "{settings.size}"; '
                f"write alarms = {example}",
            )

    return rule(check, "alarms", "size")
