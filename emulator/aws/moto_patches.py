"""Helpers that patch moto's own classes.

They fail at start if moto is not as expected. If a later moto implements a call, `add` fails and the extension can be
removed. If a later moto renames a method, `wrap` fails, so the patch is not silently ignored.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from moto.core.responses import ActionResult, BaseResponse

Function = TypeVar("Function", bound=Callable[..., Any])


class MotoChangedError(RuntimeError):
    """The installed version of moto does not fit an extension."""


def add(owner: type) -> Callable[[Function], Function]:
    """Add the decorated function to the moto class `owner`, which must not have a method of that name."""

    def decorate(function: Function) -> Function:
        name = function.__name__
        if hasattr(owner, name):
            raise MotoChangedError(f"moto now has {owner.__name__}.{name}; remove the one in {function.__module__}")
        setattr(owner, name, function)
        return function

    return decorate


def wrap(owner: type, name: str) -> Callable[[Function], Function]:
    """Replace `owner.name` with the decorated function, which gets the original function, then the arguments."""

    def decorate(function: Function) -> Function:
        if not hasattr(owner, name):
            raise MotoChangedError(f"moto has no {owner.__name__}.{name}, which {function.__module__} extends")
        original = getattr(owner, name)

        def wrapped(*args: Any, **kwargs: Any) -> Any:
            return function(original, *args, **kwargs)

        wrapped.__name__ = name
        setattr(owner, name, wrapped)
        return function

    return decorate


def attribute(owner: type, name: str) -> Callable[[Callable[[Any], Any]], Callable[[Any], Any]]:
    """Make `owner.name` a property with the decorated function as getter; assignments by moto have no effect."""

    def decorate(function: Callable[[Any], Any]) -> Callable[[Any], Any]:
        setattr(owner, name, property(function, lambda _self, _value: None))
        return function

    return decorate


def getter(owner: type, name: str) -> Callable[[Any], Any]:
    """The getter of the property `owner.name`, for an `attribute` that replaces the property."""
    found = getattr(owner, name, None)
    if not isinstance(found, property) or found.fget is None:
        raise MotoChangedError(f"moto has no property {owner.__name__}.{name}")
    return found.fget


def part(result: ActionResult, name: str) -> Any:
    """A field of the result that a response method returns."""
    parts: Any = result.result
    return parts[name]


def serve_paths(url_paths: dict[str, Any], response_class: type[BaseResponse], *paths: str) -> None:
    """Route more paths (regular expressions as in moto's url tables) to a moto response class."""
    for path in paths:
        url_paths["{0}" + path] = response_class.dispatch
