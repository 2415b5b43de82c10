"""Terraform addresses that read like the house: `aws_rds_cluster.database_cluster`, without hashes."""

import re

from cdktf import TerraformDataSource, TerraformElement, TerraformResource, TerraformStack
from constructs import Construct, Node

# A construct with this id leaves no trace in the addresses of what it holds (the CDK's own convention).
HIDDEN_ID = "Default"

# https://developer.hashicorp.com/terraform/language/syntax/configuration#identifiers
_ADDRESS = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
_NOT_ALLOWED_IN_ADDRESSES = re.compile(r"[^A-Za-z0-9_-]")


class AddressedStack(TerraformStack):
    """A stack whose Terraform addresses are the construct paths, joined by `_`.

    Synthesis fails with a `RuntimeError` when two elements of one type would share an address (Terraform JSON would
    keep the last one and drop the other without a word), or when an address is not one that Terraform takes.
    """

    def __init__(self, scope: Construct, id_: str) -> None:
        self._paths: dict[tuple[str, str], str] = {}
        super().__init__(scope, id_)
        # Each look at a construct is a message to the engine: this one is the same for every element.
        self._prefix = f"{self.node.path}/"

    def _allocate_logical_id(self, tf_element: Node | TerraformElement) -> str:
        node = tf_element.node if isinstance(tf_element, TerraformElement) else tf_element
        path = node.path
        inside = path.removeprefix(self._prefix)
        address = "_".join(part for part in inside.split("/") if part != HIDDEN_ID)
        address = _NOT_ALLOWED_IN_ADDRESSES.sub("-", address)
        if not _ADDRESS.fullmatch(address):
            raise ValueError(f"{path} would have the Terraform address {address!r}, which must start with a letter")
        taken_by = self._paths.setdefault((_kind(tf_element), address), path)
        if taken_by != path:
            raise ValueError(f"{path} and {taken_by} would both have the Terraform address {address!r}: rename one")
        return address


def _kind(element: Node | TerraformElement) -> str:
    """What shares one set of addresses in Terraform: a type of resource, a type of data source, or a kind of block."""
    if isinstance(element, TerraformResource):
        return element.terraform_resource_type
    if isinstance(element, TerraformDataSource):
        return f"data.{element.terraform_resource_type}"
    return type(element).__name__
