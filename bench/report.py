"""The measured runs as a table, then one figure per line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from statistics import median
from typing import Final

from bench.run import Case, Sample

Samples = Mapping[str, Sequence[Sample]]

_COLUMNS: Final = ("runs", "seconds", "ratio", "cpu s", "cpu ratio", "s/deployment", "python MB", "node MB")
_WIDTH: Final = 12


def medians(samples: Sequence[Sample]) -> Sample:
    """The median of each measure."""
    return Sample(**{name: median(getattr(sample, name) for sample in samples) for name in _MEASURES})


def table(cases: Sequence[Case], samples: Samples, base: str) -> str:
    """One line per case: medians, and ratios to the case `base`."""
    to = medians(samples[base])
    name_width = max(len(case.title) for case in cases)
    lines = [" " * name_width + "".join(f"{column:>{_WIDTH}}" for column in _COLUMNS)]
    for case in cases:
        cells = _cells(case, samples[case.name], to)
        lines.append(f"{case.title:<{name_width}}" + "".join(f"{cell:>{_WIDTH}}" for cell in cells))
    return "\n".join(lines)


def figures(cases: Sequence[Case], samples: Samples, base: str) -> str:
    """One line `name ratio` per figure: time, CPU time, time per deployment and memory, relative to `base`."""
    to = medians(samples[base])
    found: dict[str, float] = {}
    for case in cases:
        if case.name == base:
            continue
        taken = medians(samples[case.name])
        found[case.name] = taken.wall_seconds / to.wall_seconds
        found[f"{case.name}_cpu"] = taken.cpu_seconds / to.cpu_seconds
        if case.deployments > 1:
            found[f"{case.name}_each"] = taken.wall_seconds / case.deployments / to.wall_seconds
        found[f"{case.name}_python_memory"] = taken.python_mb / to.python_mb
        if taken.node_mb and to.node_mb:
            found[f"{case.name}_node_memory"] = taken.node_mb / to.node_mb
    return "\n".join(f"{name} {ratio:.4f}" for name, ratio in found.items())


def _cells(case: Case, samples: Sequence[Sample], to: Sample) -> list[str]:
    taken = medians(samples)
    return [
        str(len(samples)),
        f"{taken.wall_seconds:.2f}",
        f"{taken.wall_seconds / to.wall_seconds:.4f}",
        f"{taken.cpu_seconds:.2f}",
        f"{taken.cpu_seconds / to.cpu_seconds:.4f}",
        f"{taken.wall_seconds / case.deployments:.2f}",
        f"{taken.python_mb:.0f}",
        f"{taken.node_mb:.0f}",
    ]


_MEASURES: Final = tuple(measure.name for measure in fields(Sample))
