"""How this package adds to moto: on moto's own classes, never on copies of them.

`add` and `wrap` both insist on what they expect to find. When a later moto has a call of its own, `add` says so at
start and the extension can go; when a later moto renames a method, `wrap` says so instead of being silently ignored.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from moto.core.responses import ActionResult, BaseResponse

Function = TypeVar("Function", bound=Callable[..., Any])


class MotoChangedError(RuntimeError):
    """The installed moto is not the one that this package extends."""


def add(owner: type) -> Callable[[Function], Function]:
    """Give the moto class `owner` a method that it lacks, named like the decorated function."""

    def decorate(function: Function) -> Function:
        name = function.__name__
        if hasattr(owner, name):
            raise MotoChangedError(f"moto has {owner.__name__}.{name} by now: drop the one in {function.__module__}")
        setattr(owner, name, function)
        return function

    return decorate


def wrap(owner: type, name: str) -> Callable[[Function], Function]:
    """Put the decorated function around `owner.name`; it is called with the original, then the arguments."""

    def decorate(function: Function) -> Function:
        if not hasattr(owner, name):
            raise MotoChangedError(f"moto has no {owner.__name__}.{name} that {function.__module__} could extend")
        original = getattr(owner, name)

        def wrapped(*args: Any, **kwargs: Any) -> Any:
            return function(original, *args, **kwargs)

        wrapped.__name__ = name
        setattr(owner, name, wrapped)
        return function

    return decorate


def attribute(owner: type, name: str) -> Callable[[Callable[[Any], Any]], Callable[[Any], Any]]:
    """Let `owner.name` be computed by the decorated function; what moto assigns to it is kept from having effect."""

    def decorate(function: Callable[[Any], Any]) -> Callable[[Any], Any]:
        setattr(owner, name, property(function, lambda _self, _value: None))
        return function

    return decorate


def getter(owner: type, name: str) -> Callable[[Any], Any]:
    """The function behind the property `owner.name`, to call from an `attribute` that replaces it."""
    found = getattr(owner, name, None)
    if not isinstance(found, property) or found.fget is None:
        raise MotoChangedError(f"moto has no property {owner.__name__}.{name}")
    return found.fget


def part(result: ActionResult, name: str) -> Any:
    """A named part of what a response method is about to answer."""
    parts: Any = result.result
    return parts[name]


def serve_paths(url_paths: dict[str, Any], response_class: type[BaseResponse], *paths: str) -> None:
    """Route more paths (regular expressions as in moto's url tables) to a moto response class."""
    for path in paths:
        url_paths["{0}" + path] = response_class.dispatch
