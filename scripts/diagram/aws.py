"""The pictures of a deployment on AWS."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from scripts.diagram.aws_identity import grants, identity
from scripts.diagram.aws_network import network
from scripts.diagram.drawing import Edge, Group, Node, Picture
from scripts.diagram.facts import Facts, listed, shortened
from scripts.diagram.operations import aws_operations
from scripts.diagram.ways import ways
from scripts.preflight.stacks import Arguments

_CLIENTS = "clients"
_DEPLOYER = "deployer"
# The listeners of ClickHouse Cloud with TLS: https://clickhouse.com/docs/guides/sre/network-ports
_TLS_PORTS = (8443, 9440)
# What has security groups, and the argument that names them.
_MEMBERS = {
    "aws_lb": "security_groups",
    "aws_launch_template": "vpc_security_group_ids",
    "aws_rds_cluster": "vpc_security_group_ids",
    "aws_elasticache_replication_group": "security_group_ids",
    "aws_vpc_endpoint": "security_group_ids",
}


def pictures(name: str, infrastructure: Arguments, application: Arguments) -> dict[str, Picture]:
    """The pictures of the deployment `name`."""
    facts = Facts(infrastructure)
    overview = _overview(f"{name}: overview", facts, "tls=preferred" in str(application))
    return {
        "overview": overview,
        **ways(name, overview),
        "network": network(f"{name}: network", facts),
        "identity": identity(f"{name}: identity", facts),
    }


def _key(facts: Facts, arguments: Any) -> tuple[str, ...]:
    """The detail that names the KMS key which encrypts something."""
    key = facts.reference(arguments, "aws_kms_key")
    if key:
        aliases = [each["name"] for each in facts.of("aws_kms_alias").values() if facts.reference(each) == key]
        return (f"at rest: {aliases[0] if aliases else 'KMS key'}",)
    given = [text for text in listed(arguments.get("kms_key_id")) if text]
    # The end of an ARN: a whole one is wider than all other texts.
    return (f"at rest: key …{given[0][-12:]}",) if given else ()


def _components(facts: Facts) -> Iterator[Node]:
    """The nodes of the overview."""
    for address, each in facts.of("aws_lb").items():
        listeners = [
            one for one in facts.of("aws_lb_listener").values() if facts.reference(one["load_balancer_arn"]) == address
        ]
        policies = [one["ssl_policy"] for one in listeners if "ssl_policy" in one]
        title = f"{each['load_balancer_type'].capitalize()} Load Balancer"
        yield Node(address, title, ("internal" if each["internal"] else "internet-facing", *policies), "entry")
    for address, each in facts.of("aws_eks_node_group").items():
        size = each["scaling_config"]
        template = facts.arguments(facts.reference(each["launch_template"], "aws_launch_template"))
        types = ", ".join(each.get("instance_types") or listed(template.get("instance_type")))
        details = (f"{size['min_size']} to {size['max_size']} of {types}", *_key(facts, template))
        yield Node(address, "EKS nodes: W&B's pods", details, "compute")
    for address, each in facts.of("aws_eks_cluster").items():
        access = each["vpc_config"]
        public = (
            shortened(access.get("public_access_cidrs", ["every address"])) if access["endpoint_public_access"] else ()
        )
        details = (*(f"public endpoint: {cidr}" for cidr in public), "private endpoint", *_key(facts, each))
        yield Node(address, "EKS control plane", details, "compute")
    for address, each in facts.of("aws_rds_cluster").items():
        instances = [one for one in facts.of("aws_rds_cluster_instance").values() if facts.reference(one) == address]
        classes = ", ".join(dict.fromkeys(one["instance_class"] for one in instances))
        yield Node(address, "Aurora MySQL", (f"{len(instances)} of {classes}", *_key(facts, each)))
    for address, each in facts.of("aws_elasticache_replication_group").items():
        yield Node(address, "Redis", (f"{each['num_cache_clusters']} of {each['node_type']}", *_key(facts, each)))
    for address in facts.of("aws_s3_bucket"):
        encryption = [
            one
            for one in facts.of("aws_s3_bucket_server_side_encryption_configuration").values()
            if facts.reference(one["bucket"]) == address
        ]
        kind = address.partition(".")[2].removesuffix("_bucket").replace("_", " ")
        yield Node(address, f"S3 bucket: {kind}", _key(facts, encryption[0]) if encryption else ())
    for address, each in facts.of("aws_sqs_queue").items():
        yield Node(
            address, "SQS queue", (each["name"], "at rest: key of SQS" if each.get("sqs_managed_sse_enabled") else "")
        )
    for address, each in facts.of("aws_secretsmanager_secret").items():
        yield Node(address, "Secrets Manager", ("database password", *_key(facts, each)))
    for address, each in facts.of("aws_vpc_endpoint").items():
        if each["vpc_endpoint_type"] == "Interface":
            yield Node(address, "Interface endpoint", (address.partition(".")[2].replace("_", " "),), "entry")
    if logs := facts.of("aws_cloudwatch_log_group"):
        yield Node("logs", "CloudWatch Logs", (f"{len(logs)} log groups", *_key(facts, next(iter(logs.values())))))


def _members(facts: Facts) -> dict[str, list[str]]:
    """Security group to what is in it."""
    found: dict[str, list[str]] = {}
    for kind, argument in _MEMBERS.items():
        for address, each in facts.of(kind).items():
            owner = address
            if kind == "aws_launch_template":
                groups = facts.of("aws_eks_node_group").items()
                owner = next((node for node, one in groups if address in facts.references(one)), address)
            for group in facts.references(each.get(argument), "aws_security_group"):
                found.setdefault(group, []).append(owner)
    return found


def _overview(title: str, facts: Facts, preferred: bool) -> Picture:
    nodes = list(_components(facts))
    members = _members(facts)
    edges: list[Edge] = []
    ranges: list[str] = []
    for each in facts.of("aws_vpc_security_group_ingress_rule").values():
        cidr = each.get("cidr_ipv4") or each.get("cidr_ipv6")
        sources = [_CLIENTS] if cidr else members.get(facts.reference(each.get("referenced_security_group_id")), [])
        if cidr and cidr not in ranges:
            ranges.append(cidr)
        for target in members.get(facts.reference(each["security_group_id"]), []):
            style, text = _encryption(facts, target, each["from_port"], preferred)
            edges += [Edge(source, target, f"{each['from_port']} {text}".strip(), style) for source in sources]
    nodes.append(Node(_CLIENTS, "Clients", shortened(ranges, 4), "outside"))
    for service in facts.of("aws_vpc_endpoint_service").values():
        accounts = [match for text in service["allowed_principals"] for match in re.findall(r"\d{12}", text)]
        nodes.append(Node("consumers", "Other VPCs", shortened([f"account {each}" for each in accounts]), "outside"))
        edges += [Edge("consumers", lb, "443 PrivateLink", "tls") for lb in facts.references(service, "aws_lb")]
    edges += _calls(facts)
    nodes.append(Node(_DEPLOYER, "Deployer", ("Terraform",), "outside"))
    if flows := facts.of("aws_flow_log"):
        nodes.append(
            Node("flows", "VPC flow logs", tuple(each["traffic_type"].lower() for each in flows.values()), "entry")
        )
    for drawn in aws_operations(facts):
        if isinstance(drawn, Node):
            nodes += [] if drawn in nodes else [drawn]
        else:
            edges.append(drawn)
    linked = {name for edge in edges for name in (edge.source, edge.target)}
    nodes = [node for node in nodes if node.name in linked]
    groups = [("aws_lb", "Entry"), ("aws_eks", "EKS cluster")]
    inner = [Group(text, [node for node in nodes if node.name.startswith(prefix)]) for prefix, text in groups]
    rest = [node for node in nodes if not node.name.startswith(tuple(prefix for prefix, _ in groups))]
    return Picture(title, Group("", rest, inner), edges, "TB")


def _encryption(facts: Facts, target: str, port: int, preferred: bool) -> tuple[str, str]:
    """The style and the text of what is sent to a port of `target`."""
    kind = target.partition(".")[0]
    if kind == "aws_lb":
        for each in facts.of("aws_lb_listener").values():
            if facts.reference(each["load_balancer_arn"]) == target and each["port"] == port:
                redirect = "redirect" in each["default_action"][0]
                style = {"HTTPS": "tls", "TCP": "tls"}.get(each["protocol"], "plain")
                return style, "HTTP, only redirects to HTTPS" if redirect else each["protocol"]
    if kind == "aws_eks_node_group":
        for each in facts.of("aws_lb_target_group").values():
            if each["port"] == port:
                return ("tls", "HTTPS") if each["protocol"] == "HTTPS" else ("plain", each["protocol"])
    if kind == "aws_elasticache_replication_group":
        return ("tls", "Redis") if facts.arguments(target).get("transit_encryption_enabled") else ("plain", "Redis")
    if kind == "aws_rds_cluster":
        group = facts.arguments(facts.reference(facts.arguments(target), "aws_rds_cluster_parameter_group"))
        parameters = {each["name"]: each["value"] for each in group.get("parameter", [])}
        required = parameters.get("require_secure_transport") in ("ON", "1")
        return ("tls", "MySQL") if required else ("optional" if preferred else "plain", "MySQL")
    return ("tls" if port in _TLS_PORTS else "any"), ""


def _calls(facts: Facts) -> Iterator[Edge]:
    """What the programs in the cluster and the services call over HTTPS, by their rights."""
    for nodes, group in facts.of("aws_eks_node_group").items():
        for cluster in facts.references(group["cluster_name"], "aws_eks_cluster"):
            yield Edge(nodes, cluster, "443 Kubernetes API", "tls")
        for target, role, _ in grants(facts):
            if target.startswith(("aws_s3_bucket", "aws_sqs_queue")) and "cluster_role" not in role:
                yield Edge(nodes, target, "443 HTTPS", "tls")
    for source, argument in (
        ("aws_eks_cluster", "enabled_cluster_log_types"),
        ("aws_rds_cluster", "enabled_cloudwatch_logs_exports"),
    ):
        for address, each in facts.of(source).items():
            if kinds := each.get(argument):
                yield Edge(address, "logs", f"{len(kinds)} kinds of logs", "tls")
    for address in (*facts.of("aws_secretsmanager_secret"), *facts.of("aws_eks_cluster")):
        yield Edge(_DEPLOYER, address, "443 HTTPS", "tls")
    for each in facts.of("aws_flow_log").values():
        for bucket in facts.references(each["log_destination"], "aws_s3_bucket"):
            yield Edge("flows", bucket, "", "tls")
    for address, each in facts.of("aws_sqs_queue").items():
        for queue in facts.references(each.get("redrive_policy"), "aws_sqs_queue"):
            yield Edge(address, queue, "after failed attempts", "tls")
    for notification in facts.of("aws_s3_bucket_notification").values():
        for bucket in facts.references(notification["bucket"], "aws_s3_bucket"):
            for queue in facts.references(notification.get("queue"), "aws_sqs_queue"):
                yield Edge(bucket, queue, "new objects", "tls")
