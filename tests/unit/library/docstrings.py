"""The sections of the docstrings of public names, and their examples."""

import ast
import builtins
import inspect
import re
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import constructs
from cdktf import TerraformStack

from constructs_lib import framework, platform_outputs
from tests.unit.library.public_names import PUBLIC

SECTIONS = ("Args", "Attributes", "Raises", "Example")
_HEADING = re.compile(rf"^({'|'.join(SECTIONS)}):\n", re.MULTILINE)
# An entry is one name or several: `host, port: ...`.
_ENTRY = re.compile(r"^(\w+(?:, \w+)*): (.+(?:\n {4,}.+)*)", re.MULTILINE)
# Its page keeps the example as an indented block.
_LAST_BLOCK = re.compile(r"\n\n((?: {4}.*\n?)+)\Z")


@dataclass(frozen=True)
class Docstring:
    """`text` is everything before the first section. `sections` has texts by name, in sections of entries."""

    text: str
    args: Mapping[str, str]
    attributes: Mapping[str, str]
    raises: Mapping[str, str]
    example: str


def docstring(value: Any) -> Docstring:
    """The docstring of `value`, a public construct or function."""
    whole = inspect.getdoc(value) or ""
    text, *rest = _HEADING.split(whole)
    sections = {name: textwrap.dedent(content) for name, content in zip(rest[::2], rest[1::2], strict=True)}
    example = sections.get("Example", "")
    if not example and (block := _LAST_BLOCK.search(whole)):
        text, example = whole[: block.start()], textwrap.dedent(block[1])
    args, attributes, raises = (_entries(sections.get(name, "")) for name in ("Args", "Attributes", "Raises"))
    return Docstring(text, args, attributes, raises, example)


def _entries(content: str) -> dict[str, str]:
    return {name: text for names, text in _ENTRY.findall(content) for name in names.split(", ")}


EXAMPLES: dict[str, str] = {name: found for name, value in PUBLIC.items() if (found := docstring(value).example)}


def run_example(name: str, stack: TerraformStack, given: dict[str, Any] | None = None) -> dict[str, Any]:
    """Runs the example of `name` in `stack`, after those that create what it uses; returns all variables.

    `given` are the variables of earlier examples in the same stack, which do not run again.

    An example can use `stack` (in a construct, `self`), the public names of its package, of `framework` and of
    `platform_outputs`, and what the other examples of its package create.
    """
    package = name.partition(".")[0]
    given = _offered(package, stack) if given is None else given
    _run(name, package, given)
    return given


def _offered(package: str, stack: TerraformStack) -> dict[str, Any]:
    given: dict[str, Any] = {"stack": stack, "self": stack, "Construct": constructs.Construct, "__ran__": set()}
    for offered in (framework, platform_outputs):
        given |= {each: value for each, value in vars(offered).items() if not each.startswith("_")}
    given |= {each.partition(".")[2]: value for each, value in PUBLIC.items() if each.startswith(f"{package}.")}
    return given


def arguments_of_example(name: str, given: dict[str, Any]) -> dict[str, Any]:
    """The keyword arguments with which the example creates the construct."""
    construct = name.partition(".")[2]
    for call in ast.walk(ast.parse(EXAMPLES[name])):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == construct:
            return {str(each.arg): eval(ast.unparse(each.value), given) for each in call.keywords}
    return {}


def _run(name: str, package: str, given: dict[str, Any]) -> None:
    if name in given["__ran__"]:
        return
    given["__ran__"].add(name)
    tree = ast.parse(EXAMPLES[name])
    made = _names(tree, ast.Store)
    for wanted in _names(tree, ast.Load):
        if wanted not in given and wanted not in made and not hasattr(builtins, wanted):
            _run(_maker(wanted, package), package, given)
    exec(compile(tree, f"<example of {name}>", "exec"), given)


def _maker(variable: str, package: str) -> str:
    """The example that creates `variable`: its package's, or that of the common types."""
    for name, example in EXAMPLES.items():
        if name.partition(".")[0] in (package, "platform_outputs") and variable in _names(
            ast.parse(example), ast.Store
        ):
            return name
    raise NameError(f"no example of {package} creates {variable}")


def _names(tree: ast.AST, context: type[ast.expr_context]) -> dict[str, None]:
    """The names that are read (`ast.Load`) or assigned (`ast.Store`) outside functions, in order."""
    inner = [each for each in ast.walk(tree) if isinstance(each, ast.FunctionDef)]
    hidden = {id(node) for each in inner for node in ast.walk(each)}
    return {
        node.id: None
        for node in ast.walk(tree)
        if isinstance(node, ast.Name) and isinstance(node.ctx, context) and id(node) not in hidden
    } | ({each.name: None for each in ast.walk(tree) if isinstance(each, ast.ClassDef)} if context is ast.Store else {})
