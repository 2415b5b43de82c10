"""The faster type checks have the same results as typeguard."""

import typing
from collections.abc import Mapping

import pytest
import typeguard

from constructs_lib.bindings._checks import _accepting_scalars, _cached, _cached_typeguard

Value = typing.Union  # the generated code spells its types this way
UNIONS = [
    typing.Optional[str],  # noqa: UP045
    typing.Optional[bool],  # noqa: UP045
    Value[int, float],
    Value[int, float, None],
    Value[bool, typing.Mapping[str, str], None],
    str,
    typing.Any,
    typing.Optional[typing.List[str]],  # noqa: UP006, UP045
    typing.Mapping[str, str],
]
VALUES = [None, "", "a", True, 0, 1, 1.5, ["a"], [5], {"a": "b"}, {"a": 5}, object(), b"a"]

ordinary = getattr(typeguard.check_type, "__wrapped__", typeguard.check_type)


def _answer(check: typing.Callable[..., None], value: object, expected: object) -> str | None:
    try:
        check(argname="argument x", value=value, expected_type=expected)
    except TypeError as error:
        return str(error)
    return None


@pytest.mark.parametrize("expected", UNIONS, ids=str)
def test_values_are_accepted_or_rejected_as_by_typeguard(expected: object) -> None:
    quicker = _accepting_scalars(ordinary)
    answers = [(_answer(quicker, value, expected), _answer(ordinary, value, expected)) for value in VALUES]
    assert [quick for quick, _ in answers] == [slow for _, slow in answers]


def test_none_is_accepted_without_typeguard() -> None:
    asked: list[object] = []
    quicker = _accepting_scalars(lambda argname, value, expected_type: asked.append(value))
    for value in (None, "a", 5):
        quicker(argname="x", value=value, expected_type=typing.Optional[str])  # noqa: UP045
    assert asked == [5]


def _stub(annotations: dict[str, object]) -> typing.Callable[..., None]:
    def _typecheckingstub__0() -> None: ...

    _typecheckingstub__0.__annotations__ = annotations
    return _typecheckingstub__0


def test_type_hints_are_cached_only_for_generated_stubs() -> None:
    asked: list[object] = []

    def counted_hints(obj: object) -> dict[str, typing.Any]:
        asked.append(obj)
        return {"x": Mapping}

    def of_the_app() -> None: ...

    stub = _stub({"x": Mapping})
    hints = _cached(counted_hints)
    results = [hints(f) for f in (stub, of_the_app) * 2]
    assert asked == [stub, of_the_app, of_the_app]
    assert results == [{"x": Mapping}] * 4


def test_only_the_version_of_typeguard_is_cached() -> None:
    asked: list[str] = []
    version = _cached_typeguard(lambda name: asked.append(name) or f"{name} {len(asked)}")
    assert [version(name) for name in ("typeguard", "attrs", "typeguard", "attrs")] == [
        "typeguard 1",
        "attrs 2",
        "typeguard 1",
        "attrs 3",
    ]
