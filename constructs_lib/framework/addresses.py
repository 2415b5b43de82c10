"""Terraform addresses without hashes, such as `aws_rds_cluster.database_cluster`."""

import re

from cdktf import TerraformDataSource, TerraformElement, TerraformResource, TerraformStack
from constructs import Construct, Node

from constructs_lib.address_text import in_address
from constructs_lib.framework.component import InitSignature
from constructs_lib.framework.target_versions import declare_target_versions

# A construct with this id is not part of the addresses of its children (a convention of the CDK).
HIDDEN_ID = "Default"

# https://developer.hashicorp.com/terraform/language/syntax/configuration#identifiers
_ADDRESS = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")


class AddressedStack(TerraformStack):
    """A stack whose Terraform addresses are the construct paths, joined by `_`.

    Raises:
        RuntimeError: In the synthesis, two elements of one type have the same address (Terraform JSON would silently
            drop one of them), or an address is not valid in Terraform.

    Example:
        platform = AddressedStack(stack.node.root, "platform")
    """

    __signature__ = InitSignature()

    def __init__(self, scope: Construct, id_: str) -> None:
        self._paths: dict[tuple[str, str], str] = {}
        super().__init__(scope, id_)
        declare_target_versions(self)
        # Each access to a construct is a message to the jsii engine; this value is the same for every element.
        self._prefix = f"{self.node.path}/"

    def _allocate_logical_id(self, tf_element: Node | TerraformElement) -> str:
        node = tf_element.node if isinstance(tf_element, TerraformElement) else tf_element
        path = node.path
        inside = path.removeprefix(self._prefix)
        address = "_".join(part for part in inside.split("/") if part != HIDDEN_ID)
        address = in_address(address)
        if not _ADDRESS.fullmatch(address):
            raise ValueError(f"{path} would have the Terraform address {address!r}, which must start with a letter")
        taken_by = self._paths.setdefault((_kind(tf_element), address), path)
        if taken_by != path:
            raise ValueError(f"{path} and {taken_by} would both have the Terraform address {address!r}: rename one")
        return address


def _kind(element: Node | TerraformElement) -> str:
    """The part of an address before the name: a resource type, a data source type, or another kind of block."""
    if isinstance(element, TerraformResource):
        return element.terraform_resource_type
    if isinstance(element, TerraformDataSource):
        return f"data.{element.terraform_resource_type}"
    return type(element).__name__
