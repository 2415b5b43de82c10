"""The Terraform expressions of a configuration, read without providers."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

# A reference to an element that the configuration must declare.
_REFERENCE = re.compile(r"(?<![\w.\"-])((?:data\.|ephemeral\.)?[a-z][a-z0-9_]*\.[A-Za-z_][\w-]*)")
_FUNCTION = re.compile(r"(?<![\w.])([a-z][a-z0-9_]*)\(")
# Names that exist only inside an expression.
_BOUND = re.compile(r"\bfor (\w+)(?:, (\w+))? in\b")
# Names that Terraform defines.
_NOT_DECLARED = ("path.", "terraform.", "each.", "count.", "self.")


def strings(value: Any) -> Iterator[str]:
    """Every string of the configuration that holds an expression."""
    if isinstance(value, Mapping):
        for name, inner in value.items():
            if name != "//":
                yield from strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from strings(inner)
    elif isinstance(value, str) and "${" in value:
        yield value


def functions(text: str) -> set[str]:
    """The functions that the expressions of a string call."""
    return set(_FUNCTION.findall(_code(text)))


def references(text: str) -> set[str]:
    """What the expressions of a string refer to: `aws_vpc.x`, `data.aws_y.z`, `var.license`."""
    code = _code(text)
    bound = {f"{name}." for names in _BOUND.findall(code) for name in names if name}
    return {name for name in _REFERENCE.findall(code) if not name.startswith((*_NOT_DECLARED, *bound))}


def declared(configuration: Mapping[str, Any]) -> set[str]:
    """Every address that an expression can refer to."""
    found = {f"var.{name}" for name in configuration.get("variable", {})}
    found |= {f"local.{name}" for name in configuration.get("locals", {})}
    for section, prefix in (("resource", ""), ("data", "data."), ("ephemeral", "ephemeral.")):
        for type_, named in configuration.get(section, {}).items():
            found |= {f"{prefix}{type_}.{name}" for name in named}
    return found


def _code(text: str) -> str:
    """The code inside `${}`, without its string literals, which can contain expressions."""
    code: list[str] = []
    # What the reader is in, outermost first: a text, an expression, a pair of braces in one.
    inside = ["text"]
    position = 0
    while position < len(text):
        here = text[position : position + 2]
        step = 1
        if inside[-1] == "text":
            if here in ("${", '\\"', "\\\\"):
                step = 2
            if here == "${":
                inside.append("code")
                code.append(" ")
            elif here[0] == '"' and len(inside) > 1:
                inside.pop()
        elif here[0] == '"':
            inside.append("text")
            code.append('""')
        else:
            if here[0] in "{}":
                inside.append("braces") if here[0] == "{" else inside.pop()
            code.append(here[0])
        position += step
    return "".join(code)
