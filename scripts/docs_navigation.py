"""The navigation of the site: a pattern in mkdocs.yml stands for the pages that the rest of it does not name.

mkdocs loads this file as a hook, in an environment of its own: it imports only the standard library.
"""

from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any


def named(entries: Any) -> Iterator[str]:
    """The pages and patterns of a navigation, in order."""
    if isinstance(entries, str):
        yield entries
        return
    for entry in entries.values() if isinstance(entries, dict) else entries:
        yield from named(entry)


def expanded(entries: Any, pages: Sequence[str]) -> Any:
    """The navigation with the remaining `pages` in place of each pattern."""
    listed = set(named(entries))
    rest = sorted(page for page in pages if page not in listed)

    def replaced(entry: Any) -> Any:
        if isinstance(entry, dict):
            return {title: replaced(inner) for title, inner in entry.items()}
        if isinstance(entry, list):
            return [each for inner in entry for each in _flat(replaced(inner))]
        return [page for page in rest if fnmatchcase(page, entry)] if "*" in entry else entry

    return replaced(entries)


def _flat(entry: Any) -> list[Any]:
    return entry if isinstance(entry, list) else [entry]


def on_config(config: Any) -> Any:
    """mkdocs calls it before it reads the pages."""
    folder = Path(config["docs_dir"])
    pages = [page.relative_to(folder).as_posix() for page in folder.rglob("*.md")]
    config["nav"] = expanded(config["nav"], pages)
    return config
