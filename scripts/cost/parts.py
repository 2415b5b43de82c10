"""What a deployment is billed for: each part with its item in the list of prices and its quantity."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from scripts.diagram.facts import Facts, listed
from scripts.preflight.stacks import Arguments, Stack, block


@dataclass(frozen=True)
class Part:
    """A quantity of an item that is billed by time."""

    item: str
    quantity: float


_CLOUDWATCH = "CloudWatch: alarms, metrics and the dashboard"
_AZURE_MONITOR = "Azure Monitor: alert rules and messages"
_MORE_NODES = "nodes that the cluster autoscaler adds"
# What is billed by use, which no configuration tells, and why.
BY_USE = {
    "aws_eks_node_group": _MORE_NODES,
    "aws_s3_bucket": "S3: stored GB and requests",
    "aws_rds_cluster": "Aurora: stored GB, I/O requests and backups",
    "aws_cloudwatch_log_group": "CloudWatch Logs: GB",
    "aws_nat_gateway": "NAT gateways: GB",
    "aws_lb": "load balancers: capacity units",
    "aws_sqs_queue": "SQS: requests",
    "aws_flow_log": "VPC flow logs: GB",
    "aws_vpc_endpoint": "interface endpoints: GB",
    "aws_wafv2_web_acl_association": "AWS WAF: web ACL, rules and requests",
    "aws_cloudwatch_metric_alarm": _CLOUDWATCH,
    "aws_cloudwatch_dashboard": _CLOUDWATCH,
    "aws_cloudwatch_log_metric_filter": _CLOUDWATCH,
    "aws_s3_bucket_metric": _CLOUDWATCH,
    "aws_sns_topic": "SNS: messages",
    "aws_backup_vault": "AWS Backup: stored GB",
    "aws_s3_bucket_replication_configuration": "replication of the bucket: GB, requests and the second copy",
    "azurerm_kubernetes_cluster": _MORE_NODES,
    "azurerm_kubernetes_cluster_node_pool": _MORE_NODES,
    "azurerm_storage_account": "storage account: stored GB and requests",
    "azurerm_key_vault": "Key Vault: operations",
    "azurerm_eventgrid_system_topic": "Event Grid: events",
    "azurerm_application_gateway": "Application Gateway: capacity units above the minimum",
    "azurerm_private_endpoint": "private endpoints: GB",
    "azurerm_monitor_metric_alert": _AZURE_MONITOR,
    "azurerm_monitor_scheduled_query_rules_alert_v2": _AZURE_MONITOR,
    "azurerm_monitor_action_group": _AZURE_MONITOR,
    "azurerm_log_analytics_workspace": "Log Analytics: GB of logs",
    "azurerm_data_protection_backup_vault": "Azure Backup: protected blobs and stored GB",
    "kubernetes_deployment_v1": "disks of the pods, and traffic to the internet",
    "helm_release": "disks of the pods, and traffic to the internet",
}
# Azure bills the servers of a series by vCore (https://azure.microsoft.com/pricing/details/mysql/).
EDSV4 = re.compile(r"MO_Standard_E(\d+)ds_v4")
_SKU_TIERS = {"Standard": "AKS Standard tier", "Premium": "AKS Premium tier"}
# Premium SSD sizes up to this number of GB (https://learn.microsoft.com/azure/virtual-machines/disks-types#premium-ssds).
_DISKS = {32: "P4", 64: "P6", 128: "P10", 256: "P15", 512: "P20", 1024: "P30", 2048: "P40"}


def parts_of(stack: Stack) -> Iterator[Part]:
    """The parts of one stack that are billed by time."""
    yield from _aws(stack, Facts(stack.configuration))
    yield from _azure(stack)


def by_use_of(stack: Stack) -> Iterator[str]:
    """What of the stack is billed by use."""
    for type_, text in BY_USE.items():
        # A gateway endpoint costs nothing.
        if any(each.get("vpc_endpoint_type") != "Gateway" for each in stack.resources(type_).values()):
            yield text


def _aws(stack: Stack, facts: Facts) -> Iterator[Part]:
    for _ in stack.resources("aws_eks_cluster"):
        yield Part("EKS cluster", 1)
    for group in stack.resources("aws_eks_node_group").values():
        template = facts.arguments(facts.reference(group["launch_template"], "aws_launch_template"))
        types: list[Any] = group.get("instance_types") or listed(template.get("instance_type"))
        count = group["scaling_config"]["desired_size"]
        # The price of spot capacity changes, so the list of prices has none.
        yield Part(f"{types[0]}{' spot' if group.get('capacity_type') == 'SPOT' else ''}", count)
        for device in template.get("block_device_mappings", []):
            yield Part("gp3 disk", count * block(device["ebs"])["volume_size"])
    for instance in stack.resources("aws_rds_cluster_instance").values():
        yield Part(instance["instance_class"], 1)
    for cache in stack.resources("aws_elasticache_replication_group").values():
        yield Part(cache["node_type"], cache["num_cache_clusters"])
    for balancer in stack.resources("aws_lb").values():
        yield Part(f"{balancer['load_balancer_type']} load balancer", 1)
        if not balancer["internal"]:
            # One address per zone.
            yield Part("public IPv4 address", len(balancer["subnets"]))
    for endpoint in stack.resources("aws_vpc_endpoint").values():
        if endpoint["vpc_endpoint_type"] == "Interface":
            yield Part("interface endpoint", len(endpoint["subnet_ids"]))
    for type_, item in (
        ("aws_nat_gateway", "NAT gateway"),
        ("aws_eip", "public IPv4 address"),
        ("aws_kms_key", "KMS key"),
        ("aws_secretsmanager_secret", "secret"),
    ):
        yield Part(item, stack.count(type_))


def _azure(stack: Stack) -> Iterator[Part]:
    for cluster in stack.resources("azurerm_kubernetes_cluster").values():
        if cluster.get("sku_tier") in _SKU_TIERS:
            yield Part(_SKU_TIERS[cluster["sku_tier"]], 1)
        yield from _azure_nodes(block(cluster["default_node_pool"]))
    for pool in stack.resources("azurerm_kubernetes_cluster_node_pool").values():
        yield from _azure_nodes(pool)
    for server in stack.resources("azurerm_mysql_flexible_server").values():
        # The standby replica is billed like the server.
        copies = 2 if server.get("high_availability") else 1
        cores = EDSV4.fullmatch(server["sku_name"])
        yield Part("MySQL Edsv4 vCore", copies * int(cores[1])) if cores else Part(server["sku_name"], copies)
        yield Part("MySQL storage", copies * block(server["storage"])["size_gb"])
    for redis in stack.resources("azurerm_managed_redis").values():
        yield Part(f"Redis {redis['sku_name']}", 2 if redis.get("high_availability_enabled", True) else 1)
    for redis in stack.resources("azurerm_redis_cache").values():
        yield Part(
            f"Redis {redis['sku_name']} {redis['family']}{redis['capacity']}", 1 if redis["sku_name"] == "Basic" else 2
        )
    for gateway in stack.resources("azurerm_application_gateway").values():
        sku = block(gateway["sku"])["name"]
        yield Part(f"Application Gateway {sku}", 1)
        yield Part(f"{sku} capacity unit", 10 * block(gateway["autoscale_configuration"])["min_capacity"])
    yield Part("public address", stack.count("azurerm_public_ip"))
    yield Part("private endpoint", stack.count("azurerm_private_endpoint"))


def _azure_nodes(pool: Arguments) -> Iterator[Part]:
    count = pool.get("node_count") or pool["min_count"]
    yield Part(f"{pool['vm_size']}{' spot' if pool.get('priority') == 'Spot' else ''}", count)
    size = next(name for gigabytes, name in _DISKS.items() if pool["os_disk_size_gb"] <= gigabytes)
    yield Part(f"{size} disk", count)
