"""Builds checked settings from plain values, or reports every mistake in them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any, TypeVar

from pydantic import ValidationError

from constructs_lib.value_text import WRITE_VALUE, child, label, show

from .base import COMBINATION, INNER, WholeSettings
from .fields.declaration import Refusal
from .fields.literals import has_nul, has_template, has_token, literal
from .fields.suggestions import did_you_mean
from .fields.types import is_secret
from .rules import Finding

Settings = TypeVar("Settings", bound=WholeSettings)
# An input, the place in its value, and what is wrong there.
Mistake = tuple[str, str, str]


def check(
    model: type[Settings], values: Mapping[str, Any], *, unreadable: Collection[str] = (), complete: bool = True
) -> tuple[Settings | None, list[Mistake]]:
    """Settings, or all mistakes; never both.

    `unreadable` inputs are given, with values that could not be read. Unless the values are `complete`, none is
    reported as missing. The texts of settings are literals for Terraform: they are checked and measured before.
    """
    refused = list(_refused_texts(model, values))
    unreadable = {*unreadable, *(name for name, _where, _message in refused)}
    known, mistakes = _take_known(model, {name: value for name, value in values.items() if name not in unreadable})
    settings, wrong = _validate(model, known, unreadable, complete=complete)
    mistakes = [*refused, *mistakes, *wrong]
    return (None, mistakes) if settings is None or mistakes else (_with_literals(settings), [])


def _refused_texts(model: type[WholeSettings], values: Mapping[str, Any]) -> Iterable[Mistake]:
    for name, value in values.items():
        field = model.model_fields.get(name)
        if has_nul(value):
            yield name, label(name), r"contains a NUL character (\u0000); remove it"
        # A secret reaches Terraform without CDKTF.
        elif field is not None and not is_secret(field) and has_token(value):
            yield name, label(name), f"holds a token of CDKTF, which stands for something else; {WRITE_VALUE}"


def _with_literals(settings: Settings) -> Settings:
    given = {name: getattr(settings, name) for name in settings.model_fields_set}
    changed = {name: literal(value) for name, value in given.items() if has_template(value)}
    return settings.model_copy(update=changed)


def _take_known(model: type[WholeSettings], values: Mapping[str, Any]) -> tuple[dict[str, Any], list[Mistake]]:
    refusals = {refusal.name: refusal for refusal in model.refusals}
    known: dict[str, Any] = {}
    mistakes: list[Mistake] = []
    for name, value in values.items():
        if name in model.model_fields:
            known[name] = value
        elif name in refusals:
            mistakes += _refused(model, refusals[name], value)
        else:
            mistakes.append((name, label(name), _unknown(model, name, refusals)))
    return known, mistakes + _contradictions(model, known)


def _contradictions(model: type[WholeSettings], known: Mapping[str, Any]) -> list[Mistake]:
    """Synonyms with different values; compared here, because settings do not store secrets."""
    return [
        (other, other, f"is another name of {name}, and the values differ; remove one")
        for other, name in model.synonyms.items()
        if known.get(name) and known.get(other) and known[name] != known[other]
    ]


def _refused(model: type[WholeSettings], refusal: Refusal, value: Any) -> list[Mistake]:
    # Compared by type too, because 0 equals False in Python.
    if any(type(value) is type(harmless) and value == harmless for harmless in refusal.harmless):
        return []
    return [(refusal.name, refusal.name, f"{model.refused}: {refusal.reason}; {refusal.instead}")]


def _unknown(model: type[WholeSettings], name: str, refusals: Iterable[str]) -> str:
    if name.lower() in model.other_names:
        return f'is not an input; use "{model.other_names[name.lower()]}"'
    return "is not an input" + (did_you_mean(name, [*model.model_fields, *refusals]) or f"; see {model.page}")


def _validate(
    model: type[Settings], known: dict[str, Any], unreadable: set[str], *, complete: bool
) -> tuple[Settings | None, list[Mistake]]:
    try:
        return model.model_validate(known), []
    except ValidationError as error:
        wrong, mistakes, combinations = _read_error(model, error, unreadable, complete=complete)
    if wrong or unreadable:
        combinations = _combinations_without(model, known, wrong)
    blamed = wrong | unreadable
    mistakes += [
        (each.input, each.input, each.message)
        for each in combinations
        # An unreadable value may be the one that a rule misses.
        if not blamed.intersection(each.reads) and (complete or each.input in known)
    ]
    return None, mistakes


def _read_error(
    model: type[WholeSettings], error: ValidationError, unreadable: set[str], *, complete: bool
) -> tuple[set[str], list[Mistake], list[Finding]]:
    wrong: set[str] = set()
    mistakes: list[Mistake] = []
    combinations: list[Finding] = []
    for each in error.errors(include_url=False, include_input=False):
        if each["type"] == COMBINATION:
            combinations = each["ctx"]["findings"]
            continue
        if each["type"] == "default_factory_not_called":
            continue  # Not derived, because another input is wrong.
        name = str(each["loc"][0])
        wrong.add(name)
        if each["type"] == "missing":
            if complete and name not in unreadable:
                mistakes.append((name, name, f"is missing; write {name} = {_example(model, name)}"))
        elif each["type"] == "setting":
            mistakes.append((name, _where(each["loc"]), each["ctx"]["reason"]))
        elif each["type"] == INNER:
            inner = each["ctx"]["mistakes"]
            mistakes += [(name, f"{_where(each['loc'])}.{where}", message) for where, message in inner]
        else:
            raise error  # Not from our checks: a mistake in this library, so its traceback is shown.
    return wrong, mistakes, combinations


def _combinations_without(model: type[WholeSettings], known: dict[str, Any], wrong: set[str]) -> list[Finding]:
    """The findings of the rules for the correct inputs; wrong ones have their default or example value."""
    right = {name: value for name, value in known.items() if name not in wrong}
    for name, field in model.model_fields.items():
        if field.is_required() and right.get(name) is None:
            right[name] = (field.examples or [None])[0]
    try:
        model.model_validate(right)
    except ValidationError as error:
        for each in error.errors(include_url=False, include_input=False):
            if each["type"] != COMBINATION:
                raise
            found: list[Finding] = each["ctx"]["findings"]
            return found
    return []


def _where(location: tuple[int | str, ...]) -> str:
    where = label(str(location[0]))
    for part in location[1:]:
        where = f"{where}[{part}]" if isinstance(part, int) else child(where, part)
    return where


def _example(model: type[WholeSettings], name: str) -> str:
    example = (model.model_fields[name].examples or ["..."])[0]
    return f"[{', '.join(show(each) for each in example)}]" if isinstance(example, list) else show(example)
