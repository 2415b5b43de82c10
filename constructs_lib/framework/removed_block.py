"""What a configuration no longer has, and Terraform is to forget rather than destroy."""

from collections.abc import Sequence
from typing import Any

from cdktf import TerraformElement
from constructs import Construct


class RemovedBlock(TerraformElement):
    """`removed` blocks for `addresses` (such as `aws_s3_bucket.storage_bucket`), which nothing may stand at any more.

    What an earlier configuration made there leaves the state and stays as it is; where it made nothing, nothing
    happens. `prevent_destroy` does not help there: it is gone with the resource that it was written on
    (https://developer.hashicorp.com/terraform/language/v1.11.x/meta-arguments/lifecycle).
    """

    def __init__(self, scope: Construct, id_: str, *, addresses: Sequence[str]) -> None:
        super().__init__(scope, id_)
        self._addresses = tuple(addresses)

    def to_terraform(self) -> Any:
        return {"removed": [{"from": address, "lifecycle": {"destroy": False}} for address in self._addresses]}
