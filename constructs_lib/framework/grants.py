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


def id_in(scope: Construct, construct: Construct) -> str:
    """An id for something in `scope` that belongs to `construct`: its path, without the stack that both are in."""
    stack = TerraformStack.of(scope).node.path
    return in_address(construct.node.path.removeprefix(f"{stack}/").replace("/", "_"))
