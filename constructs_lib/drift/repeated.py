"""What a resource repeats of other resources in the state: rules of a security group, policies of a role, subnets.

Each value is compared with these others, so that a rule or policy that someone added is not taken for one of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from .differences import Difference, plain

Values = Mapping[str, Any]
# By type: the argument, the type of the other resources, and their argument with the name of this one.
_BLOCKS = {
    "azurerm_network_security_group": ("security_rule", "azurerm_network_security_rule", "network_security_group_name"),
    "azurerm_virtual_network": ("subnet", "azurerm_subnet", "virtual_network_name"),
}
_RULES = {"ingress": "aws_vpc_security_group_ingress_rule", "egress": "aws_vpc_security_group_egress_rule"}


def repeats(type_: str, difference: Difference, values: Values, state: Sequence[Mapping[str, Any]]) -> bool:
    """Whether the new value of a role or security group with these `values` is that of other resources in `state`."""
    argument = difference.path.removesuffix("[]")
    if difference.before or not difference.after:
        return False
    if type_ == "aws_security_group" and argument in _RULES:
        rules = [_rule(each) for each in _others(state, _RULES[argument], security_group_id=values.get("id"))]
        return all(each in rules for each in _rules_in(difference.after))
    if type_ in _BLOCKS:
        block, other, by = _BLOCKS[type_]
        others = _others(state, other, **{by: values.get("name")})
        return argument == block and any(_same(difference.after, each) for each in others)
    if type_ != "aws_iam_role":
        return False
    if argument == "inline_policy":
        policies = _others(state, "aws_iam_role_policy", role=values.get("name"))
        after = difference.after
        return any(each["name"] == after["name"] and each["policy"] == after["policy"] for each in policies)
    attached = [each["policy_arn"] for each in _others(state, f"{type_}_policy_attachment", role=values.get("name"))]
    return argument == "managed_policy_arns" and set(difference.after) <= set(attached)


def _others(state: Sequence[Mapping[str, Any]], type_: str, **arguments: Any) -> list[Values]:
    found = [each["values"] for each in state if each["type"] == type_]
    return [each for each in found if all(each.get(name) == value for name, value in arguments.items())]


def _same(block: Values, resource: Values) -> bool:
    """Whether a block has the name of a resource, and the same values in the arguments of both."""
    shared = block.keys() & resource.keys() - {"id", "delegation"}
    return "name" in shared and all(plain(block[name]) == plain(resource[name]) for name in shared)


def _rule(rule: Values) -> tuple[Any, ...]:
    names = ("cidr_ipv4", "cidr_ipv6", "prefix_list_id", "referenced_security_group_id")
    peer = next((rule[name] for name in names if rule.get(name)), None)
    return rule["ip_protocol"], rule["from_port"], rule["to_port"], peer


def _rules_in(block: Values) -> Iterator[tuple[Any, ...]]:
    """EC2 groups the rules of a security group by protocol, ports and description."""
    names = ("cidr_blocks", "ipv6_cidr_blocks", "prefix_list_ids", "security_groups")
    peers = [peer for name in names for peer in block.get(name) or ()]
    for peer in [*peers, *(["self"] if block.get("self") else [])]:
        yield block["protocol"], block["from_port"], block["to_port"], peer
