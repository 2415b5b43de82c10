"""What Terraform itself refuses to destroy."""

from cdktf import TerraformResourceLifecycle


def prevent_destroy(keep: bool) -> TerraformResourceLifecycle | None:
    """The lifecycle of a resource that holds data: with `keep`, every plan that would destroy it is refused."""
    return TerraformResourceLifecycle(prevent_destroy=True) if keep else None
