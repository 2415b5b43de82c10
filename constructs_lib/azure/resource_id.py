"""Resource names from resource ids."""

from cdktf import Fn


def name_from_id(id_: str) -> str:
    """The name of the resource `id_`, for a child that refers to its parent by name.

    With this, replacing the parent also replaces the child. The plain name would stay known in such a plan: Azure would
    delete the child with the old parent, and the new parent would have no child until the next apply.
    """
    return Fn.basename(id_)
