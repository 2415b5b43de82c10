"""The state of a subnet's IPv6 range, which moto returns one level too deep.

The AWS provider waits until the IPv6 range of a new subnet is `associated`. It times out if it cannot read the state.
"""

from moto.ec2.models.subnets import Subnet


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
