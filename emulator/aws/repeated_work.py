"""Work that moto does anew for every request, done once: it was two fifths of a request's processor time.

moto lists its own folders to know its services, and the methods of a response class to know its actions. Both are fixed
once all extensions are installed.
"""

from functools import cache
from typing import Any

from moto import backends
from moto.core import responses

from emulator.aws.moto_patches import MotoChangedError


def _cache(module: Any, name: str) -> None:
    original = getattr(module, name, None)
    if original is None:
        raise MotoChangedError(f"moto has no {module.__name__}.{name}; remove it from {__name__}")
    # Both are only searched.
    setattr(module, name, cache(lambda *arguments: frozenset(original(*arguments))))


_cache(backends, "list_of_moto_modules")
_cache(responses, "method_names_from_class")
