"""Where the official AWS module v2.x to v8.x has its resources, and what only several of them together say."""

from __future__ import annotations

from ..reading import named_host, needed
from ..state import OfficialDeployment

# Its modules, as prefixes of addresses.
VPC = "module.networking.module.vpc."
APP = "module.app_eks."
EKS = f"{APP}module.eks."
AURORA = "module.database.module.aurora."
REDIS = "module.redis[0]."
FILE_STORAGE = "module.file_storage([0])?."
ALB = "module.app_lb."
PRIVATE_LINK = "module.private_link[0]."

BUCKET = f"{FILE_STORAGE}aws_s3_bucket.file_storage"
CACHE = f"{REDIS}aws_elasticache_replication_group.default"
CERTIFICATE = "module.acm.aws_acm_certificate.this[0]"
CONTROL_PLANE = f"{EKS}aws_eks_cluster.this[0]"
DATABASE = f"{AURORA}aws_rds_cluster.this[0]"
FLOW_LOG = "module.networking.aws_flow_log.vpc_flow_logs[0]"
FLOW_LOG_BUCKET = "module.networking.aws_s3_bucket.flow_log[0]"
HTTPS_LISTENER = f"{ALB}aws_lb_listener.https"
INBOUND_GROUP = f"{ALB}aws_security_group.inbound"
KEY = "module.kms.aws_kms_key.key"
LOAD_BALANCER = f"{ALB}aws_lb.alb"
NODES_FROM_LOAD_BALANCER = f"{APP}aws_security_group_rule.lb"
QUEUE = f"{FILE_STORAGE}aws_sqs_queue.file_storage[0]"
RECORD = f"{ALB}aws_route53_record.alb"


def engine_version(official: OfficialDeployment) -> str:
    """The engine version that the database really has, as far as the state knows."""
    cluster = needed(official, DATABASE, "Aurora cluster")
    named, actual = str(cluster.get("engine_version", "")), str(cluster.get("engine_version_actual", ""))
    return actual if "aurora" in actual else named


def host_name(official: OfficialDeployment) -> str | None:
    """The server's host name: of its record, its Helm release, an output `url`, or its certificate."""
    if record := official.one(RECORD):
        return str(record.attributes["name"])
    if found := named_host(official):
        return found
    certificate = official.one(CERTIFICATE)
    return str(certificate.attributes["domain_name"]) if certificate else None


def zone_id(official: OfficialDeployment) -> str | None:
    """The hosted zone, as far as the state has records in it."""
    records = (each for each in official.resources if each.type == "aws_route53_record")
    return next((str(record.attributes["zone_id"]) for record in records), None)


def balances_in_terraform(official: OfficialDeployment) -> bool:
    """Whether the state has the load balancer. Else controllers in the cluster make it, and its DNS records."""
    return official.one(LOAD_BALANCER) is not None


def issued_for_host(official: OfficialDeployment) -> bool:
    """Whether the module's certificate is for the host name. With `external_dns = false`, it is for `domain_name`."""
    certificate = official.one(CERTIFICATE)
    return certificate is not None and certificate.attributes["domain_name"] == host_name(official)


def makes_certificate(official: OfficialDeployment) -> bool:
    """Whether certificate and records are made here from the first deploy on."""
    return issued_for_host(official) and balances_in_terraform(official)
