"""What a Terraform that was ended in the middle made without noting it down, and how to hand that over to the next."""

import json
import re
from collections.abc import Callable, Iterable
from typing import Any

from emulator import Inventory
from tests.deployments import Arguments, read
from tests.emulator.deployed import Deployed
from tests.terraform_runner import TerraformError

_BEGUN = re.compile(r"^(\S+): Creating\.\.\.", re.MULTILINE)
_TAKEN = re.compile(r"^  with (\S+),$", re.MULTILINE)
_ROUNDS = 4

# By kind, what deletes what has no name to meet it by.
_REMOVED_BY = {
    "acm/certificate": ("delete_certificate", "CertificateArn"),
    "ec2/elastic-ip": ("release_address", "AllocationId"),
    "ec2/launch-template": ("delete_launch_template", "LaunchTemplateId"),
    "ec2/route-table": ("delete_route_table", "RouteTableId"),
    "ec2/subnet": ("delete_subnet", "SubnetId"),
    "ec2/vpc-endpoint": ("delete_vpc_endpoints", "VpcEndpointIds"),
}
# By type, what `terraform import` wants: the argument that it is, or how to find it. docs/trust.md has the same list.
_NAMED_BY = {
    "aws_cloudwatch_log_group": "name",
    "aws_db_parameter_group": "name",
    "aws_db_subnet_group": "name",
    "aws_eks_cluster": "name",
    "aws_iam_role": "name",
    "aws_kms_alias": "name",
    "aws_rds_cluster": "cluster_identifier",
    "aws_rds_cluster_instance": "identifier",
    "aws_rds_cluster_parameter_group": "name",
}


def unrecorded(deployment: Deployed, log: str) -> set[str]:
    """The addresses of what was begun, as `log` says, and is not in the state."""
    return set(_BEGUN.findall(log)) - set(deployment.terraform.addresses())


def unknown(deployment: Deployed, addresses: Iterable[str], there: Inventory) -> list[tuple[str, str]]:
    """Kind and id of what was `there` when a run ended, of the kinds of `addresses`, and is in no state today."""
    kinds = {_kind(address) for address in addresses}
    state = deployment.state.read_text()
    return [
        (kind, id_)
        for kind, ids in deployment.emulator.inventory().items()
        for id_ in ids
        if kind.partition("/")[2] in kinds and id_ in there.get(kind, ()) and id_ not in state
    ]


def remove_by_hand(deployment: Deployed, left: Iterable[tuple[str, str]]) -> None:
    """Deletes what Terraform does not know of."""
    for kind, id_ in left:
        operation, argument = _REMOVED_BY[kind]
        client = deployment.client(kind.partition("/")[0])
        getattr(client, operation)(**{argument: [id_] if argument.endswith("s") else id_})


def _kind(address: str) -> str:
    """As the endpoint's inventory calls it: `launch-template` for `aws_launch_template.nodes_template`."""
    type_ = address.partition(".")[0].removeprefix("aws_")
    return {"eip": "elastic-ip", "kms_key": "key", "s3_bucket": "bucket"}.get(type_, type_.replace("_", "-"))


def apply_despite_leftovers(deployment: Deployed) -> set[str]:
    """Applies; imports what is refused because it is there already, and applies again. The imported addresses."""
    imported: set[str] = set()
    for _ in range(_ROUNDS):
        try:
            deployment.terraform.apply()
        except TerraformError as error:
            taken = set(_TAKEN.findall(str(error))) - imported
            if not taken:
                raise
            for address in sorted(taken):
                _import(deployment, address)
            imported |= taken
        else:
            return imported
    raise AssertionError(f"{_ROUNDS} applies did not suffice; imported: {sorted(imported)}")


def _import(deployment: Deployed, address: str) -> None:
    type_, _, _ = address.partition(".")
    arguments = read(deployment.output)[f"aws-{deployment.name}"].resource(address)
    named_by = _NAMED_BY.get(type_)
    found = str(arguments[named_by]) if named_by else _FOUND_BY[type_](deployment, address, arguments)
    deployment.terraform.run("import", "-input=false", address, found)


def _addon(deployment: Deployed, _address: str, arguments: Arguments) -> str:
    [cluster] = deployment.client("eks").list_clusters()["clusters"]
    return f"{cluster}:{arguments['addon_name']}"


def _balancer(deployment: Deployed, _address: str, arguments: Arguments) -> str:
    [balancer] = deployment.client("elbv2").describe_load_balancers(Names=[arguments["name"]])["LoadBalancers"]
    return str(balancer["LoadBalancerArn"])


def _target_group(deployment: Deployed, _address: str, arguments: Arguments) -> str:
    [group] = deployment.client("elbv2").describe_target_groups(Names=[arguments["name"]])["TargetGroups"]
    return str(group["TargetGroupArn"])


def _security_group(deployment: Deployed, _address: str, arguments: Arguments) -> str:
    wanted = [{"Name": "group-name", "Values": [arguments["name"]]}]
    [group] = deployment.client("ec2").describe_security_groups(Filters=wanted)["SecurityGroups"]
    return str(group["GroupId"])


def _rule(deployment: Deployed, address: str, arguments: Arguments) -> str:
    names = {"FromPort": "from_port", "CidrIpv4": "cidr_ipv4", "CidrIpv6": "cidr_ipv6"}
    wanted = {"IsEgress": "_egress_" in address} | {name: arguments.get(named) for name, named in names.items()}
    rules = deployment.client("ec2").describe_security_group_rules()["SecurityGroupRules"]
    [rule] = [each for each in rules if all(each.get(name) == value for name, value in wanted.items())]
    return str(rule["SecurityGroupRuleId"])


def _gateway(deployment: Deployed, address: str, _arguments: Arguments) -> str:
    """The gateway that has the address which stands beside it in the state."""
    wanted = _attributes(deployment, address.replace("aws_nat_gateway.", "aws_eip.").replace("_gateway_", "_address_"))
    for gateway in deployment.client("ec2").describe_nat_gateways()["NatGateways"]:
        if any(each["AllocationId"] == wanted["id"] for each in gateway["NatGatewayAddresses"]):
            return str(gateway["NatGatewayId"])
    raise AssertionError(f"no gateway has {wanted['id']}")


def _attributes(deployment: Deployed, address: str) -> dict[str, Any]:
    resources = json.loads(deployment.terraform.show())["values"]["root_module"]["resources"]
    return next(each["values"] for each in resources if each["address"] == address)


_FOUND_BY: dict[str, Callable[[Deployed, str, Arguments], str]] = {
    "aws_eks_addon": _addon,
    "aws_lb": _balancer,
    "aws_lb_target_group": _target_group,
    "aws_nat_gateway": _gateway,
    "aws_security_group": _security_group,
    "aws_vpc_security_group_egress_rule": _rule,
    "aws_vpc_security_group_ingress_rule": _rule,
}
