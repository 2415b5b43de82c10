"""Inputs that are objects: their attributes are known, and their mistakes name the attribute."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from pydantic import model_validator
from pydantic_core import PydanticCustomError

from constructs_lib.value_text import show

from .base import INNER, SettingsModel
from .fields.conversion import fail
from .fields.suggestions import did_you_mean


class ObjectSetting(SettingsModel):
    """An object in a deployment file. `wanted` shows a correct one, for the messages."""

    wanted: ClassVar[str]

    @model_validator(mode="before")
    @classmethod
    def _has_known_attributes(cls, value: Any) -> Any:
        if isinstance(value, cls):
            return value
        if not isinstance(value, Mapping):
            fail(f"{show(value)} is not an object; write {cls.wanted}")
        for name in value:
            if name not in cls.model_fields:
                known = did_you_mean(str(name), cls.model_fields) or f"; use {', '.join(cls.model_fields)}"
                fail(f"{show(str(name))} is not an attribute{known}")
        required = (name for name, field in cls.model_fields.items() if field.is_required())
        refuse(*((name, f"is missing; write {cls.wanted}") for name in required if value.get(name) is None))
        return {name: inner for name, inner in value.items() if inner is not None}


def refuse(*mistakes: tuple[str, str]) -> None:
    """Reports mistakes in attributes of an object, each with the attribute's name."""
    if mistakes:
        text = "; ".join(f"{name}: {message}" for name, message in mistakes)
        raise PydanticCustomError(INNER, "{text}", {"text": text, "mistakes": list(mistakes)})
