"""Settings made in Python, `AwsSettings(namespace="wandb", ...)`: checked like a file, with lines of the program."""

from __future__ import annotations

import ast
import linecache
import sys
import warnings
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import FrameType
from typing import Any, TypeVar

from constructs_lib.problems import Problem, SettingsError, shown

from .base import DeploymentSettings, WholeSettings
from .checking import check
from .fields.conversion import GIVEN
from .fields.types import is_secret
from .python_words import in_python_words

Settings = TypeVar("Settings", bound=WholeSettings)
# The packages between the program and this module.
_NOT_THE_PROGRAM = frozenset({"constructs_lib", "pydantic"})


class SettingsWarning(UserWarning):
    """A combination of settings that works, but is probably not intended."""


def settings_in_python(model: type[Settings], values: Mapping[str, Any]) -> Settings:
    """Settings from keyword arguments. Raises `SettingsError` with every problem, and issues the warnings.

    A secret is `True`, or the names of a map: Terraform gets the values from its environment, not from Python.
    """
    frame = _caller()
    known = {name: value for name, value in values.items() if value is not None}
    texts = dict(_texts_of_secrets(model, known))
    usable = {name: _as_secret(model, name, value) for name, value in known.items() if name not in texts}
    settings, mistakes = check(model, usable, unreadable=texts)
    wrong = [*((name, name, message) for name, message in texts.items()), *mistakes]
    notices = settings.warnings if isinstance(settings, DeploymentSettings) else ()
    file = frame.f_code.co_filename
    lines = _lines_of_arguments(frame) if wrong or notices else {}
    if settings is None or wrong:
        # In the order of the program; missing inputs are last.
        wrong.sort(key=lambda mistake: (mistake[0] not in lines, lines.get(mistake[0], 0)))
        raise SettingsError(
            Problem(shown(Path(file)), where, in_python_words(message), lines.get(name, frame.f_lineno))
            for name, where, message in wrong
        )
    for warning in notices:
        line = lines.get(warning.partition(":")[0], frame.f_lineno)
        warnings.warn_explicit(in_python_words(warning), SettingsWarning, file, line)
    return settings


def _texts_of_secrets(model: type[WholeSettings], values: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Secrets given as text, with the message that shows the right line."""
    for name, value in values.items():
        if name not in model.model_fields or not is_secret(model.model_fields[name]):
            continue
        variable = f"and set TF_VAR_{name}"
        if model.model_fields[name].annotation is bool:
            if not isinstance(value, bool):
                yield name, f"is a secret, whose value does not belong in a program; write {name}=True {variable}"
        elif isinstance(value, Mapping | str):
            yield name, f"is a map of secrets, whose values do not belong in a program; write the names {variable}"


def _as_secret(model: type[WholeSettings], name: str, value: Any) -> Any:
    field = model.model_fields.get(name)
    if field is None or not is_secret(field):
        return value
    if field.annotation is bool:
        return GIVEN if value else None
    return dict.fromkeys(value, "")


def _caller() -> FrameType:
    """The frame of the program that makes the settings."""
    frame = sys._getframe(1)
    while frame.f_back and frame.f_globals.get("__name__", "").partition(".")[0] in _NOT_THE_PROGRAM:
        frame = frame.f_back
    return frame


def _lines_of_arguments(frame: FrameType) -> Mapping[str, int]:
    """The line of each keyword argument in the call; empty when the source cannot be read."""
    source = "".join(linecache.getlines(frame.f_code.co_filename))
    try:
        calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    except SyntaxError:
        return {}
    around = [call for call in calls if call.lineno <= frame.f_lineno <= (call.end_lineno or call.lineno)]
    # The innermost call with keywords that is at this line.
    named = [{each.arg: each.value.lineno for each in call.keywords if each.arg} for call in around]
    return next((lines for lines in reversed(named) if lines), {})
