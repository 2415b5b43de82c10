"""Makes the type checks of the generated classes cheaper; what they accept and refuse stays the same.

Each constructor looks up the type hints of its own checking stub anew and asks typeguard about each of its arguments,
most of them None: a quarter of what a resource costs, the engine's part included.
"""

from __future__ import annotations

import functools
import importlib
import typing
from collections.abc import Callable
from typing import Any, Final

_STUB_PREFIX: Final = "_typecheckingstub__"
_TYPEGUARD_2_PARAMETERS: Final = ("argname", "value", "expected_type", "memo")
# A value of exactly such a type belongs to a union that names it: typeguard's answer after trying the members in turn.
_SCALARS: Final = frozenset({type(None), str, bool, int, float})


def install() -> None:
    """Patches both look-ups, once; an unfamiliar typeguard is left alone."""
    if not hasattr(typing.get_type_hints, "__wrapped__"):
        typing.get_type_hints = _remembering(typing.get_type_hints)
    typeguard: Any = importlib.import_module("typeguard")
    ordinary = typeguard.check_type
    if ordinary.__code__.co_varnames[: len(_TYPEGUARD_2_PARAMETERS)] == _TYPEGUARD_2_PARAMETERS:
        typeguard.check_type = _accepting_scalars(ordinary)


def _remembering(ordinary: Callable[..., dict[str, Any]]) -> Callable[..., dict[str, Any]]:
    remembered: dict[Any, dict[str, Any]] = {}

    @functools.wraps(ordinary)
    def get_type_hints(obj: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        if args or kwargs or not getattr(obj, "__name__", "").startswith(_STUB_PREFIX):
            return ordinary(obj, *args, **kwargs)
        if obj not in remembered:
            remembered[obj] = ordinary(obj)
        return remembered[obj]

    return get_type_hints


def _accepting_scalars(ordinary: Callable[..., None]) -> Callable[..., None]:
    @functools.wraps(ordinary)
    def check_type(argname: str, value: object, expected_type: Any, *args: Any, **kwargs: Any) -> None:
        kind = type(value)
        union = getattr(expected_type, "__origin__", None) is typing.Union
        if union and kind in _SCALARS and kind in expected_type.__args__:
            return
        ordinary(argname, value, expected_type, *args, **kwargs)

    return check_type
