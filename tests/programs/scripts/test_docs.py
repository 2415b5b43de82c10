"""`make docs`: which pages the site has, how links are changed, and that a dead link fails."""

import dataclasses
import inspect
import re
import subprocess
from collections.abc import Iterator, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import yaml

from constructs_lib.framework import Component
from constructs_lib.settings import AwsSettings, AzureSettings
from scripts import docs
from scripts.setup import ROOT
from tests.unit.library.public_names import CONSTRUCTS, DEPLOYMENT_PARTS


class _Loader(yaml.SafeLoader):
    """Reads mkdocs.yml without the Python objects in it."""


_Loader.add_multi_constructor("tag:yaml.org,2002:python/", lambda *_: None)


def in_navigation(entries: object) -> list[str]:
    """The pages of the navigation, in order."""
    if isinstance(entries, str):
        return [entries]
    values = entries.values() if isinstance(entries, dict) else entries
    assert isinstance(values, list) or isinstance(entries, dict)
    return [page for value in values for page in in_navigation(value)]  # type: ignore[attr-defined]


def test_navigation_has_every_page_once() -> None:
    configuration = yaml.load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"), _Loader)
    listed = in_navigation(configuration["nav"])
    reference = [f"docs/reference/{name}.md" for name in docs.REFERENCE]
    assert sorted(listed) == sorted([*map(str, docs.pages()), *reference])


def test_reference_has_every_module_that_pages_and_examples_import() -> None:
    texts = [(ROOT / page).read_text(encoding="utf-8") for page in docs.pages()]
    texts += [program.read_text(encoding="utf-8") for program in (ROOT / "examples").glob("*/**/*.py")]
    imported = {module for text in texts for module in re.findall(r"from (constructs_lib\.[a-z_.]+) import", text)}
    assert imported <= {package for package, _ in docs.REFERENCE.values()}


@pytest.mark.parametrize("package", [package for package, _ in docs.REFERENCE.values()])
def test_reference_has_every_public_name(package: str) -> None:
    names = list(docs.public_names(package))
    offered = getattr(import_module(package), "__all__", None)
    if offered is not None:
        assert [name.rpartition(".")[2] for name in names] == sorted(offered)
    for name in names:
        module, _, attribute = name.rpartition(".")
        assert hasattr(import_module(module), attribute) or import_module(name)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[a](secrets.md#x)", "[a](secrets.md#x)"),
        ("[a](../examples/aws-platform/)", "[a](../examples/aws-platform/README.md)"),
        ("[a](../tests/emulator/table.py)", "a"),
        ("[a](../emulator/)", "a"),
        ("[a](https://example.com/x)", "[a](https://example.com/x)"),
        # Left for mkdocs, which reports it.
        ("[a](gone.py)", "[a](gone.py)"),
    ],
)
def test_links_lead_to_pages_of_the_site(text: str, expected: str) -> None:
    assert docs.linked(Path("docs/constructs.md"), text) == expected


@pytest.mark.skipif(not docs.MKDOCS.is_file(), reason="mkdocs is not installed; run make setup-docs")
@pytest.mark.parametrize(
    "dead", ["", "[dead](secrets.md#no-such-heading)", "[dead](gone.md)", "::: constructs_lib.gone"]
)
def test_site_is_built_and_dead_links_fail(dead: str, tmp_path: Path) -> None:
    stage, site = tmp_path / "stage", tmp_path / "site"
    docs.stage(stage)
    if dead:
        # Few pages are enough to see the failure.
        for page in (*stage.glob("docs/reference/*.md"), *stage.glob("docs/inputs-*.md")):
            page.write_text("# Empty\n")
        (stage / "docs" / "constructs.md").write_text(f"# Constructs\n\n{dead}\n")
    configuration = tmp_path / "mkdocs.yml"
    text = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    text = text.replace("paths: [.]", f"paths: [{ROOT}]").replace("[scripts/docs_", f"[{ROOT}/scripts/docs_")
    configuration.write_text(text.replace(".cache/docs", str(stage)).replace("build/docs", str(site)))

    ran = subprocess.run(
        [str(docs.MKDOCS), "build", "--strict", "-f", str(configuration)], capture_output=True, text=True
    )

    assert (ran.returncode != 0) is bool(dead), ran.stderr
    if dead:
        assert "gone" in ran.stderr or "no-such-heading" in ran.stderr
    else:
        pages = [page.read_text(encoding="utf-8") for page in (site / "docs" / "reference").glob("*.html")]
        sections = {name: section for page in pages for name, section in _sections(page)}
        assert "Redis 7 replication group" in sections["constructs_lib.aws.cache.Cache"]
        assert missing_arguments(sections) == []
        assert not [name for name in sections if ".pytest_" in name]


def _sections(page: str) -> list[tuple[str, str]]:
    """Each name of a page of the reference, and the text up to the next one."""
    return re.findall(r'<h[23] id="(constructs_lib[\w.]+)"(.*?)(?=<h[23] id="constructs_lib|\Z)', page, re.DOTALL)


def missing_arguments(sections: Mapping[str, str]) -> list[str]:
    """The public arguments that are not in the table of their construct, lookup, function or settings."""
    missing = []
    for value in _with_arguments():
        module = value.__module__
        # The stub of a package can name a class by the package of its module.
        place = module if f"{module}.{value.__qualname__}" in sections else module.rpartition(".")[0]
        section = sections[f"{place}.{value.__qualname__}"]
        rows = re.findall(r'<tr class="doc-section-item">\s*<td>\s*<code>(\w+)</code>', section)
        names = inspect.signature(value).parameters.keys() - set(rows)
        missing += [f"{value.__qualname__}.{name}" for name in sorted(names)]
    return missing


def _with_arguments() -> Iterator[Any]:
    for value in (*CONSTRUCTS.values(), *DEPLOYMENT_PARTS.values(), AwsSettings, AzureSettings):
        # Results, which have attributes, and the base class, whose arguments are those of its subclasses.
        if dataclasses.is_dataclass(value) or value is Component:
            continue
        yield value
        if inspect.isclass(value) and hasattr(value, "from_existing"):
            yield value.from_existing
