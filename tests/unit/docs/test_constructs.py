"""docs/constructs.md lists the grants and lookups of all constructs, and how to keep imports sorted."""

import inspect
import re
import subprocess
import sys
import textwrap
from pathlib import Path

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


def test_import_sorter_puts_the_library_before_the_providers(tmp_path: Path) -> None:
    [block] = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)
    (tmp_path / "pyproject.toml").write_text(textwrap.dedent(f"  {block}"))
    program = tmp_path / "main.py"
    provider = "from cdktf_cdktf_provider_aws.vpc import Vpc\n"
    program.write_text(f"{provider}from cdktf import App\nimport os\nfrom constructs_lib.aws import Cache\n")

    subprocess.run(
        [sys.executable, "-m", "ruff", "check", "--select", "I", "--fix", "-q", "."], cwd=tmp_path, check=True
    )

    lines = program.read_text().splitlines()
    assert lines.index("from constructs_lib.aws import Cache") < lines.index("from cdktf import App")
    assert program.read_text().endswith(provider)
