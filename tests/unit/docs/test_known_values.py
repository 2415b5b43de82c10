"""docs/constructs.md lists the arguments that must be known at synthesis."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.unit.docs.pages import REPOSITORY

PAGE = REPOSITORY / "docs" / "constructs.md"
LIBRARY = REPOSITORY / "constructs_lib"
CLOUDS = {"aws": "AWS", "azure": "Azure", "framework": "any", "kubernetes": "Kubernetes"}


def required(node: ast.AST) -> Iterator[str]:
    """The arguments of every call of `require_known` in `node`."""
    for call in ast.walk(node):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "require_known":
            yield from (str(keyword.arg) for keyword in call.keywords)


def rows(module: Path) -> Iterator[str]:
    """A table row for each class or function of `module` that requires known arguments."""
    for part in ast.parse(module.read_text(encoding="utf-8")).body:
        arguments = sorted(set(required(part)))
        if arguments and isinstance(part, ast.ClassDef | ast.FunctionDef):
            listed = ", ".join(f"`{argument}`" for argument in arguments)
            yield f"| {CLOUDS[module.parent.name]} | `{part.name}` | {listed} |"


def test_page_lists_all_arguments_that_must_be_known() -> None:
    modules = [module for cloud in CLOUDS for module in (LIBRARY / cloud).glob("*.py")]
    expected = sorted(row for module in modules for row in rows(module))
    table = PAGE.read_text(encoding="utf-8").partition("| cloud | construct | arguments |\n|---|---|---|\n")[2]

    assert len(expected) > 10
    assert table.partition("\n\n")[0].splitlines() == expected, "the table should be:\n" + "\n".join(expected)
