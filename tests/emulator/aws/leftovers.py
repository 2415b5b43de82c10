"""Resources that an interrupted apply created without recording them, and those that cannot be imported."""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from emulator import Inventory
from tests.emulator.deployed import Deployed

_BEGUN = re.compile(r"^(\S+): Creating\.\.\.", re.MULTILINE)
# Resource types without a unique name: their type in the emulator's inventory, and a function that deletes one. A VPC
# must be empty, so it is the last.
_NAMELESS: Mapping[str, tuple[str, Callable[[Any, str], object]]] = {
    "aws_acm_certificate": ("acm/certificate", lambda acm, id_: acm.delete_certificate(CertificateArn=id_)),
    "aws_eip": ("ec2/elastic-ip", lambda ec2, id_: ec2.release_address(AllocationId=id_)),
    "aws_eks_node_group": ("eks/node-group", lambda eks, id_: _delete_node_group(eks, *id_.split(":"))),
    "aws_internet_gateway": (
        "ec2/internet-gateway",
        lambda ec2, id_: ec2.delete_internet_gateway(InternetGatewayId=id_),
    ),
    "aws_kms_key": ("kms/key", lambda kms, id_: kms.schedule_key_deletion(KeyId=id_)),
    "aws_launch_template": ("ec2/launch-template", lambda ec2, id_: ec2.delete_launch_template(LaunchTemplateId=id_)),
    "aws_route_table": ("ec2/route-table", lambda ec2, id_: ec2.delete_route_table(RouteTableId=id_)),
    "aws_secretsmanager_secret": ("secretsmanager/secret", lambda secrets, id_: secrets.delete_secret(SecretId=id_)),
    "aws_subnet": ("ec2/subnet", lambda ec2, id_: ec2.delete_subnet(SubnetId=id_)),
    "aws_vpc_endpoint": ("ec2/vpc-endpoint", lambda ec2, id_: ec2.delete_vpc_endpoints(VpcEndpointIds=[id_])),
    "aws_vpc": ("ec2/vpc", lambda ec2, id_: ec2.delete_vpc(VpcId=id_)),
}


def unrecorded(deployment: Deployed, log: str) -> set[str]:
    """The addresses of resources whose creation started, according to `log`, and that are not in the state."""
    return set(_BEGUN.findall(log)) - set(deployment.addresses())


def unknown(deployment: Deployed, addresses: Iterable[str], there: Inventory) -> set[tuple[str, str]]:
    """Type and id of each resource that was `there` when a run ended, has a type of `addresses`, and is in no state."""
    state = deployment.state.read_text()
    exists = deployment.emulator.inventory()
    found = set()
    for type_ in {address.partition(".")[0] for address in addresses} & _NAMELESS.keys():
        kind, _ = _NAMELESS[type_]
        was_and_is = set(there.get(kind, ())) & set(exists.get(kind, ()))
        found |= {(type_, id_) for id_ in was_and_is if id_ not in state}
    return found


def remove_by_hand(deployment: Deployed, left: Iterable[tuple[str, str]]) -> None:
    """Deletes resources that are in no state."""
    for type_, id_ in sorted(left, key=lambda each: list(_NAMELESS).index(each[0])):
        kind, delete = _NAMELESS[type_]
        delete(deployment.client(kind.partition("/")[0]), id_)


def _delete_node_group(eks: Any, cluster: str, name: str) -> None:
    eks.delete_nodegroup(clusterName=cluster, nodegroupName=name)
