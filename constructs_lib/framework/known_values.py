"""Values that decide what a stack contains. They must be known at synthesis."""

from collections.abc import Sequence
from typing import Any

from cdktf import Token
from constructs import Construct


def require_known(construct: Construct, **arguments: Any) -> None:
    """Raises `ValueError` for the first of `arguments` that is unknown until apply, such as `variable.list_value`.

    The error names the construct and the argument (the keyword). A list of known length with unknown elements
    (`[vpc.id]`) is known. Without this check, an unknown list counts as one element, an unknown number as a large
    negative number, and an unknown boolean as `True`.
    """
    for name, value in arguments.items():
        if _is_unknown(value):
            raise ValueError(
                f"{type(construct).__name__} ({construct.node.path}): {name} decides what the stack contains, "
                f"and is known only when Terraform runs; {_requirement(value)}"
            )


def element_id(value: str, index: int) -> str:
    """A construct id for an element of a list: `value`, or `index` when the value is unknown until apply.

    With `value`, the address does not change when another element is removed from the list.
    """
    return str(index) if Token.is_unresolved(value) else value


def _is_unknown(value: Any) -> bool:
    # Most arguments need no call to the jsii engine.
    if value is None or isinstance(value, bool):
        return False
    if isinstance(value, list | tuple):
        # An unknown list has one element, an encoded string or number. The engine may not know other element types.
        return len(value) == 1 and isinstance(value[0], str | float) and bool(Token.is_unresolved(list(value)))
    return bool(Token.is_unresolved(value))


def _requirement(value: Any) -> str:
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "it must be a list of known length, whose elements may be unknown, such as [subnet.id]"
    return "it must be known when the stack is synthesized"
