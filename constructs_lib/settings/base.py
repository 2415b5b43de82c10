"""The base of every settings model: frozen, exact about names, silent about values in its errors."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from pydantic import BaseModel, ConfigDict, model_validator
from pydantic_core import PydanticCustomError

from .fields.declaration import Refusal
from .rules import Rule, findings

# Kinds of errors beside a single value's: several inputs that do not go together, and several mistakes within one.
COMBINATION = "combination"
INNER = "inner"


class SettingsModel(BaseModel):
    """Settings are facts: they cannot be changed after they were checked, and unknown names are refused."""

    # defer_build: only the model that is used builds its validator, not each part it is made of.
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True, defer_build=True)


class WholeSettings(SettingsModel):
    """Settings that are checked as a whole: single values first, then what does not go together.

    `page` describes all inputs. `rules` refuse; `refusals` are inputs that are known and not taken, which `refused`
    says; `other_names` are names that people use for an input here, and `synonyms` are inputs that are two names of
    one.
    """

    rules: ClassVar[tuple[Rule, ...]] = ()
    page: ClassVar[str] = ""
    refused: ClassVar[str] = "is not taken here"
    refusals: ClassVar[tuple[Refusal, ...]] = ()
    other_names: ClassVar[dict[str, str]] = {}
    synonyms: ClassVar[dict[str, str]] = {}

    @classmethod
    def knows(cls, name: str) -> bool:
        """Whether something can be said about an input of this name, if only why it is not taken."""
        refused = (refusal.name for refusal in cls.refusals)
        return name in cls.model_fields or name in refused or name.lower() in cls.other_names

    @model_validator(mode="before")
    @classmethod
    def _null_means_not_given(cls, data: Any) -> Any:
        return {name: value for name, value in data.items() if value is not None} if isinstance(data, dict) else data

    @model_validator(mode="after")
    def _check_combination(self) -> Self:
        found = findings(self.rules, self)
        if found:
            text = "\n".join(f"{each.input}: {each.message}" for each in found)
            raise PydanticCustomError(COMBINATION, "{text}", {"text": text, "findings": found})
        return self


class DeploymentSettings(WholeSettings):
    """All settings of a deployment. `notices` are rules that warn.

    `generations` are those of the cloud's official module, oldest first.
    """

    generations: ClassVar[tuple[str, ...]] = ()

    refused = "is an input of the official module that is not taken here"
    notices: ClassVar[tuple[Rule, ...]] = ()

    @property
    def warnings(self) -> tuple[str, ...]:
        """What works and deserves a second look, one line each."""
        return tuple(f"{each.input}: {each.message}" for each in findings(self.notices, self))
