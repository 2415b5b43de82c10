"""The adoption of a deployment of the official AWS module: what is imported, kept, left over and left alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from constructs_lib.settings import AwsSettings
from constructs_lib.settings.checking import check

from .aws_addresses import (
    FLOW_LOG,
    FLOW_LOG_BUCKET,
    balances_in_terraform,
    host_name,
    in_address,
    kind_of,
    ours,
    why_ignored,
)
from .aws_settings import Setting, read_settings, zone_id
from .file import Adoption, Import
from .leftovers import Leftover
from .parts import AdoptedParts
from .state import OfficialDeployment, Resource

# Rules whose ids a state of provider 4.x does not have: official address, and our address without the type.
_RULES = (
    ("module.app_eks.aws_security_group_rule.database", "database_from_client_0"),
    ("module.app_eks.aws_security_group_rule.elasticache[0]", "cache_from_client_0"),
    ("module.app_eks.aws_security_group_rule.lb", "load_balancer_nodes_from_alb"),
)
_INBOUND = "module.app_lb.aws_security_group.inbound"
_RULE = "aws_vpc_security_group_ingress_rule"
# The group of all nodes, in both generations of the EKS module.
_NODE_GROUPS = r"module\.app_eks\.module\.eks\.aws_security_group\.(workers|node)\[0\]"
# Settings of existing resources whose value can be kept although it is refused, and the part that keeps it.
_KEPT = {
    "database_engine_version": "database_engine_version",
    "database_instance_class": "database_instance_class",
    "elasticache_node_type": "cache_node_type",
}
# Settings of what is new, or can change without a replacement: the default is as good as a refused value.
_OF_NEW_RESOURCES = (
    *("kubernetes_instance_types", "kubernetes_node_disk_size_gb", "kubernetes_max_nodes_per_az"),
    *("database_sort_buffer_size", "database_innodb_lru_scan_depth", "kms_key_deletion_window"),
)
_CACHE_ENGINE = "7.1"


@dataclass(frozen=True)
class Plan:
    """Everything that `make adopt` finds out: the two files, and what it reports.

    `ignored` and `unknown` are official addresses, with the reason and without.
    """

    settings: tuple[Setting, ...]
    adoption: Adoption
    ignored: dict[str, str] = field(default_factory=dict)
    unknown: tuple[str, ...] = ()


def plan_adoption(official: OfficialDeployment) -> Plan:
    """What becomes of every resource of the official deployment. Raises `AdoptionError`."""
    settings, parts = _fit(read_settings(official), _parts(official))
    imports = [
        *_rules(official),
        *_inbound_rules(official, settings),
        *_log_groups(official),
        *_records(official, settings),
    ]
    leftovers: list[Leftover] = []
    ignored: dict[str, str] = {}
    unknown: list[str] = []
    for resource in official.resources:
        if found := ours(official, resource):
            imports.append(Import(found[0], resource.address, found[1]))
        elif reason := why_ignored(resource.address):
            ignored[resource.address] = reason
        elif kind := kind_of(resource.address):
            leftovers.append(Leftover.of(resource, kind))
        else:
            unknown.append(resource.address)
    imports.sort(key=lambda each: each.to)
    adoption = Adoption("aws", official.module, tuple(imports), parts, tuple(leftovers))
    return Plan(tuple(settings), adoption, ignored, tuple(unknown))


def _fit(settings: list[Setting], parts: AdoptedParts) -> tuple[list[Setting], AdoptedParts]:
    """The settings without the values that are refused here; those of existing resources become kept parts."""
    values = {setting.name: setting.value for setting in settings}
    refused = {name: message for name, _, message in check(AwsSettings, values)[1]}
    fitting = []
    for setting in settings:
        message = refused.get(setting.name)
        if message and setting.name in _KEPT:
            parts = replace(parts, **{_KEPT[setting.name]: setting.value})
            comment = f"{setting.name} {message}; it is kept by {_KEPT[setting.name]} in the adoption file."
            fitting.append(Setting(setting.name, None, comment))
        elif message and setting.name in _OF_NEW_RESOURCES:
            fitting.append(Setting(setting.name, None, f"{setting.name} {message}; the default is used."))
        else:
            fitting.append(setting)
    return fitting, parts


def _parts(official: OfficialDeployment) -> AdoptedParts:
    cluster = official.one(r"module\.app_eks\.module\.eks\.aws_eks_cluster\.this\[0\]")
    cache = official.one(r"module\.redis\[0\]\.aws_elasticache_replication_group\.default")
    cache_version = str(cache.get("engine_version", "")) if cache else ""
    return AdoptedParts(
        bucket_name=_attribute(official, r"module\.file_storage(\[0\])?\.aws_s3_bucket\.file_storage", "bucket"),
        queue_name=_attribute(official, r"module\.file_storage(\[0\])?\.aws_sqs_queue\.file_storage\[0\]", "name"),
        flow_log_bucket_name=_flow_log_bucket(official),
        database_password_version=1,
        cluster_security_group_ids=tuple(sorted(cluster.block("vpc_config").get("security_group_ids") or ()))
        if cluster
        else (),
        node_security_group_ids=tuple(each.attributes["id"] for each in official.all(_NODE_GROUPS)),
        cache_engine_version=cache_version if cache_version not in ("", _CACHE_ENGINE) else None,
    )


def _attribute(official: OfficialDeployment, pattern: str, name: str) -> str | None:
    found = official.one(pattern)
    return str(found.attributes[name]) if found else None


def _flow_log_bucket(official: OfficialDeployment) -> str | None:
    if official.one(FLOW_LOG) is None:
        return None
    return next((each.attributes["bucket"] for each in official.resources if each.address == FLOW_LOG_BUCKET), None)


def _rules(official: OfficialDeployment) -> Iterator[Import]:
    by_address = {resource.address: resource for resource in official.resources}
    for address, ours_ in _RULES:
        if rule := by_address.get(address):
            yield _rule(f"{_RULE}.{ours_}", rule)


def _rule(to: str, rule: Resource) -> Import:
    if id_ := rule.get("security_group_rule_id"):
        return Import(to, rule.address, id_)
    source = {"referenced_security_group_id": rule.attributes["source_security_group_id"]}
    return Import(
        to, rule.address, find=_find(rule.attributes["security_group_id"], rule.attributes["from_port"], source)
    )


def _find(group: str, port: int, source: dict[str, str]) -> dict[str, Any]:
    return {"security_group": group, "ip_protocol": "tcp", "from_port": port, "to_port": port, **source}


def _inbound_rules(official: OfficialDeployment, settings: list[Setting]) -> Iterator[Import]:
    """Rules of the load balancer's clients, which the official module has inside the group."""
    group = next((each for each in official.resources if each.address == _INBOUND), None)
    if group is None:
        return
    values = {setting.name: setting.value for setting in settings}
    for label, port in (("https", 443), ("http", 80)):
        for index, cidr in enumerate(values["allowed_inbound_cidr"]):
            yield _inbound(group, f"load_balancer_{label}_{index}", port, {"cidr_ipv4": cidr})
        for index, cidr in enumerate(values["allowed_inbound_ipv6_cidr"]):
            yield _inbound(group, f"load_balancer_{label}_ipv6_{index}", port, {"cidr_ipv6": cidr})


def _inbound(group: Resource, ours_: str, port: int, source: dict[str, str]) -> Import:
    return Import(f"{_RULE}.{ours_}", f"(in {group.address})", find=_find(group.attributes["id"], port, source))


def _log_groups(official: OfficialDeployment) -> Iterator[Import]:
    """Log groups that Aurora creates with the first line, without Terraform."""
    cluster = official.one(r"module\.database\.module\.aurora\.aws_rds_cluster\.this\[0\]")
    if cluster is None:
        return
    for log in cluster.get("enabled_cloudwatch_logs_exports", []):
        name = f"/aws/rds/cluster/{cluster.attributes['id']}/{log}"
        yield Import(f"aws_cloudwatch_log_group.database_{log}_log", "(made by Aurora)", find={"log_group": name})


def _records(official: OfficialDeployment, settings: list[Setting]) -> Iterator[Import]:
    """Records that external-dns made, for when `zone_id` is set."""
    zone = zone_id(official)
    if zone is None or balances_in_terraform(official):
        return
    values = {setting.name: setting.value for setting in settings}
    host = host_name(official)
    for name in dict.fromkeys([host, *values.get("extra_fqdn", ())]):
        for type_ in ("A", "AAAA"):
            to = f"aws_route53_record.dns_{type_.lower()}_{in_address(str(name))}"
            find = {"zone_id": zone, "record": name, "type": type_}
            yield Import(to, "(made by external-dns)", find=find)
