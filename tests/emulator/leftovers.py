"""What a Terraform that was ended in the middle made without noting it down, and how to hand that over to the next."""

import json
import re
from collections.abc import Callable
from typing import Any

from tests.deployments import Arguments, read
from tests.emulator.deployed import Deployed
from tests.terraform_runner import TerraformError

_BEGUN = re.compile(r"^(\S+): Creating\.\.\.", re.MULTILINE)
_TAKEN = re.compile(r"^  with (\S+),$", re.MULTILINE)
_ROUNDS = 4

# By type: what `terraform import` wants, from the resource's arguments and the account; docs/trust.md has the same.
_IMPORT_IDS: dict[str, Callable[[Deployed, str, Arguments], str]] = {
    "aws_eks_addon": lambda d, _, arguments: f"{_cluster_name(d)}:{arguments['addon_name']}",
    "aws_eks_cluster": lambda d, _, arguments: str(arguments["name"]),
    "aws_lb": lambda d, _, arguments: _balancer_arn(d, arguments["name"]),
    "aws_nat_gateway": lambda d, address, _: _gateway_id(d, address),
    "aws_rds_cluster": lambda d, _, arguments: str(arguments["cluster_identifier"]),
    "aws_rds_cluster_instance": lambda d, _, arguments: str(arguments["identifier"]),
}


def unrecorded(deployment: Deployed, log: str) -> set[str]:
    """The addresses of what was begun, as `log` says, and is not in the state."""
    return set(_BEGUN.findall(log)) - set(deployment.terraform.addresses())


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
    deployment.terraform.run("import", "-input=false", address, _IMPORT_IDS[type_](deployment, address, arguments))


def _cluster_name(deployment: Deployed) -> str:
    [name] = deployment.client("eks").list_clusters()["clusters"]
    return str(name)


def _balancer_arn(deployment: Deployed, name: str) -> str:
    [balancer] = deployment.client("elbv2").describe_load_balancers(Names=[name])["LoadBalancers"]
    return str(balancer["LoadBalancerArn"])


def _gateway_id(deployment: Deployed, address: str) -> str:
    """The gateway that has the address which stands beside it in the state."""
    wanted = _attributes(deployment, address.replace("aws_nat_gateway.", "aws_eip.").replace("_gateway_", "_address_"))
    for gateway in deployment.client("ec2").describe_nat_gateways()["NatGateways"]:
        if any(each["AllocationId"] == wanted["id"] for each in gateway["NatGatewayAddresses"]):
            return str(gateway["NatGatewayId"])
    raise AssertionError(f"no gateway has {wanted['id']}")


def _attributes(deployment: Deployed, address: str) -> dict[str, Any]:
    resources = json.loads(deployment.terraform.show())["values"]["root_module"]["resources"]
    return next(each["values"] for each in resources if each["address"] == address)
