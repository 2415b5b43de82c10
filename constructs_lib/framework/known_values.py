"""Values that decide which resources there are, and so have to be known when the stack is synthesized."""

from collections.abc import Sequence
from typing import Any

from cdktf import Token
from constructs import Construct


def require_known(construct: Construct, **arguments: Any) -> None:
    """Raises `ValueError` for the first of `arguments` that Terraform alone will know, such as `variable.list_value`.

    The error names the construct and the argument (the keyword). A list of known length whose elements are unknown
    (`[vpc.id]`) is known. Without this, an unknown list counts as one element, an unknown number as a huge negative
    one, and an unknown boolean as `True`.
    """
    for name, value in arguments.items():
        if _is_unknown(value):
            raise ValueError(
                f"{type(construct).__name__} ({construct.node.path}): {name} decides which resources there are, "
                f"and is known only when Terraform runs; {_right(value)}"
            )


def element_id(value: str, index: int) -> str:
    """A construct id for what is made of one element of a list: `value`, or `index` where Terraform alone knows it.

    A known value keeps its address when another element is removed from the list; a token has no text to make one of.
    """
    return str(index) if Token.is_unresolved(value) else value


def _is_unknown(value: Any) -> bool:
    # Most arguments: no need to ask the engine.
    if value is None or isinstance(value, bool):
        return False
    # The engine knows lists, not tuples.
    return bool(Token.is_unresolved(list(value) if isinstance(value, tuple) else value))


def _right(value: Any) -> str:
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "it must be a list of known length, whose elements may be unknown, such as [subnet.id]"
    return "it must be known when the stack is synthesized"
