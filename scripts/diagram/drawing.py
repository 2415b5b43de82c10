"""A picture as nodes, groups and edges; its text for Graphviz; and its SVG.

Graphviz is the WebAssembly build in the Node package @hpcc-js/wasm-graphviz, so no program needs to be installed.
"""

from __future__ import annotations

import html
import re
import subprocess
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
GRAPHVIZ = ROOT / "node_modules" / "@hpcc-js" / "wasm-graphviz" / "dist" / "index.js"
# Kind of a node to its fill color and its text in the legend.
KINDS: Mapping[str, tuple[str, str]] = {
    "outside": ("#eceff1", "outside of the deployment"),
    "entry": ("#ffe0b2", "entry or gateway"),
    "compute": ("#bbdefb", "compute"),
    "data": ("#c8e6c9", "data"),
    "network": ("#e1f5fe", "subnet"),
    "identity": ("#e1bee7", "identity"),
    "right": ("#fff9c4", "policy or pattern of names"),
    "zone": ("#f5f5f5", "private DNS zone"),
}
# Style of an edge to its color, its line and its text in the legend.
STYLES: Mapping[str, tuple[str, str, str]] = {
    "tls": ("#2e7d32", "solid", "TLS"),
    "optional": ("#ef6c00", "dashed", "TLS if both sides offer it"),
    "plain": ("#c62828", "dotted", "not encrypted"),
    "any": ("#546e7a", "solid", "encryption as the server has it"),
    "route": ("#37474f", "solid", "route"),
    "allowed": ("#37474f", "solid", "allowed by security rules"),
    "grant": ("#6a1b9a", "solid", "may"),
    "trust": ("#37474f", "dashed", "acts as"),
}
_FONT = "Helvetica,Arial,sans-serif"
# Boxes are laid out for larger letters than they get: a browser may replace the font with a wider one.
_SLACK = 0.78
_SIZE = re.compile(r'font-size="([\d.]+)"')
_FIRST_LINE = re.compile(r'(class="node">\n<title>[^<]*</title>\n(?:<path [^>]*/>\n)+<text )')
_COMMENT = re.compile(r"<!--.*?-->\n", re.DOTALL)


class DrawingError(Exception):
    """Graphviz is missing or failed."""


@dataclass(frozen=True)
class Node:
    """A box: a title, and lines of details."""

    name: str
    title: str
    details: tuple[str, ...] = ()
    kind: str = "data"


@dataclass(frozen=True)
class Edge:
    """An arrow with a text."""

    source: str
    target: str
    label: str = ""
    style: str = "any"


@dataclass
class Group:
    """A frame around nodes and other frames."""

    title: str
    nodes: list[Node] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)

    def all_nodes(self) -> Iterator[Node]:
        yield from self.nodes
        for group in self.groups:
            yield from group.all_nodes()


@dataclass
class Picture:
    """A whole picture; the root group has no frame."""

    title: str
    root: Group
    edges: list[Edge]
    # Left to right, or top to bottom: a picture with many boxes side by side is smaller that way.
    direction: str = "LR"

    def dot(self) -> str:
        """The picture in the language of Graphviz, with one arrow for each pair of boxes and style."""
        nodes = list(self.root.all_nodes())
        known = {node.name for node in nodes}
        edges = list(_merged(edge for edge in self.edges if {edge.source, edge.target} <= known))
        lines = [
            "digraph {",
            f'graph [rankdir={self.direction} fontname="{_FONT}" fontsize=16 nodesep=0.3 ranksep=0.5 '
            f"labelloc=b labeljust=l pad=0.2 label={_legend(self.title, nodes, edges)}]",
            f'node [shape=box style="filled,rounded" color="#607d8b" fontname="{_FONT}" fontsize=15 margin="0.2,0.08"]',
            f'edge [fontname="{_FONT}" fontsize=14 arrowsize=0.7]',
            *_group_lines(self.root, "root"),
            *(_edge_line(edge) for edge in edges),
            "}",
        ]
        return "\n".join(lines) + "\n"

    def svg(self) -> str:
        return svg(self.dot())


def _merged(edges: Iterable[Edge]) -> Iterator[Edge]:
    labels: dict[tuple[str, str, str], list[str]] = {}
    for edge in edges:
        found = labels.setdefault((edge.source, edge.target, edge.style), [])
        if edge.label and edge.label not in found:
            found.append(edge.label)
    for (source, target, style), texts in labels.items():
        yield Edge(source, target, "\n".join(texts), style)


def _group_lines(group: Group, name: str) -> Iterator[str]:
    if name != "root":
        yield f'subgraph "cluster_{name}" {{ label={_quoted(group.title)} style="rounded" color="#90a4ae" '
        yield f'fontname="{_FONT}" fontsize=16 labelloc=t labeljust=l'
    for node in group.nodes:
        label = "\n".join(filter(None, (node.title, *node.details)))
        yield f'{_quoted(node.name)} [fillcolor="{KINDS[node.kind][0]}" label={_quoted(label)}]'
    for index, inner in enumerate(group.groups):
        yield from _group_lines(inner, f"{name}_{index}")
    if name != "root":
        yield "}"


def _edge_line(edge: Edge) -> str:
    color, line, _ = STYLES[edge.style]
    return (
        f"{_quoted(edge.source)} -> {_quoted(edge.target)} "
        f'[label={_quoted(edge.label)} color="{color}" fontcolor="{color}" style={line}]'
    )


def _legend(title: str, nodes: Sequence[Node], edges: Sequence[Edge]) -> str:
    kinds = [
        f'<td bgcolor="{color}" border="1" color="#607d8b">{text}</td>'
        for kind, (color, text) in KINDS.items()
        if any(node.kind == kind for node in nodes)
    ]
    marks = {
        "solid": "&#8212;&#8212;&#8250;",
        "dashed": "&#8211; &#8211; &#8250;",
        "dotted": "&#183; &#183; &#183; &#8250;",
    }
    styles = [
        f'<td border="0" align="left"><font color="{color}"><b>{marks[line]}</b> {text}</font></td>'
        for style, (color, line, text) in STYLES.items()
        if any(edge.style == style for edge in edges)
    ]
    # Three rows: a single one would be wider than many pictures.
    rows = [f'<td border="0" align="left"><b>{html.escape(title)}</b></td>', "".join(kinds), "".join(styles)]
    table = '<table border="0" cellborder="0" cellspacing="6" cellpadding="5">'
    lines = [f'<tr><td align="left" border="0">{table}<tr>{row}</tr></table></td></tr>' for row in rows if row]
    return f'<<table border="0" cellborder="0" cellspacing="0" cellpadding="0">{"".join(lines)}</table>>'


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def svg(dot: str) -> str:
    """The SVG that Graphviz draws."""
    return svgs([dot])[0]


def svgs(dots: Sequence[str]) -> list[str]:
    """The SVGs of several pictures, drawn by one program."""
    if not GRAPHVIZ.is_file():
        raise DrawingError("the Node package @hpcc-js/wasm-graphviz is not installed; run make setup")
    separator = "\0"
    ran = subprocess.run(
        ["node", str(Path(__file__).with_name("render.mjs")), str(GRAPHVIZ)],
        input=separator.join(dots),
        capture_output=True,
        text=True,
    )
    if ran.returncode:
        raise DrawingError(f"Graphviz failed: {ran.stderr.strip()}")
    return [_finished(text) for text in ran.stdout.split(separator)]


def _finished(text: str) -> str:
    """The SVG with smaller letters, bold titles, and no comments."""
    small = _SIZE.sub(lambda size: f'font-size="{float(size[1]) * _SLACK:.2f}"', _COMMENT.sub("", text))
    return _FIRST_LINE.sub(r'\1font-weight="bold" ', small)
