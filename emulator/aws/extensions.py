"""The extensions of moto. Importing an extension module installs it."""

import importlib

_EXTENSIONS = (
    "acm",
    "backup",
    "budgets",
    "ec2_endpoint_routes",
    "ec2_endpoint_services",
    "ec2_flow_logs",
    "ec2_ipv6_subnets",
    "ec2_interfaces",
    "ec2_launch_templates",
    "ec2_nat_gateways",
    "ec2_security_group_rules",
    "efs",
    "elbv2",
    "elasticache_groups",
    "elasticache_parameters",
    "kms",
    "iam_simulation",
    "logs",
    "offers",
    "rds",
    "repeated_work",
    "s3_configurations",
    "s3_policies",
    "sqs",
    "tags",
    "eks_common",
    "eks_clusters",
    "eks_addons",
    "eks_access",
    "eks_nodegroups",
    "eks_tags",
)


def install() -> None:
    """Install all extensions, once per process."""
    for name in _EXTENSIONS:
        importlib.import_module(f"emulator.aws.{name}")
