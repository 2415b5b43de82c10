"""Names taken out of resource ids."""

from cdktf import Fn


def name_from_id(id_: str) -> str:
    """The name of the resource with `id_`, for a child that names its parent: a replaced parent takes it along.

    The name itself stays known when Terraform plans to replace the parent. The plan then leaves the child out, Azure
    deletes it with the old parent, and the new one has no child until the next apply.
    """
    return Fn.basename(id_)
