"""Makes the type checks of the generated classes faster. They accept and reject the same values.

Each constructor evaluates the type hints of its checking stub again, and calls typeguard for each argument. Most
arguments are None. Without this module, the checks take a quarter of the time that a resource needs, including the
time of jsii's process. Each provider module also parses typeguard's metadata for its version at import.
"""

from __future__ import annotations

import functools
import importlib
import typing
from collections.abc import Callable
from typing import Any, Final

_STUB_PREFIX: Final = "_typecheckingstub__"
_TYPEGUARD_2_PARAMETERS: Final = ("argname", "value", "expected_type", "memo")
# A value of exactly such a type matches a union that contains the type; typeguard finds this by trying each member.
_SCALARS: Final = frozenset({type(None), str, bool, int, float})

_Hints = Callable[..., dict[str, Any]]


def install() -> None:
    """Patches the look-ups once. A typeguard of unknown structure is not changed."""
    metadata: Any = importlib.import_module("importlib.metadata")
    if not hasattr(metadata.version, "__wrapped__"):
        metadata.version = _cached_typeguard(metadata.version)
    typeguard: Any = importlib.import_module("typeguard")
    ordinary = typeguard.check_type
    if ordinary.__code__.co_varnames[: len(_TYPEGUARD_2_PARAMETERS)] == _TYPEGUARD_2_PARAMETERS:
        typeguard.check_type = _accepting_scalars(ordinary)
    if not hasattr(typing.get_type_hints, "__wrapped__"):
        typing.get_type_hints = _cached(typing.get_type_hints)


def _cached_typeguard(ordinary: Callable[[str], str]) -> Callable[[str], str]:
    remember = functools.cache(ordinary)

    @functools.wraps(ordinary)
    def version(distribution_name: str) -> str:
        return (remember if distribution_name == "typeguard" else ordinary)(distribution_name)

    return version


def _cached(ordinary: _Hints) -> _Hints:
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
