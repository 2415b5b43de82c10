"""Tags: ours, and those that somebody else sets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...rules import Findings, rule

if TYPE_CHECKING:
    from ..inputs import AzureInputs


def set_tags_are_not_ignored(settings: AzureInputs) -> Findings:
    """A tag that plans ignore would be set when a resource is created, and never again."""
    for name in ("tags", "kubernetes_cluster_tags"):
        # Azure takes names that differ only in case for one.
        set_here = {tag.lower() for tag in getattr(settings, name)}
        both = sorted(tag for tag in settings.ignore_tags if tag.lower() in set_here)
        if both:
            yield "ignore_tags", f'names "{both[0]}", which {name} sets; remove it from one of them'


RULES = (rule(set_tags_are_not_ignored, "ignore_tags", "tags", "kubernetes_cluster_tags"),)
