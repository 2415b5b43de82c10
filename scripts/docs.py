"""`python -m scripts.docs`: builds the pages and the API reference as a site, offline; a dead link is an error.

The pages are those that GitHub shows. The reference has the docstring and the signature of every public name.
"""

import ast
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from scripts.setup import DOCS, ROOT

MKDOCS = DOCS / "bin" / "mkdocs"
STAGE = ROOT / ".cache" / "docs"
MODULES = ROOT / "node_modules"
# Files of the site that are not pages, and where they are from.
ASSETS: Mapping[str, Path] = {
    "assets/iframe-worker.js": MODULES / "iframe-worker" / "shim" / "index.js",
    "assets/mermaid.js": MODULES / "@mermaid-js" / "tiny" / "dist" / "mermaid.tiny.js",
    "assets/site.css": ROOT / "docs" / "site.css",
}
PICTURES = ROOT / "docs" / "pictures"
_LINK = re.compile(r"\[([^\]]*)\]\(([^)\s#]+)(#[^)\s]*)?\)")
# Page of the reference to its package and title.
REFERENCE: Mapping[str, tuple[str, str]] = {
    "aws": ("constructs_lib.aws", "Constructs for AWS"),
    "azure": ("constructs_lib.azure", "Constructs for Azure"),
    "kubernetes": ("constructs_lib.kubernetes", "Constructs for Kubernetes"),
    "framework": ("constructs_lib.framework", "Additions to CDKTF"),
    "platform-outputs": ("constructs_lib.platform_outputs", "What a platform passes to the server"),
    "settings": ("constructs_lib.settings", "Settings"),
    "settings-backends": ("constructs_lib.settings.backends", "Backends"),
    "stacks": ("constructs_lib.stacks", "Stacks"),
    "stacks-aws": ("constructs_lib.stacks.aws", "Parts of the stacks on AWS"),
    "stacks-azure": ("constructs_lib.stacks.azure", "Parts of the stacks on Azure"),
    "testing": ("constructs_lib.testing", "Tests"),
}
# A module whose public functions and classes are all in the reference.
_WHOLE = {"constructs_lib.platform_outputs": ("constructs_lib.platform_outputs",)}
# The module of the pytest fixtures. Their arguments are other fixtures, which pytest passes.
_FIXTURES = {"constructs_lib.testing": "constructs_lib.testing.plugin"}
_WITHOUT_ARGUMENTS = """\
    options:
      show_signature: false
      show_docstring_parameters: false
"""


def pages() -> list[Path]:
    """The pages of the project, relative to it."""
    found = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "SECURITY.md", ROOT / "CHANGELOG.md"]
    found += [*sorted((ROOT / "docs").glob("*.md")), *sorted((ROOT / "examples").glob("*/README.md"))]
    return [page.relative_to(ROOT) for page in found]


def linked(page: Path, text: str) -> str:
    """The text of `page` with links for the site: folders to their README, none to what is not a page."""

    def replaced(match: re.Match[str]) -> str:
        target, anchor = match[2], match[3] or ""
        place = (ROOT / page).parent / target
        if "://" in target or place.suffix in {".md", ".svg"} or not place.exists():
            return match[0]
        if (place / "README.md").is_file():
            return f"[{match[1]}]({target.rstrip('/')}/README.md{anchor})"
        return match[1]

    return _LINK.sub(replaced, text)


def public_names(package: str) -> Iterator[str]:
    """Where each public name of `package` is defined, in alphabetical order."""
    folder = ROOT / package.replace(".", "/")
    if package in _WHOLE:
        yield from _WHOLE[package]
        return
    if package in _FIXTURES:
        yield from (f"{_FIXTURES[package]}.{name}" for name in _fixtures(_FIXTURES[package]))
        return
    stub = folder / "__init__.pyi"
    tree = ast.parse((stub if stub.is_file() else folder / "__init__.py").read_text(encoding="utf-8"))
    offered = _offered(tree) if not stub.is_file() else None
    found: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            module = f"{package}.{node.module}" if node.level else str(node.module)
            found |= {alias.name: f"{module}.{alias.name}" for alias in node.names}
    yield from (found[name] for name in sorted(found) if offered is None or name in offered)


def _fixtures(module: str) -> Iterator[str]:
    """The names of the pytest fixtures in a module, without pytest's hooks."""
    tree = ast.parse((ROOT / f"{module.replace('.', '/')}.py").read_text(encoding="utf-8"))
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and any("fixture" in ast.unparse(each) for each in node.decorator_list):
            yield node.name


def _offered(tree: ast.Module) -> set[str]:
    """The names in `__all__`."""
    for node in tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and node.targets[0].id == "__all__":
            return set(ast.literal_eval(node.value))
    return set()


def reference_page(package: str, title: str) -> str:
    """A page of the reference: mkdocstrings replaces each line with `:::`."""
    options = _WITHOUT_ARGUMENTS if package in _FIXTURES else ""
    entries = [f"::: {name}\n{options}" for name in public_names(package)]
    return "\n".join([f"# {title}\n", f"The public names of `{package}`.\n", *entries])


def stage(folder: Path) -> None:
    """Writes the sources of the site into `folder`."""
    shutil.rmtree(folder, ignore_errors=True)
    for page in pages():
        (folder / page).parent.mkdir(parents=True, exist_ok=True)
        (folder / page).write_text(linked(page, (ROOT / page).read_text(encoding="utf-8")), encoding="utf-8")
    for name, source in ASSETS.items():
        (folder / name).parent.mkdir(exist_ok=True)
        shutil.copyfile(source, folder / name)
    shutil.copytree(PICTURES, folder / "docs" / "pictures")
    (folder / "docs" / "reference").mkdir()
    for name, (package, title) in REFERENCE.items():
        text = reference_page(package, title)
        (folder / "docs" / "reference" / f"{name}.md").write_text(text, encoding="utf-8")


def main() -> int:
    """Builds the site into build/docs. Returns 1 if a link is dead, or a name of the reference does not exist."""
    stage(STAGE)
    # The theme announces its successor in every build.
    environment = os.environ | {"NO_MKDOCS_2_WARNING": "1"}
    return subprocess.run([str(MKDOCS), "build", "--strict", "--quiet"], cwd=ROOT, env=environment).returncode


if __name__ == "__main__":
    sys.exit(main())
