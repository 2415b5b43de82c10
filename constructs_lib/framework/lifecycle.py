"""Terraform's `prevent_destroy`."""

from cdktf import TerraformResourceLifecycle


def prevent_destroy(keep: bool) -> TerraformResourceLifecycle | None:
    """The lifecycle of a resource that holds data. With `keep`, Terraform rejects every plan that destroys it."""
    return TerraformResourceLifecycle(prevent_destroy=True) if keep else None
