"""Terraform's `removed` blocks: resources to remove from the state without destroying them."""

from collections.abc import Sequence
from typing import Any

from cdktf import TerraformElement
from constructs import Construct

from constructs_lib.framework.component import InitSignature
from constructs_lib.framework.known_values import require_known


class RemovedBlock(TerraformElement):
    """`removed` blocks for resources that the configuration does not use: Terraform forgets but does not destroy them.

    An address without a resource has no effect. `prevent_destroy` does not help here, because it is removed together
    with its resource (https://developer.hashicorp.com/terraform/language/v1.11.x/meta-arguments/lifecycle).

    Args:
        addresses: Such as `aws_s3_bucket.storage_bucket`.

    Raises:
        ValueError: The list `addresses` is unknown until apply.

    Example:
        RemovedBlock(stack, "forgotten", addresses=["aws_s3_bucket.storage_bucket"])
    """

    __signature__ = InitSignature()

    def __init__(self, scope: Construct, id_: str, *, addresses: Sequence[str]) -> None:
        super().__init__(scope, id_)
        require_known(self, addresses=addresses)
        self._addresses = tuple(addresses)

    def to_terraform(self) -> Any:
        return {"removed": [{"from": address, "lifecycle": {"destroy": False}} for address in self._addresses]}
