"""What the grants of all clouds have in common."""

from cdktf import TerraformStack
from constructs import Construct

from constructs_lib.address_text import in_address


def is_new_grant(resource: Construct, receiver: Construct, access: str) -> bool:
    """Whether `resource` has not yet given `access` to `receiver`; a grant can be repeated."""
    given: set[tuple[str, str]] = vars(resource).setdefault("_grants", set())
    grant = (receiver.node.path, access)
    is_new = grant not in given
    given.add(grant)
    return is_new


def require_receiver(resource: Construct, receiver: object, lookup: str) -> None:
    """Raises `TypeError` if the receiver of a grant is only named, such as by an ARN; `lookup` finds its construct."""
    if not isinstance(receiver, Construct):
        kind = type(resource).__name__
        raise TypeError(f"{kind} grants access to constructs, not to {receiver!r}; look it up with {lookup}")


def id_in(scope: Construct, construct: Construct) -> str:
    """An id for something in `scope` that belongs to `construct`: its path, without the stack that both are in."""
    stack = TerraformStack.of(scope).node.path
    return in_address(construct.node.path.removeprefix(f"{stack}/").replace("/", "_"))
