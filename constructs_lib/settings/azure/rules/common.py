"""Tags: set by the deployment, or ignored."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...rules import Findings, rule

if TYPE_CHECKING:
    from ..inputs import AzureInputs


def set_tags_are_not_ignored(settings: AzureInputs) -> Findings:
    """An ignored tag would be set only when a resource is created."""
    for name in ("tags", "kubernetes_cluster_tags"):
        # Azure compares tag names without case.
        set_here = {tag.lower() for tag in getattr(settings, name)}
        both = sorted(tag for tag in settings.ignore_tags if tag.lower() in set_here)
        if both:
            yield "ignore_tags", f'contains "{both[0]}", which {name} sets; remove it from one of them'


RULES = (rule(set_tags_are_not_ignored, "ignore_tags", "tags", "kubernetes_cluster_tags"),)
