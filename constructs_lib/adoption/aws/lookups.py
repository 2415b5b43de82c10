"""Imports whose ids are not in the official state, or not with their ids: Terraform finds them in the account."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from constructs_lib.address_text import in_address

from ..file import Import
from ..state import OfficialDeployment
from .official import (
    APP,
    DATABASE,
    INBOUND_GROUP,
    NODES_FROM_LOAD_BALANCER,
    balances_in_terraform,
    host_name,
    zone_id,
)

_RULE = "aws_vpc_security_group_ingress_rule"
# Rules whose ids a state of provider 4.x does not have: official address, and our address.
_RULES = {
    f"{APP}aws_security_group_rule.database": f"{_RULE}.database_from_client_0",
    f"{APP}aws_security_group_rule.elasticache[0]": f"{_RULE}.cache_from_client_0",
    NODES_FROM_LOAD_BALANCER: f"{_RULE}.load_balancer_nodes_from_alb",
}


def looked_up(official: OfficialDeployment, values: Mapping[str, Any]) -> Iterator[Import]:
    """The imports of all kinds; `values` are the settings of the new deployment."""
    yield from _rules(official)
    yield from _inbound_rules(official, values)
    yield from _log_groups(official)
    yield from _records(official, values)


def _rules(official: OfficialDeployment) -> Iterator[Import]:
    for address, to in _RULES.items():
        if rule := official.one(address):
            if id_ := rule.get("security_group_rule_id"):
                yield Import(to, address, id_)
            else:
                of = rule.attributes
                source = {"referenced_security_group_id": of["source_security_group_id"]}
                yield Import(to, address, find=_rule(of["security_group_id"], of["from_port"], source))


def _inbound_rules(official: OfficialDeployment, values: Mapping[str, Any]) -> Iterator[Import]:
    """Rules of the load balancer's clients, which the official module has inside the group."""
    group = official.one(INBOUND_GROUP)
    if group is None:
        return
    for label, port in (("https", 443), ("http", 80)):
        for setting, argument, suffix in (
            ("allowed_inbound_cidr", "cidr_ipv4", ""),
            ("allowed_inbound_ipv6_cidr", "cidr_ipv6", "_ipv6"),
        ):
            for index, cidr in enumerate(values[setting]):
                yield Import(
                    f"{_RULE}.load_balancer_{label}{suffix}_{index}",
                    f"(in {group.address})",
                    find=_rule(group.attributes["id"], port, {argument: cidr}),
                )


def _rule(group: str, port: int, source: Mapping[str, str]) -> dict[str, Any]:
    return {"security_group": group, "ip_protocol": "tcp", "from_port": port, "to_port": port, **source}


def _log_groups(official: OfficialDeployment) -> Iterator[Import]:
    """Log groups that Aurora creates with the first line, without Terraform."""
    cluster = official.one(DATABASE)
    if cluster is None:
        return
    for log in cluster.get("enabled_cloudwatch_logs_exports", []):
        name = f"/aws/rds/cluster/{cluster.attributes['id']}/{log}"
        yield Import(f"aws_cloudwatch_log_group.database_{log}_log", "(made by Aurora)", find={"log_group": name})


def _records(official: OfficialDeployment, values: Mapping[str, Any]) -> Iterator[Import]:
    """Records that external-dns made, for when `zone_id` is set."""
    zone = zone_id(official)
    if zone is None or balances_in_terraform(official):
        return
    for name in dict.fromkeys([str(host_name(official)), *values.get("extra_fqdn", ())]):
        for type_ in ("A", "AAAA"):
            to = f"aws_route53_record.dns_{type_.lower()}_{in_address(name)}"
            yield Import(to, "(made by external-dns)", find={"zone_id": zone, "record": name, "type": type_})
