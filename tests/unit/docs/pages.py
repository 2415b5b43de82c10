"""Parse the Markdown pages of the project."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[3]
PAGES = [
    REPOSITORY / "README.md",
    REPOSITORY / "CONTRIBUTING.md",
    REPOSITORY / "SECURITY.md",
    REPOSITORY / "CHANGELOG.md",
    *sorted((REPOSITORY / "docs").glob("*.md")),
    *sorted((REPOSITORY / "examples").glob("*/README.md")),
]
GENERATED = [
    REPOSITORY / "docs" / f"{name}.md"
    for name in ("inputs-aws", "inputs-azure", "backends", "scenarios", "index", "sizes", "errors", "accepted-findings")
]
_FENCE = re.compile(r"^( *)```(\w*)\n(.*?)^\1```$", re.MULTILINE | re.DOTALL)
_CODE = re.compile(r"`([^`\n]+)`")
# GitHub also accepts a line break in the text of a link.
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^(#+) (.+)$", re.MULTILINE)
_LINK_TEXT = re.compile(r"\[([^\]]*)\]\([^)]*\)")


@dataclass(frozen=True)
class Block:
    """A block of code: its language, its text, and the heading above it."""

    language: str
    text: str
    heading: str


def blocks(page: Path) -> list[Block]:
    """The page's blocks of code, in order."""
    text = page.read_text(encoding="utf-8")
    found = []
    for match in _FENCE.finditer(text):
        headings = _HEADING.findall(_FENCE.sub("", text[: match.start()]))
        indent = len(match[1])
        lines = [line[indent:] for line in match[3].splitlines()]
        found.append(Block(match[2], "\n".join(lines) + "\n", headings[-1][1]))
    return found


def prose(page: Path) -> str:
    """The page without its blocks of code."""
    return _FENCE.sub("", page.read_text(encoding="utf-8"))


def code(page: Path) -> list[str]:
    """The page's inline code."""
    return _CODE.findall(prose(page))


def links(page: Path) -> list[str]:
    """The targets of the page's links."""
    return _LINK.findall(prose(page))


def headings(page: Path) -> list[str]:
    """The page's headings, in order, without the marks of their level."""
    return [title for _, title in _HEADING.findall(prose(page))]


def anchors(page: Path) -> set[str]:
    """The anchors of the page's headings, as GitHub creates them: a repeated heading gets a number."""
    found: set[str] = set()
    for title in headings(page):
        found.add(next(anchor for anchor in _numbered(_slug(title)) if anchor not in found))
    return found


def _slug(title: str) -> str:
    return re.sub(r"[^\w\- ]", "", _LINK_TEXT.sub(r"\1", title).lower()).replace(" ", "-")


def _numbered(anchor: str) -> Iterator[str]:
    yield anchor
    yield from (f"{anchor}-{number}" for number in count(1))
