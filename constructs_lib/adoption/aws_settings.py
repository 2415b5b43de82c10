"""The settings of a deployment of the official AWS module, read from its state."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from constructs_lib.settings.aws.load_balancer import TLS_POLICIES
from constructs_lib.settings.aws.versions import AURORA_MAJOR_ONLY
from constructs_lib.settings.kubernetes.versions import KUBERNETES_DEFAULT

from .aws_addresses import (
    CERTIFICATE,
    FLOW_LOG,
    balances_in_terraform,
    host_name,
    issued_for_host,
    makes_certificate,
)
from .state import AdoptionError, OfficialDeployment, Resource

_VPC = r"module\.networking\.module\.vpc\."
_EKS = r"module\.app_eks\.module\.eks\."
_AURORA = r"module\.database\.module\.aurora\."
# Tags of single resources come from modules; those that every resource has come from the provider block.
_KEPT = "Kept as it is; "
_MAX_PER_ZONE = 450


@dataclass(frozen=True)
class Setting:
    """A line of the deployment file; `comment` says what is kept for compatibility and can be changed later.

    Without a value, only the comment is written.
    """

    name: str
    value: Any
    comment: str = ""


def engine_version(official: OfficialDeployment) -> str:
    """The engine version that the database really has, as far as the state knows."""
    cluster = _need(official, _AURORA + r"aws_rds_cluster\.this\[0\]", "Aurora cluster")
    named, actual = str(cluster.get("engine_version", "")), str(cluster.get("engine_version_actual", ""))
    return actual if "aurora" in actual else named


def read_settings(official: OfficialDeployment) -> list[Setting]:
    """All settings that the state knows, in the order of the deployment file.

    Raises `AdoptionError` when the deployment cannot be taken over.
    """
    cluster = _need(official, _EKS + r"aws_eks_cluster\.this\[0\]", "EKS cluster")
    _check_database(official)
    return [
        Setting("namespace", cluster.attributes["name"]),
        Setting("region", str(cluster.attributes["arn"]).split(":")[3]),
        *_tags(official),
        *_names(official),
        *_ingress(official),
        *_network(official, cluster),
        *_key(official),
        *_database(official),
        *_storage(official),
        *_cache(official),
        *_cluster(official, cluster),
        *_nodes(official, cluster),
    ]


def _need(official: OfficialDeployment, pattern: str, what: str) -> Resource:
    found = official.one(pattern)
    if found is None or not found.attributes:
        raise AdoptionError(f"has no {what} below {official.module or 'the root module'}; finish its deployment first")
    return found


def _check_database(official: OfficialDeployment) -> None:
    version = engine_version(official)
    if not version.startswith(AURORA_MAJOR_ONLY):
        raise AdoptionError(
            f"has a database of version {version or 'unknown'} (MySQL 5.7); upgrade it to Aurora MySQL 3 with the "
            "official module first"
        )


def _tags(official: OfficialDeployment) -> Iterator[Setting]:
    common: dict[str, str] | None = None
    for resource in official.resources:
        every = resource.get("tags_all")
        if resource.type.startswith("aws_") and every is not None and resource.type != "aws_ec2_tag":
            own = resource.get("tags", {})
            default = {name: value for name, value in every.items() if name not in own}
            known = default if common is None else {k: v for k, v in common.items() if every.get(k) == v or k in own}
            common = known
    if common:
        yield Setting("default_tags", common)


def _names(official: OfficialDeployment) -> Iterator[Setting]:
    host = host_name(official)
    if host is not None:
        subdomain, _, domain = host.partition(".")
        if "." in domain:
            yield Setting("subdomain", subdomain)
            yield Setting("domain_name", domain)
            yield Setting("external_dns", True)
        else:
            yield Setting("domain_name", host)
    extra = _extra_names(official, host)
    if extra:
        yield Setting("extra_fqdn", extra)
    zone = zone_id(official)
    if zone and balances_in_terraform(official):
        yield Setting("zone_id", zone)
    certificate = official.one(re.escape(CERTIFICATE))
    if certificate is not None and not makes_certificate(official):
        yield Setting(
            "acm_certificate_arn", certificate.attributes["arn"], _KEPT + "leave it out for a new certificate."
        )
    elif certificate is None and (given := _given_certificate(official)):
        yield Setting("acm_certificate_arn", given)


def zone_id(official: OfficialDeployment) -> str | None:
    """The hosted zone, as far as the state has records in it."""
    records = (each for each in official.resources if each.type == "aws_route53_record")
    return next((str(record.attributes["zone_id"]) for record in records), None)


def _extra_names(official: OfficialDeployment, host: str | None) -> list[str]:
    records = official.all(r"module\.app_lb\.aws_route53_record\.extra\[.*\]")
    names = [str(record.attributes["name"]) for record in records]
    certificate = official.one(re.escape(CERTIFICATE))
    if certificate is not None and issued_for_host(official):
        names += certificate.get("subject_alternative_names", [])
    return sorted({name for name in names if name != host})


def _given_certificate(official: OfficialDeployment) -> str | None:
    listener = official.one(r"module\.app_lb\.aws_lb_listener\.https")
    if listener is not None:
        return listener.get("certificate_arn")  # type: ignore[no-any-return]
    found = re.search(r"alb\.ingress\.kubernetes\.io/certificate-arn\W+(arn:[\w:/-]+)", _release(official))
    return found[1] if found else None


def _release(official: OfficialDeployment) -> str:
    """The values of the operator's release, as text; empty without one."""
    release = official.one(r"module\.wandb\.helm_release\.wandb\[0\]")
    return json.dumps([release.get("set", []), release.get("values", [])]) if release else ""


def _ingress(official: OfficialDeployment) -> Iterator[Setting]:
    inbound = official.one(r"module\.app_lb\.aws_security_group\.inbound")
    rules = inbound.get("ingress", []) if inbound else []
    https = [rule for rule in rules if rule.get("from_port") == 443]
    yield Setting("allowed_inbound_cidr", _ranges(https, "cidr_blocks"))
    yield Setting("allowed_inbound_ipv6_cidr", _ranges(https, "ipv6_cidr_blocks"))
    balancer = official.one(r"module\.app_lb\.aws_lb\.alb")
    if balancer is not None:
        yield Setting("public_access", not balancer.get("internal", False))
    else:
        public = "internet-facing" in _release(official) or official.one(re.escape(CERTIFICATE)) is not None
        yield Setting("public_access", public)
    if official.one(r"module\.app_lb\.aws_security_group\.inbound_private\[0\]"):
        yield Setting("private_only_traffic", True)
    service = official.one(r"module\.private_link\[0\]\.aws_vpc_endpoint_service\.private_link")
    if service is not None:
        principals = service.get("allowed_principals", [])
        yield Setting("private_link_allowed_account_ids", sorted(arn.split(":")[4] for arn in principals))
    listener = official.one(r"module\.app_lb\.aws_lb_listener\.https")
    policy = listener.get("ssl_policy") if listener else None
    if policy in TLS_POLICIES:
        yield Setting("ssl_policy", policy, _KEPT + "leave it out to allow TLS 1.3.")
    rule = official.one(r"module\.app_eks\.aws_security_group_rule\.lb")
    if rule is not None:
        yield Setting("service_port", rule.attributes["from_port"])


def _ranges(rules: Sequence[Mapping[str, Any]], name: str) -> list[str]:
    return list(dict.fromkeys(cidr for rule in rules for cidr in rule.get(name) or ()))


def _network(official: OfficialDeployment, cluster: Resource) -> Iterator[Setting]:
    vpc = official.one(_VPC + r"aws_vpc\.this\[0\]")
    if vpc is None:
        yield from _existing_network(official, cluster)
        return
    yield Setting("network_cidr", vpc.attributes["cidr_block"])
    for tier in ("public", "private", "database", "elasticache"):
        subnets = _in_order(official.all(_VPC + rf"aws_subnet\.{tier}\[\d+\]"))
        if subnets:
            yield Setting(f"network_{tier}_subnet_cidrs", [subnet.attributes["cidr_block"] for subnet in subnets])
    if official.one(FLOW_LOG):
        yield Setting("enable_flow_log", True)
    endpoint = official.one(r"module\.networking\.aws_vpc_endpoint\.clickhouse\[0\]")
    if endpoint is not None:
        yield Setting("clickhouse_endpoint_service_id", endpoint.attributes["service_name"])


def _existing_network(official: OfficialDeployment, cluster: Resource) -> Iterator[Setting]:
    vpc_config = cluster.block("vpc_config")
    yield Setting("create_vpc", False)
    yield Setting("network_id", vpc_config.get("vpc_id"))
    yield Setting("network_private_subnets", sorted(vpc_config.get("subnet_ids") or ()))
    balancer = official.one(r"module\.app_lb\.aws_lb\.alb")
    if balancer is not None and not balancer.get("internal", False):
        yield Setting("network_public_subnets", sorted(balancer.get("subnets", [])))
    for name, pattern in (
        ("network_database_subnets", _AURORA + r"aws_db_subnet_group\.this\[0\]"),
        ("network_elasticache_subnets", r"module\.redis\[0\]\.aws_elasticache_subnet_group\.default"),
    ):
        group = official.one(pattern)
        if group is not None:
            yield Setting(name, sorted(group.get("subnet_ids", [])))


def _in_order(resources: Iterator[Resource]) -> list[Resource]:
    """By their index, which a state sorts as text or not at all."""
    return sorted(resources, key=lambda each: int(re.findall(r"\[(\d+)\]$", each.address)[0]))


def _key(official: OfficialDeployment) -> Iterator[Setting]:
    for key, alias, name in (
        (r"module\.kms\.aws_kms_key\.key", r"module\.kms\.aws_kms_alias\.key", "kms_key_alias"),
        (
            r"module\.kms\.aws_kms_key\.clickhouse_key\[0\]",
            r"module\.kms\.aws_kms_alias\.clickhouse_key\[0\]",
            "kms_clickhouse_key_alias",
        ),
    ):
        found, named = official.one(key), official.one(alias)
        if found is not None and "clickhouse" in name:
            yield Setting("enable_clickhouse", True)
        if named is not None:
            yield Setting(name, str(named.attributes["name"]).removeprefix("alias/"))
        if found is not None and "clickhouse" not in name:
            window = found.get("deletion_window_in_days", 30)
            yield Setting("kms_key_deletion_window", window, _KEPT + "leave it out for 30 days.")


def _database(official: OfficialDeployment) -> Iterator[Setting]:
    cluster = _need(official, _AURORA + r"aws_rds_cluster\.this\[0\]", "Aurora cluster")
    version = engine_version(official)
    yield Setting("database_engine_version", version, _KEPT + "raise it when you choose to.")
    instances = list(official.all(_AURORA + r'aws_rds_cluster_instance\.this\["\d+"\]'))
    if instances:
        yield Setting("database_instance_class", instances[0].attributes["instance_class"])
        yield Setting("database_instance_count", len(instances), "A second instance takes over when the first fails.")
    yield Setting("database_name", cluster.attributes["database_name"])
    yield Setting("database_master_username", cluster.attributes["master_username"])
    retention = cluster.get("backup_retention_period", 1)
    if retention >= 7:
        yield Setting("database_backup_retention_days", retention)
    yield Setting("database_preferred_backup_window", cluster.attributes["preferred_backup_window"])
    yield Setting("database_preferred_maintenance_window", cluster.attributes["preferred_maintenance_window"])
    key = official.one(r"module\.kms\.aws_kms_key\.key")
    if cluster.get("kms_key_id") and (key is None or cluster.get("kms_key_id") != key.attributes["arn"]):
        yield Setting("database_kms_key_arn", cluster.get("kms_key_id"))
    insights = instances[0].get("performance_insights_kms_key_id") if instances else None
    if insights and insights != cluster.get("kms_key_id"):
        yield Setting("database_performance_insights_kms_key_arn", insights)
    group = official.one(r"module\.database\.aws_db_parameter_group\.default")
    values = {each["name"]: each["value"] for each in group.get("parameter", [])} if group else {}
    for parameter in ("sort_buffer_size", "innodb_lru_scan_depth"):
        if parameter in values:
            yield Setting(f"database_{parameter}", int(values[parameter]))
    yield Setting("deletion_protection", bool(cluster.get("deletion_protection", False)))


def _storage(official: OfficialDeployment) -> Iterator[Setting]:
    bucket = official.one(r"module\.file_storage(\[0\])?\.aws_s3_bucket\.file_storage")
    named = official.outputs.get("bucket_name")
    if bucket is None and isinstance(named, str) and named:
        yield Setting("bucket_name", named)
    queue = official.one(r"module\.file_storage(\[0\])?\.aws_sqs_queue\.file_storage\[0\]")
    yield Setting("use_internal_queue", queue is None)
    policy = official.one(r"module\.file_storage(\[0\])?\.aws_s3_bucket_policy\.https_only\[0\]")
    if bucket is not None:
        comment = "" if policy else _KEPT + "set it to true to refuse plain HTTP."
        yield Setting("enable_s3_https_only", policy is not None, comment)


def _cache(official: OfficialDeployment) -> Iterator[Setting]:
    group = official.one(r"module\.redis\[0\]\.aws_elasticache_replication_group\.default")
    yield Setting("create_elasticache", group is not None)
    if group is not None:
        yield Setting("elasticache_node_type", group.attributes["node_type"])


def _cluster(official: OfficialDeployment, cluster: Resource) -> Iterator[Setting]:
    yield Setting("eks_cluster_version", cluster.get("version", KUBERNETES_DEFAULT))
    vpc_config = cluster.block("vpc_config")
    public = bool(vpc_config.get("endpoint_public_access"))
    yield Setting("kubernetes_public_access", public)
    if public:
        yield Setting("kubernetes_public_access_cidrs", sorted(vpc_config.get("public_access_cidrs") or ()))
    mode = cluster.block("access_config").get("authentication_mode", "CONFIG_MAP")
    if mode != "API":
        comment = "The old nodes and users are in the aws-auth ConfigMap; set it to false when they are gone."
        yield Setting("preserve_aws_auth_configmap", True, comment)
    if official.one(_EKS + r'aws_eks_access_entry\.this\["cluster_creator"\]'):
        yield Setting("kubernetes_legacy_cluster_creator_admin", False)
    yield from _mapped_principals(official)
    driver = official.one(r"module\.app_eks\.aws_eks_addon\.aws_efs_csi_driver")
    if driver is not None:
        comment = "The old server has volumes in EFS; leave it out when they are gone."
        yield Setting("eks_addon_efs_csi_driver_version", driver.attributes["addon_version"], comment)
    metrics = official.one(r"module\.iam_role\[0\]\.aws_iam_role\.irsa")
    if metrics is not None:
        yield Setting("enable_yace", True)
        found = re.search(r"system:serviceaccount:[^:\"]+:([^\"\\]+)", str(metrics.get("assume_role_policy", "")))
        if found:
            yield Setting("yace_sa_name", found[1])


def _mapped_principals(official: OfficialDeployment) -> Iterator[Setting]:
    entries = official.all(_EKS + r'aws_eks_access_entry\.this\["(?!cluster_creator).*"\]')
    administrators = {
        str(each.attributes["principal_arn"])
        for each in official.all(_EKS + r"aws_eks_access_policy_association\.this\[.*\]")
        if "ClusterAdmin" in str(each.attributes["policy_arn"])
    }
    found: dict[str, list[dict[str, Any]]] = {"role": [], "user": []}
    for entry in entries:
        arn = str(entry.attributes["principal_arn"])
        groups = list(entry.get("kubernetes_groups", []))
        groups += ["system:masters"] if arn in administrators else []
        kind = "role" if ":role/" in arn else "user"
        found[kind].append({f"{kind}arn": arn, "username": entry.get("user_name", arn), "groups": groups})
    for kind, principals in found.items():
        if principals:
            yield Setting(f"kubernetes_map_{kind}s", principals)


def _nodes(official: OfficialDeployment, cluster: Resource) -> Iterator[Setting]:
    groups = list(official.all(_EKS + r".*aws_eks_node_group\.[^.]+"))
    templates = list(official.all(_EKS + r".*aws_launch_template\.[^.]+"))
    if not groups:
        return
    zones = len(cluster.block("vpc_config").get("subnet_ids") or ()) or 1
    types = list(groups[0].get("instance_types", []))
    yield Setting("kubernetes_instance_types", types, "Of a new node group, which is made beside the old ones.")
    sizes = [group.block("scaling_config") for group in groups]
    smallest = sum(int(size.get("min_size") or 0) for size in sizes)
    largest = sum(int(size.get("max_size") or 0) for size in sizes)
    minimum = max(1, smallest // zones)
    yield Setting("kubernetes_min_nodes_per_az", minimum)
    yield Setting("kubernetes_max_nodes_per_az", min(_MAX_PER_ZONE, max(minimum, math.ceil(largest / zones))))
    devices = [each.get("ebs") or [{}] for each in (templates[0].get("block_device_mappings", []) if templates else [])]
    disk = max((int(ebs[0].get("volume_size") or 0) for ebs in devices), default=0)
    if disk:
        yield Setting("kubernetes_node_disk_size_gb", disk)
