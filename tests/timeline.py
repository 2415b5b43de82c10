"""The timeline of a first deploy as SVG: when slow resources are created, and which ones decide how long it takes."""

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass
from graphlib import TopologicalSorter
from typing import Any

from tests.policy.apply_graph import edges, takes

# Shorter resources are in the sum, but have no bar.
SHOWN_SECONDS = 60
_LEFT, _WIDTH, _ROW, _TOP = 380, 1000, 26, 66
_DECIDES, _BESIDE = "#e65100", "#90caf9"


@dataclass(frozen=True)
class Bar:
    """The creation of a resource, in seconds after the start of the deploy."""

    address: str
    start: int
    seconds: int
    decides: bool


def bars(infrastructure: Mapping[str, Any], application: Mapping[str, Any]) -> tuple[list[Bar], int]:
    """The slow resources in the order in which they start, and the seconds of the whole deploy."""
    graph: dict[str, set[str]] = {}
    for label, configuration in (("infrastructure", infrastructure), ("application", application)):
        first = set(graph)
        for type_, found in configuration.get("resource", {}).items():
            graph |= {f"{label}:{type_}.{name}": set(first) for name in found}
        for edge in edges(configuration):
            graph.setdefault(f"{label}:{edge.address}", set(first)).add(f"{label}:{edge.prerequisite}")
    start: dict[str, int] = {}
    end: dict[str, int] = {}
    for node in TopologicalSorter(graph).static_order():
        start[node] = max((end[before] for before in graph.get(node, ())), default=0)
        end[node] = start[node] + takes(node.partition(":")[2])
    path = {last := max(sorted(end), key=end.__getitem__)}
    while before := sorted(graph.get(last, ()), key=lambda node: (end[node], node)):
        path.add(last := before[-1])
    slow = [
        node for node in sorted(end, key=lambda node: (start[node], node)) if end[node] - start[node] >= SHOWN_SECONDS
    ]
    found = [Bar(node.partition(":")[2], start[node], end[node] - start[node], node in path) for node in slow]
    return found, max(end.values())


def timeline(title: str, infrastructure: Mapping[str, Any], application: Mapping[str, Any]) -> str:
    """The SVG."""
    rows, whole = bars(infrastructure, application)
    scale = _WIDTH / whole
    height = _TOP + _ROW * len(rows) + 40
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_LEFT + _WIDTH + 70} {height}" '
        f'width="{_LEFT + _WIDTH + 70}" height="{height}" font-family="Helvetica,Arial,sans-serif" font-size="13">',
        '<rect width="100%" height="100%" fill="white"/>',
        f'<text x="12" y="24" font-weight="bold">{html.escape(title)}: about {round(whole / 60)} minutes</text>',
    ]
    for minute in range(0, whole // 60 + 1, 5):
        x = _LEFT + minute * 60 * scale
        lines.append(f'<line x1="{x:.0f}" x2="{x:.0f}" y1="{_TOP - 8}" y2="{height - 36}" stroke="#cfd8dc"/>')
        lines.append(f'<text x="{x:.0f}" y="{_TOP - 14}" text-anchor="middle" fill="#546e7a">{minute} min</text>')
    for index, bar in enumerate(rows):
        y = _TOP + _ROW * index
        x, wide = _LEFT + bar.start * scale, bar.seconds * scale
        color = _DECIDES if bar.decides else _BESIDE
        lines.append(f'<text x="{_LEFT - 10}" y="{y + 14}" text-anchor="end">{html.escape(_short(bar.address))}</text>')
        lines.append(f'<rect x="{x:.1f}" y="{y}" width="{wide:.1f}" height="18" rx="3" fill="{color}"/>')
        minutes = f"{bar.seconds // 60}:{bar.seconds % 60:02d}"
        lines.append(f'<text x="{x + wide + 6:.1f}" y="{y + 14}" fill="#37474f">{minutes}</text>')
    y = height - 14
    for x, color, text in ((_LEFT, _DECIDES, "decides how long the deploy takes"), (_LEFT + 300, _BESIDE, "beside it")):
        lines.append(f'<rect x="{x}" y="{y - 12}" width="24" height="14" rx="3" fill="{color}"/>')
        lines.append(f'<text x="{x + 32}" y="{y}">{text}</text>')
    return "\n".join([*lines, "</svg>"]) + "\n"


def _short(address: str) -> str:
    return re.sub("^(?:aws|azurerm|kubernetes)_", "", address)
