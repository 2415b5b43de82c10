"""The base of all settings models: immutable, refuses unknown names, shows no values in pydantic's errors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Self

from pydantic import BaseModel, ConfigDict, model_validator
from pydantic_core import PydanticCustomError

from .fields.declaration import Refusal
from .rules import Rule, findings

# Error types for combinations of inputs and for several mistakes in one input.
COMBINATION = "combination"
INNER = "inner"


class SettingsModel(BaseModel):
    """Immutable settings; unknown names are refused."""

    # defer_build: only the model in use builds its validator, not each of its base classes.
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True, defer_build=True)


if TYPE_CHECKING:
    from pydantic._internal._model_construction import ModelMetaclass as _Inspected
else:

    class _Inspected(type(BaseModel)):
        """Shows the inputs of settings to `inspect`, `help()` and notebooks; generated when they are read."""

        @property
        def __signature__(cls):
            from .signature import signature_of

            return signature_of(cls)

        @__signature__.setter
        def __signature__(cls, value):
            # pydantic's own, which shows validators as types.
            pass

        @property
        def __doc__(cls):
            from .signature import documentation_of

            return documentation_of(cls, vars(cls).get("__doc__"))


class WholeSettings(SettingsModel, metaclass=_Inspected):
    """Settings that are checked as a whole: first single values, then combinations.

    `page` describes all inputs. `rules` refuse combinations. `refusals` are known inputs that are refused, with the
    message `refused`. `other_names` are common other names of inputs. `synonyms` are pairs of names for the same input.

    Keyword arguments are checked like a deployment file. Raises `SettingsError` with a line for each problem.
    """

    rules: ClassVar[tuple[Rule, ...]] = ()
    page: ClassVar[str] = ""
    refused: ClassVar[str] = "is not supported"
    refusals: ClassVar[tuple[Refusal, ...]] = ()
    other_names: ClassVar[dict[str, str]] = {}
    synonyms: ClassVar[dict[str, str]] = {}

    # Type checkers and editors derive the arguments from the fields.
    if not TYPE_CHECKING:

        def __init__(self, /, **values: Any) -> None:
            from .in_python import settings_in_python

            self.__setstate__(settings_in_python(type(self), values).__getstate__())

        # Validation, which files use, creates settings without calling it, as without this method.
        __init__.__pydantic_base_init__ = True

    @classmethod
    def knows(cls, name: str) -> bool:
        """Whether an input has this name, is refused, or has this other name."""
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
    """All settings of a deployment on `cloud`. `notices` are rules that warn.

    `generations` are versions of the cloud's official module, oldest first.

    Keyword arguments also issue a `SettingsWarning` for each warning.
    """

    cloud: ClassVar[str]
    generations: ClassVar[tuple[str, ...]] = ()

    refused = "is an input of the official module that is not supported"
    notices: ClassVar[tuple[Rule, ...]] = ()

    @property
    def warnings(self) -> tuple[str, ...]:
        """The findings of `notices`, one line each."""
        return tuple(f"{each.input}: {each.message}" for each in findings(self.notices, self))
