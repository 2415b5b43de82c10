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
# The variable with the examples that a stack has.
_RUN = "__run__"
# An example without a heading is the last indented block.
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
    """
    package = name.partition(".")[0]
    given = _offered(package) | {"stack": stack, "self": stack, _RUN: []} if given is None else given
    for each in in_order(name):
        if each not in given[_RUN]:
            given[_RUN].append(each)
            exec(compile(EXAMPLES[each], f"<example of {each}>", "exec"), given)
    return given


def in_order(name: str) -> list[str]:
    """The examples that the one of `name` needs, in the order in which they can run, and itself.

    An example can use `stack` (in a construct, `self`), the public names of its package, of `framework` and of
    `platform_outputs`, and what the other examples of its package create.
    """
    package = name.partition(".")[0]
    offered = {*_offered(package), "stack", "self", *dir(builtins)}
    found: dict[str, None] = {}

    def add(each: str) -> None:
        tree = ast.parse(EXAMPLES[each])
        for wanted in _names(tree, ast.Load):
            if wanted not in offered and wanted not in _names(tree, ast.Store):
                add(_maker(wanted, package))
        found[each] = None

    add(name)
    return list(found)


def _offered(package: str) -> dict[str, Any]:
    given: dict[str, Any] = {"Construct": constructs.Construct}
    for offered in (framework, platform_outputs):
        given |= {each: value for each, value in vars(offered).items() if not each.startswith("_")}
    return given | {each.partition(".")[2]: value for each, value in PUBLIC.items() if each.startswith(f"{package}.")}


def arguments_of_example(name: str, given: dict[str, Any]) -> dict[str, Any]:
    """The keyword arguments with which the example creates the construct."""
    construct = name.partition(".")[2]
    for call in ast.walk(ast.parse(EXAMPLES[name])):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == construct:
            return {str(each.arg): eval(ast.unparse(each.value), given) for each in call.keywords}
    return {}


def _maker(variable: str, package: str) -> str:
    """The example that creates `variable`: its package's, or that of the common types."""
    for name, example in EXAMPLES.items():
        is_near = name.partition(".")[0] in (package, "platform_outputs")
        made = _names(ast.parse(example), ast.Store) if is_near else {}
        if variable in made:
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
