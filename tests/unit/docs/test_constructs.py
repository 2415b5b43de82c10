"""docs/constructs.md lists the grants and lookups of all constructs."""

import inspect
import re

from tests.unit.docs.pages import REPOSITORY
from tests.unit.library.public_names import CONSTRUCTS

PAGE = (REPOSITORY / "docs" / "constructs.md").read_text(encoding="utf-8")


def methods(pattern: str) -> set[tuple[str, str, str]]:
    """Cloud, construct and method of each public method whose name matches."""
    return {
        (*name.split("."), method)  # type: ignore[misc]
        for name, construct in CONSTRUCTS.items()
        for method, _ in inspect.getmembers(construct, inspect.isfunction)
        if re.fullmatch(pattern, method)
    }


def test_page_lists_every_grant() -> None:
    rows = re.findall(r"^\| (AWS|Azure) \| `(\w+)` \| ((?:`grant_\w+`(?:, )?)+) \|", PAGE, re.MULTILINE)
    listed = {(cloud.lower(), name, method) for cloud, name, all_ in rows for method in re.findall(r"\w+", all_)}
    assert listed == methods("grant_.+")


def test_page_lists_every_lookup() -> None:
    rows = re.findall(r"^\| (AWS|Azure) \| (`\w+`(?:, `\w+`)*)(?:;.*)? \|$", PAGE, re.MULTILINE)
    listed = {(cloud.lower(), name, "from_existing") for cloud, all_ in rows for name in re.findall(r"\w+", all_)}
    assert listed == methods("from_existing")
