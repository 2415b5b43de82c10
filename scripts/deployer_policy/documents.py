"""The documents that are generated, for both clouds."""

from __future__ import annotations

from collections.abc import Mapping

# Document to the phases of a resource's life that it allows. A first deploy that fails half-way is repeated or undone.
DOCUMENTS: Mapping[str, tuple[str, ...]] = {
    "first-deploy": ("reads", "creates", "changes", "deletes"),
    "changes": ("reads", "changes"),
    "plans": ("reads",),
}


class UnknownTypeError(Exception):
    """A resource type of a stack has no entry in the rights of its cloud."""
