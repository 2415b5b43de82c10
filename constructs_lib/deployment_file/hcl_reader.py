"""Reads a `.tfvars` file with the HCL library.

A deployment file contains values, not expressions: references, function calls and templates are refused. Messages show
no values, because any value may be a secret.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import Any

import hcl2
from lark import Token, Tree
from lark.exceptions import UnexpectedInput

from constructs_lib.value_text import WRITE_VALUE, YES_OR_NO, child, label

from .document import DEPTH_MAX, DIGITS_MAX, Document
from .hcl_strings import INTERPOLATION, TEMPLATE, RefusedError, heredoc, unescaped
from .syntax_errors import explain, input_at_line, without_statement
from .unclosed import find_unclosed

# With this many mistakes, the file is probably not HCL. Each mistake costs another run of the parser.
SYNTAX_MISTAKES = 10
_REFUSED = {
    "function_call": f"calls a function; {WRITE_VALUE}",
    "get_attr_expr_term": f"is a reference; {WRITE_VALUE}",
    "identifier": "is a bare word; write true, false, null, a number, or a string in quotes",
    "interpolation": INTERPOLATION,
    "template": TEMPLATE,
}
# A line end and comments directly before a statement. In the tree, an operator includes the end of its line.
_OWN_LINE = re.compile(r"\n(?:[ \t\r]|/\*.*?\*/)*\Z", re.DOTALL)
# Spellings of other languages.
_OTHER_WORDS = {"true": "true", "false": "false", "null": "null", "none": "null"}


def read_hcl(text: str) -> Document:
    """The inputs of a `.tfvars` file. Mistakes are in the document."""
    document = Document()
    tree = None
    # Without the statement that has the mistake, the others can be read.
    while tree is None and (text.strip() or document.complete):
        tree, text = _parse(text, document)
    if tree is not None:
        previous = None
        for node in _statements(tree.children[0]):
            if previous is not None and not _OWN_LINE.search(text, previous.meta.start_pos, node.meta.start_pos):
                name = _word(node.children[0])
                document.refuse(
                    name, "is on the same line as the previous input; write one per line", line=node.meta.line
                )
            else:
                _read_statement(node, document)
            previous = node
    return document


def _parse(text: str, document: Document) -> tuple[Tree[Token] | None, str]:
    """The tree and the text; or None and the text without the recorded mistake, empty if another try is useless."""
    open_end = find_unclosed(text)
    if open_end:
        return None, _without(text, open_end[0], document, open_end[1], to_the_end=True)
    try:
        return hcl2.parses_to_tree(text), text
    except UnexpectedInput as error:
        at_end = getattr(getattr(error, "token", None), "type", "") == "$END"
        given_up = (text.count("\n") + 1, None) if at_end else (max(error.line, 1), max(error.column, 1))
    line, column, what = explain(text, *given_up)
    return None, _without(text, line, document, what, column=column)


def _without(
    text: str, line: int, document: Document, what: str, *, column: int | None = None, to_the_end: bool = False
) -> str:
    document.problem(input_at_line(text, line), what, line, column)
    document.complete = False
    rest, name = without_statement(text, line, to_the_end=to_the_end)
    if name:
        document.unreadable.add(name)
    return rest if rest != text and len(document.problems) < SYNTAX_MISTAKES else ""


def _read_statement(node: Tree[Token], document: Document) -> None:
    name = _word(node.children[0])
    line = node.meta.line
    if node.data == "block":
        document.refuse(name, "is a block; write name = { ... }", line=line)
        return
    if not document.claim(name, line):
        return
    try:
        document.values[name] = _value(node.children[-1], label(name), 0)
    except RefusedError as refused:
        document.refuse(name, refused.message, where=refused.where)


def _value(node: Any, where: str, depth: int) -> Any:
    if depth > DEPTH_MAX:
        raise RefusedError(where, f"is nested more than {DEPTH_MAX} levels deep; no input is")
    if node.data == "expr_term":
        return _value(_statements(node)[0], where, depth + 1)
    if node.data == "string":
        return "".join(_string_parts(node, where))
    if node.data in ("heredoc_template", "heredoc_template_trim"):
        return heredoc(str(node.children[0]), where)
    if node.data == "literal_value":
        return {"true": True, "false": False, "null": None}[_word(node)]
    if node.data in ("int_lit", "float_lit", "unary_op"):
        return _number(node, where)
    if node.data == "tuple":
        parts = enumerate(_statements(node))
        return [_value(part, f"{where}[{index}]", depth + 1) for index, part in parts]
    if node.data == "object":
        return _object(node, where, depth)
    word = _word(node) if node.data == "identifier" else ""
    if word.lower() in _OTHER_WORDS:
        raise RefusedError(where, f"is {word}; write {_OTHER_WORDS[word.lower()]}")
    if word.lower() in YES_OR_NO:
        raise RefusedError(where, f'is {word}; write {YES_OR_NO[word.lower()]}, or "{word}" for a string')
    raise RefusedError(where, _REFUSED.get(str(node.data), f"is an expression; {WRITE_VALUE}"))


def _object(node: Any, where: str, depth: int) -> dict[str, Any]:
    values: dict[str, Any] = {}
    apart = True
    for element in node.children:
        if getattr(element, "data", "") != "object_elem":
            apart = True  # a brace, a comma, or the end of a line
            continue
        if not apart:
            raise RefusedError(where, "has two values without a separator; separate them by a comma or a new line")
        apart = _includes_line_end(element)
        name = _key(element.children[0], where)
        if name in values:
            raise RefusedError(child(where, name), "is defined twice; remove one")
        values[name] = _value(element.children[-1], child(where, name), depth + 1)
    return values


def _key(node: Any, where: str) -> str:
    while node.data in ("object_elem_key", "expr_term") and len(node.children) == 1:
        node = node.children[0]
    if node.data in ("identifier", "keyword", "literal_value", "int_lit"):
        return _word(node)
    if node.data == "string":
        return "".join(_string_parts(node, where))
    raise RefusedError(where, "has a computed name; write the name itself")


def _string_parts(node: Tree[Token], where: str) -> Iterator[str]:
    for part in _trees(node):
        token = part.children[0]
        if not isinstance(token, str):
            raise RefusedError(where, INTERPOLATION if token.data == "interpolation" else TEMPLATE)
        # The other parts are escapes: $${ and %%{ mean ${ and %{.
        plain = getattr(token, "type", "") == "STRING_CHARS"
        yield unescaped(token, where) if plain else token[1:]


def _number(node: Any, where: str) -> int | Decimal:
    sign = ""
    if node.data == "unary_op":
        term = node.children[1].children[0]
        if str(node.children[0]) != "-" or getattr(term, "data", "") not in ("int_lit", "float_lit"):
            raise RefusedError(where, f"is an expression; {WRITE_VALUE}")
        sign, node = "-", term
    text = sign + str(node.children[0])
    if len(text) > DIGITS_MAX:
        raise RefusedError(where, "is a number with too many digits; for a string, write it in quotes")
    return int(text) if node.data == "int_lit" else _decimal(text, where)


def _decimal(text: str, where: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation:
        raise RefusedError(where, "is too large a number; for a string, write it in quotes") from None


def _word(node: Any) -> str:
    return str(node.children[0])


def _trees(node: Any) -> list[Any]:
    """The child trees, without brackets, commas and quotes."""
    return [part for part in node.children if hasattr(part, "data")]


def _statements(node: Any) -> list[Any]:
    """The child trees without line ends and comments."""
    return [part for part in _trees(node) if part.data != "new_line_or_comment"]


def _includes_line_end(node: Any) -> bool:
    """Whether a value includes the end of its line, as heredocs do."""
    last = node.children[-1]
    return last.data == "expr_term" and str(getattr(last.children[0], "data", "")).startswith("heredoc")
