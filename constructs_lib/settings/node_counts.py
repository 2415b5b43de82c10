"""Node counts per zone, the same check on every cloud."""

from __future__ import annotations

from typing import Any

from .rules import Findings, Rule, rule


def node_counts_agree(fewest_input: str, most_input: str) -> Rule:
    """The minimum does not exceed the maximum, also when one of them is derived from `size`."""

    def check(settings: Any) -> Findings:
        fewest, most = getattr(settings.sizing, fewest_input), getattr(settings.sizing, most_input)
        if fewest <= most:
            return
        if getattr(settings, fewest_input) is None:
            yield most_input, f'{most} is below the minimum of size "{settings.size}", {fewest}; set {fewest_input} too'
        elif getattr(settings, most_input) is None:
            yield fewest_input, f'{fewest} is above the maximum of size "{settings.size}", {most}; set {most_input} too'
        else:
            yield fewest_input, f"{fewest} is above {most_input} {most}; lower it"

    return rule(check, "size", fewest_input, most_input)
