"""Resources that an interrupted apply created without recording them, imported by the next apply."""

import json
import re
from collections.abc import Callable, Iterable
from typing import Any

from tests.deployments import Arguments, read
from tests.emulator.deployed import Deployed
from tests.terraform_runner import TerraformError

_TAKEN = re.compile(r"^  with (\S+),$", re.MULTILINE)
# What one import brings back can let the next be refused: a cluster its provider, its add-ons, its nodes.
_ROUNDS = 6


def apply_despite_leftovers(deployment: Deployed) -> set[str]:
    """Applies, imports resources that already exist, and applies again; returns the imported addresses."""
    imported: set[str] = set()
    for _ in range(_ROUNDS):
        try:
            deployment.terraform.apply()
        except TerraformError as error:
            taken = set(_TAKEN.findall(error.output)) - imported
            if not taken:
                raise
            imported |= taken
            import_with_next_apply(deployment, imported)
        else:
            return imported
    raise AssertionError(f"{_ROUNDS} applies did not suffice; imported: {sorted(imported)}")


def import_with_next_apply(deployment: Deployed, addresses: Iterable[str]) -> None:
    """Writes `import` blocks for `addresses`, for one apply; resources in the state are left out."""
    blocks = [{"to": address, "id": _id_of(deployment, address)} for address in sorted(addresses)]
    (deployment.stack / "imports.tf.json").write_text(json.dumps({"import": blocks}))


def _id_of(deployment: Deployed, address: str) -> str:
    arguments = read(deployment.output)[f"aws-{deployment.name}"].resource(address)
    try:
        find = IDS[address.partition(".")[0]]
    except KeyError:
        raise AssertionError(f"how is {address} imported?") from None
    return find(deployment, address, arguments)


def _argument(name: str) -> "_Find":
    return lambda _deployment, _address, arguments: str(arguments[name])


def _addon(deployment: Deployed, _address: str, arguments: Arguments) -> str:
    return f"{_cluster(deployment)}:{arguments['addon_name']}"


def _bucket(deployment: Deployed, _address: str, _arguments: Arguments) -> str:
    # Its name has a suffix that Terraform chose and knows.
    [bucket] = deployment.client("s3").list_buckets()["Buckets"]
    return str(bucket["Name"])


def _cluster(deployment: Deployed) -> str:
    [cluster] = deployment.client("eks").list_clusters()["clusters"]
    return str(cluster)


def _oidc_provider(deployment: Deployed, _address: str, _arguments: Arguments) -> str:
    [provider] = deployment.client("iam").list_open_id_connect_providers()["OpenIDConnectProviderList"]
    return str(provider["Arn"])


def _balancer(deployment: Deployed, _address: str, arguments: Arguments) -> str:
    [balancer] = deployment.client("elbv2").describe_load_balancers(Names=[arguments["name"]])["LoadBalancers"]
    return str(balancer["LoadBalancerArn"])


def _record(_deployment: Deployed, _address: str, arguments: Arguments) -> str:
    return f"{arguments['zone_id']}_{arguments['name']}_{arguments['type']}"


def _target_group(deployment: Deployed, _address: str, arguments: Arguments) -> str:
    [group] = deployment.client("elbv2").describe_target_groups(Names=[arguments["name"]])["TargetGroups"]
    return str(group["TargetGroupArn"])


def _security_group(deployment: Deployed, _address: str, arguments: Arguments) -> str:
    groups = deployment.client("ec2").describe_security_groups()["SecurityGroups"]
    return _only(groups, "GroupId", GroupName=arguments["name"])


def _rule(deployment: Deployed, address: str, arguments: Arguments) -> str:
    names = {"FromPort": "from_port", "CidrIpv4": "cidr_ipv4", "CidrIpv6": "cidr_ipv6", "Description": "description"}
    wanted = {"IsEgress": "_egress_" in address} | {name: arguments.get(named) for name, named in names.items()}
    rules = deployment.client("ec2").describe_security_group_rules()["SecurityGroupRules"]
    return _only(rules, "SecurityGroupRuleId", **wanted)


def _gateway(deployment: Deployed, address: str, _arguments: Arguments) -> str:
    """The gateway that has the address which stands beside it in the state."""
    wanted = _attributes(deployment, address.replace("aws_nat_gateway.", "aws_eip.").replace("_gateway_", "_address_"))
    for gateway in deployment.client("ec2").describe_nat_gateways()["NatGateways"]:
        if any(each["AllocationId"] == wanted["id"] for each in gateway["NatGatewayAddresses"]):
            return str(gateway["NatGatewayId"])
    raise AssertionError(f"no gateway has {wanted['id']}")


def _attributes(deployment: Deployed, address: str) -> dict[str, Any]:
    return next(each["values"] for each in deployment.resources() if each["address"] == address)


def _only(found: Iterable[dict[str, Any]], id_: str, **wanted: Any) -> str:
    """The id of the only one that has all that is wanted."""
    [one] = [each for each in found if all(each.get(name) == value for name, value in wanted.items())]
    return str(one[id_])


_Find = Callable[[Deployed, str, Arguments], str]
# By type, what `terraform import` wants. docs/troubleshooting.md has the same list.
IDS: dict[str, _Find] = {
    "aws_cloudwatch_log_group": _argument("name"),
    "aws_db_parameter_group": _argument("name"),
    "aws_db_subnet_group": _argument("name"),
    "aws_eks_addon": _addon,
    "aws_eks_cluster": _argument("name"),
    "aws_iam_openid_connect_provider": _oidc_provider,
    "aws_iam_role": _argument("name"),
    "aws_kms_alias": _argument("name"),
    "aws_lb": _balancer,
    "aws_lb_target_group": _target_group,
    "aws_nat_gateway": _gateway,
    "aws_rds_cluster": _argument("cluster_identifier"),
    "aws_rds_cluster_instance": _argument("identifier"),
    "aws_rds_cluster_parameter_group": _argument("name"),
    "aws_route53_record": _record,
    "aws_s3_bucket": _bucket,
    "aws_security_group": _security_group,
    "aws_vpc_security_group_egress_rule": _rule,
    "aws_vpc_security_group_ingress_rule": _rule,
}
