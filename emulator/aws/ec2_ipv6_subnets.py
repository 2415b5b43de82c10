"""The state of a subnet's IPv6 range, which moto returns one level too deep, and the filter by its association.

The AWS provider waits until the IPv6 range of a subnet is `associated`. It times out if it cannot read the state. If
the subnet existed before, it finds the subnet by the id of the association.
"""

from typing import Any

from moto.ec2.models.subnets import Subnet

from emulator.aws.moto_patches import wrap


def _associations(subnet: Subnet) -> list[dict[str, object]]:
    return [
        {
            "associationId": association["associationId"],
            "ipv6CidrBlock": association["ipv6CidrBlock"],
            "ipv6CidrBlockState": {"state": "associated"},
        }
        for association in subnet.ipv6_cidr_block_associations.values()
        if association["ipv6CidrBlockState"]["State"] == "associated"
    ]


Subnet.ipv6_cidr_block_association_set = property(_associations)  # type: ignore[assignment,method-assign]


@wrap(Subnet, "get_filter_value")
def get_filter_value(original: Any, self: Subnet, filter_name: str, method_name: str | None = None) -> Any:
    if filter_name == "ipv6-cidr-block-association.association-id":
        return [association["associationId"] for association in _associations(self)]
    return original(self, filter_name, method_name)
