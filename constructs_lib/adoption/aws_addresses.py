"""What the official AWS module v2.x to v8.x calls a resource, and what becomes of it: ours, left over, or nothing."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass

from .state import OfficialDeployment, Resource

_Id = Callable[[Resource], str]


def _id(resource: Resource) -> str:
    return str(resource.attributes["id"])


def _attachment(resource: Resource) -> str:
    return f"{resource.attributes['role']}/{resource.attributes['policy_arn']}"


def _association(resource: Resource) -> str:
    return f"{resource.attributes['subnet_id']}/{resource.attributes['route_table_id']}"


def _addon(resource: Resource) -> str:
    return f"{resource.attributes['cluster_name']}:{resource.attributes['addon_name']}"


@dataclass(frozen=True)
class Same:
    """Our address for the official addresses that match; `{0}`, `{1}` are the groups of the expression."""

    official: re.Pattern[str]
    ours: str
    import_id: _Id

    def match(self, address: str) -> str | None:
        """Our address for `address`, or None."""
        found = self.official.fullmatch(address)
        return self.ours.format(*(in_address(group or "") for group in found.groups())) if found else None


def in_address(text: str) -> str:
    """As a construct id becomes part of an address (framework.addresses)."""
    return re.sub(r"[^A-Za-z0-9_-]", "-", text)


def _same(official: str, ours: str, import_id: _Id = _id) -> Same:
    return Same(re.compile(official), ours, import_id)


_VPC = r"module\.networking\.module\.vpc\."
_EKS = r"module\.app_eks\.module\.eks\."
_APP = r"module\.app_eks\."
_AURORA = r"module\.database\.module\.aurora\."
_BUCKET = r"module\.file_storage(?:\[0\])?\."
_ALB = r"module\.app_lb\."
_PRIVATE_LINK = r"module\.private_link\[0\]\."

_NETWORK = (
    _same(_VPC + r"aws_vpc\.this\[0\]", "aws_vpc.network_vpc"),
    _same(_VPC + r"aws_default_security_group\.this\[0\]", "aws_default_security_group.network_default_security_group"),
    _same(_VPC + r"aws_internet_gateway\.this\[0\]", "aws_internet_gateway.network_internet_gateway"),
    _same(_VPC + r"aws_subnet\.(public|private|elasticache)\[(\d+)\]", "aws_subnet.network_{0}_{1}"),
    _same(_VPC + r"aws_subnet\.database\[(\d+)\]", "aws_subnet.network_db_{0}"),
    _same(
        _VPC + r"aws_route_table_association\.(public|private|elasticache)\[(\d+)\]",
        "aws_route_table_association.network_{0}_{1}_association",
        _association,
    ),
    _same(
        _VPC + r"aws_route_table_association\.database\[(\d+)\]",
        "aws_route_table_association.network_db_{0}_association",
        _association,
    ),
    _same(_VPC + r"aws_eip\.nat\[(\d+)\]", "aws_eip.network_nat_address_{0}"),
    _same(_VPC + r"aws_nat_gateway\.this\[(\d+)\]", "aws_nat_gateway.network_nat_gateway_{0}"),
    _same(_VPC + r"aws_route_table\.public\[0\]", "aws_route_table.network_public_routes"),
    _same(_VPC + r"aws_route_table\.private\[(\d+)\]", "aws_route_table.network_private_{0}_routes"),
    _same(r"module\.s3_endpoint\[0\]\.aws_vpc_endpoint\.default", "aws_vpc_endpoint.network_s3_endpoint"),
    _same(r"module\.networking\.aws_flow_log\.vpc_flow_logs\[0\]", "aws_flow_log.rejected_traffic_log"),
    _same(r"module\.networking\.aws_vpc_endpoint\.clickhouse\[0\]", "aws_vpc_endpoint.clickhouse_endpoint"),
)
_DATA = (
    _same(_VPC + r"aws_db_subnet_group\.database\[0\]", "aws_db_subnet_group.database_subnet_group"),
    _same(_AURORA + r"aws_db_subnet_group\.this\[0\]", "aws_db_subnet_group.database_subnet_group"),
    _same(_VPC + r"aws_elasticache_subnet_group\.elasticache\[0\]", "aws_elasticache_subnet_group.cache_subnet_group"),
    _same(
        r"module\.redis\[0\]\.aws_elasticache_subnet_group\.default", "aws_elasticache_subnet_group.cache_subnet_group"
    ),
    _same(r"module\.kms\.aws_kms_key\.key", "aws_kms_key.encryption_key"),
    _same(r"module\.kms\.aws_kms_alias\.key", "aws_kms_alias.encryption_alias"),
    _same(r"module\.kms\.aws_kms_key\.clickhouse_key\[0\]", "aws_kms_key.clickhouse_encryption_key"),
    _same(r"module\.kms\.aws_kms_alias\.clickhouse_key\[0\]", "aws_kms_alias.clickhouse_encryption_alias"),
    _same(r"module\.database\.aws_db_parameter_group\.default", "aws_db_parameter_group.database_instance_parameters"),
    _same(
        r"module\.database\.aws_rds_cluster_parameter_group\.default",
        "aws_rds_cluster_parameter_group.database_cluster_parameters",
    ),
    _same(_AURORA + r"aws_rds_cluster\.this\[0\]", "aws_rds_cluster.database_cluster"),
    _same(_AURORA + r'aws_rds_cluster_instance\.this\["(\d+)"\]', "aws_rds_cluster_instance.database_instance_{0}"),
    _same(_AURORA + r"aws_iam_role\.rds_enhanced_monitoring\[0\]", "aws_iam_role.database_monitoring_role"),
    _same(
        _AURORA + r"aws_iam_role_policy_attachment\.rds_enhanced_monitoring\[0\]",
        "aws_iam_role_policy_attachment.database_monitoring_policy",
        _attachment,
    ),
    _same(_AURORA + r"aws_security_group\.this\[0\]", "aws_security_group.database_security_group"),
    _same(r"module\.redis\[0\]\.aws_security_group\.redis", "aws_security_group.cache_security_group"),
    _same(
        r"module\.redis\[0\]\.aws_elasticache_replication_group\.default",
        "aws_elasticache_replication_group.cache_replication_group",
    ),
    _same(_BUCKET + r"aws_s3_bucket\.file_storage", "aws_s3_bucket.storage_bucket"),
    _same(_BUCKET + r"aws_s3_bucket_cors_configuration\.file_storage", "aws_s3_bucket_cors_configuration.storage_cors"),
    _same(
        _BUCKET + r"aws_s3_bucket_ownership_controls\.file_storage",
        "aws_s3_bucket_ownership_controls.storage_ownership",
    ),
    _same(
        _BUCKET + r"aws_s3_bucket_public_access_block\.file_storage",
        "aws_s3_bucket_public_access_block.storage_public_access",
    ),
    _same(
        _BUCKET + r"aws_s3_bucket_server_side_encryption_configuration\.file_storage",
        "aws_s3_bucket_server_side_encryption_configuration.storage_encryption",
    ),
    _same(_BUCKET + r"aws_s3_bucket_policy\.https_only\[0\]", "aws_s3_bucket_policy.storage_policy"),
    _same(_BUCKET + r"aws_sqs_queue\.file_storage\[0\]", "aws_sqs_queue.queue_queue"),
    _same(_BUCKET + r"aws_sqs_queue_policy\.file_storage\[0\]", "aws_sqs_queue_policy.notifications_queue_policy"),
    _same(
        _BUCKET + r"aws_s3_bucket_notification\.file_storage\[0\]",
        "aws_s3_bucket_notification.notifications_notification",
    ),
)
_CLUSTER = (
    _same(_EKS + r"aws_cloudwatch_log_group\.this\[0\]", "aws_cloudwatch_log_group.cluster_log"),
    _same(_EKS + r"aws_eks_cluster\.this\[0\]", "aws_eks_cluster.cluster_control_plane"),
    _same(_EKS + r"aws_iam_role\.(?:cluster|this)\[0\]", "aws_iam_role.cluster_role"),
    _same(
        _EKS
        + r'aws_iam_role_policy_attachment\.(?:cluster_AmazonEKSClusterPolicy\[0\]|this\["AmazonEKSClusterPolicy"\])',
        "aws_iam_role_policy_attachment.cluster_cluster_policy",
        _attachment,
    ),
    _same(_APP + r"aws_iam_openid_connect_provider\.eks", "aws_iam_openid_connect_provider.cluster_oidc_provider"),
    _same(
        _EKS + r"aws_iam_openid_connect_provider\.oidc_provider\[0\]",
        "aws_iam_openid_connect_provider.cluster_oidc_provider",
    ),
    _same(_APP + r"aws_iam_role\.node", "aws_iam_role.nodes_role"),
    _same(
        _APP + r"aws_iam_role_policy_attachment\.ec2_container_registry",
        "aws_iam_role_policy_attachment.nodes_registry_policy",
        _attachment,
    ),
    _same(
        _APP + r"aws_iam_role_policy_attachment\.eks_worker_node",
        "aws_iam_role_policy_attachment.nodes_worker_policy",
        _attachment,
    ),
    _same(_APP + r"aws_security_group\.primary_workers", "aws_security_group.workers_group"),
    _same(_APP + r"aws_eks_addon\.vpc_cni", "aws_eks_addon.networking_vpc_cni", _addon),
    _same(_APP + r"aws_eks_addon\.kube_proxy", "aws_eks_addon.networking_kube_proxy", _addon),
    _same(_APP + r"aws_eks_addon\.(coredns|metrics_server|aws_efs_csi_driver)", "aws_eks_addon.addons_{0}", _addon),
    _same(_APP + r"aws_eks_addon\.(?:eks|aws_ebs_csi_driver)", "aws_eks_addon.addons_aws_ebs_csi_driver", _addon),
    _same(_APP + r"aws_iam_role\.oidc", "aws_iam_role.cni_role"),
    _same(
        _APP + r"aws_iam_role_policy_attachment\.eks_oidc", "aws_iam_role_policy_attachment.cni_managed", _attachment
    ),
    _same(_APP + r"module\.cluster_autoscaler\.aws_iam_role\.default", "aws_iam_role.autoscaler_role"),
    _same(_APP + r"aws_iam_role\.irsa", "aws_iam_role.identity_role"),
    _same(r"module\.iam_role\[0\]\.aws_iam_role\.irsa", "aws_iam_role.metrics_role"),
)
_INGRESS = (
    _same(_ALB + r"aws_route53_record\.extra\[\"(.+)\"\]", "aws_route53_record.dns_a_{0}"),
    _same(_ALB + r"aws_lb\.alb", "aws_lb.load_balancer_alb"),
    _same(_ALB + r"aws_lb_listener\.(http|https)", "aws_lb_listener.load_balancer_{0}"),
    _same(_ALB + r"aws_lb_target_group\.app", "aws_lb_target_group.load_balancer_target_group"),
    _same(_ALB + r"aws_security_group\.(inbound|outbound)", "aws_security_group.load_balancer_{0}"),
    _same(_ALB + r"aws_security_group\.inbound_private\[0\]", "aws_security_group.private_link_inbound"),
    _same(_PRIVATE_LINK + r"aws_lb\.nlb", "aws_lb.private_link_nlb"),
    _same(_PRIVATE_LINK + r"aws_lb_target_group\.nlb", "aws_lb_target_group.private_link_target_group"),
    _same(_PRIVATE_LINK + r"aws_lb_listener\.nlb", "aws_lb_listener.private_link_listener"),
    _same(_PRIVATE_LINK + r"aws_vpc_endpoint_service\.private_link", "aws_vpc_endpoint_service.private_link_service"),
)
SAME = (*_NETWORK, *_DATA, *_CLUSTER, *_INGRESS)

# What Terraform has under another type than here, or only in its state: deleting it would take away what is in use.
IGNORED = tuple(
    (re.compile(pattern), reason)
    for pattern, reason in (
        (r".*\.aws_route\.[^.]+", "is part of an adopted route table"),
        (r"(.*\.)?aws_autoscaling_attachment\.[^.]+", "goes with the old node group"),
        (r".*\.aws_acm_certificate_validation\.[^.]+", "is a waiting step, not a resource"),
        (r".*\.aws_s3_bucket_acl\.[^.]+", "the bucket now refuses access lists"),
        (r".*\.aws_default_(network_acl|route_table)\.[^.]+", "belongs to the VPC"),
        (
            r"module\.app_eks\.aws_security_group_rule\.(lb|database|elasticache\[0\])",
            "is adopted as a rule with an id",
        ),
        (r"(.*\.)?(random_pet|random_string|random_password|null_resource|time_sleep)\.[^.]+", "is only in the state"),
        (r".*\.aws_secretsmanager_secret_version\.[^.]+", "goes with its secret"),
        (r".*\.aws_kms_grant\.[^.]+", "belongs to an adopted key"),
        (r".*\.local_file\.[^.]+", "is a file of whoever applied"),
        (
            r".*\.kubernetes_config_map\.aws_auth(_legacy)?\[0\]",
            "lets the old nodes in, until preserve_aws_auth_configmap is false",
        ),
        (r".*\.kubernetes_(storage_class|annotations)\.[^.]+", "volumes in the cluster use it"),
        (r".*\.aws_ec2_tag\.[^.]+", "is a tag of the cluster's security group"),
        (r"module\.networking\.aws_s3_bucket_policy\.flow_log_https_only\[0\]", "belongs to the flow-log bucket"),
        (r"module\.app_eks\.aws_eks_addon\.[^.]+", "belongs to the cluster"),
        (r"module\.acm\.aws_(acm_certificate|route53_record)\.[^.]+", "is used as acm_certificate_arn"),
        (r"module\.app_eks\.module\.eks\.aws_eks_access_(entry|policy_association)\.[^.]+", "lets its principal in"),
        (r"module\.app_lb\.aws_route53_record\.[^.]+", "is not a name of this deployment"),
        (_PRIVATE_LINK + r"aws_lb_target_group_attachment\.[^.]+", "attaches the old load balancer"),
        (r"module\.app_lb\.aws_security_group_rule\.[^.]+", "is a rule of an adopted group"),
        (_AURORA + r"aws_rds_cluster_instance\.[^.]+", "has a name that is not made here"),
    )
)

CERTIFICATE = "module.acm.aws_acm_certificate.this[0]"
FLOW_LOG_BUCKET = "module.networking.aws_s3_bucket.flow_log[0]"
FLOW_LOG = r"module\.networking\.aws_flow_log\.vpc_flow_logs\[0\]"
_URL = r"https?://([A-Za-z0-9][A-Za-z0-9.-]*\.[A-Za-z]{2,})\b"
# In the values of the release, which are quoted more than once.
_RELEASE_HOST = re.compile(rf"\bhost\W{{1,12}}{_URL}")
_HOST = re.compile(_URL)

# What remains of the official deployment, by kind. The order of the kinds is the order in which they can be removed.
KINDS = {
    "application": "Helm releases and Kubernetes objects of the old server",
    "nodes": "old node groups and launch templates",
    "security-groups": "old security groups and their rules",
    "iam": "IAM policies and roles of the old nodes and controllers",
    "data": "file systems, buckets and secrets with data",
}
_LEFT = tuple(
    (re.compile(pattern), kind)
    for pattern, kind in (
        (r"(.*\.)?(helm_release|kubernetes_[a-z0-9_]+)\.[^.]+", "application"),
        (r".*\.aws_(eks_node_group|launch_template)\.[^.]+", "nodes"),
        (r"module\.app_eks\.aws_security_group\.storage_class_nfs", "security-groups"),
        (r"module\.app_eks\.aws_security_group_rule\.nfs_ingress", "security-groups"),
        (r"module\.app_eks\.module\.eks\.aws_security_group(_rule)?\..+", "security-groups"),
        (r"module\.redis\[0\]\.aws_security_group_rule\.(ingress|egress)", "security-groups"),
        (_AURORA + r"aws_security_group_rule\.[^.]+", "security-groups"),
        (r".*\.aws_iam_[a-z_]+\.[^.]+", "iam"),
        (r"module\.app_eks\.aws_efs_[a-z_]+\.[^.]+", "data"),
        (r"module\.app_eks\.aws_secretsmanager_secret\.[^.]+", "data"),
        (r"module\.networking\.aws_s3_bucket\.flow_log\[0\]", "data"),
    )
)
# In state file addresses, a key may hold a dot: `this["a.b"]`. Patterns see it without its keys.
_KEY = re.compile(r'\["[^"]*"\]')


def kind_of(address: str) -> str | None:
    """The kind of leftover that the official `address` is, or None."""
    bare = _KEY.sub("", address)
    return next((kind for pattern, kind in _LEFT if pattern.fullmatch(bare)), None)


def why_ignored(address: str) -> str | None:
    """Why nothing is done with the official `address`, or None."""
    bare = _KEY.sub("", address)
    return next((reason for pattern, reason in IGNORED if pattern.fullmatch(bare)), None)


def ours(official: OfficialDeployment, resource: Resource) -> tuple[str, str] | None:
    """Our address and the import id of an official resource, or None."""
    for same in SAME:
        if address := same.match(resource.address):
            return address, same.import_id(resource)
    if resource.address == CERTIFICATE and makes_certificate(official):
        return "aws_acm_certificate.certificate_certificate", _id(resource)
    if resource.address == FLOW_LOG_BUCKET and official.one(FLOW_LOG):
        return "aws_s3_bucket.flow_log_bucket", _id(resource)
    return _record(official, resource) or _access(resource)


def host_name(official: OfficialDeployment) -> str | None:
    """The server's host name: of its record, its Helm release, an output `url`, or its certificate."""
    if record := official.one(r"module\.app_lb\.aws_route53_record\.alb"):
        return str(record.attributes["name"])
    release = official.one(r"module\.wandb\.helm_release\.wandb\[0\]")
    found = _RELEASE_HOST.search(json.dumps(release.attributes)) if release else None
    if found := found or _HOST.search(str(official.outputs.get("url") or "")):
        return found[1]
    certificate = official.one(re.escape(CERTIFICATE))
    return str(certificate.attributes["domain_name"]) if certificate else None


def balances_in_terraform(official: OfficialDeployment) -> bool:
    """Whether the state has the load balancer. Else controllers in the cluster make it, and its DNS records."""
    return official.one(r"module\.app_lb\.aws_lb\.alb") is not None


def issued_for_host(official: OfficialDeployment) -> bool:
    """Whether the module's certificate is for the host name. With `external_dns = false`, it is for `domain_name`."""
    certificate = official.one(re.escape(CERTIFICATE))
    return certificate is not None and certificate.attributes["domain_name"] == host_name(official)


def makes_certificate(official: OfficialDeployment) -> bool:
    """Whether certificate and records are made here from the first deploy on."""
    return issued_for_host(official) and balances_in_terraform(official)


def _record(official: OfficialDeployment, resource: Resource) -> tuple[str, str] | None:
    """DNS records, whose addresses here have the host name."""
    if resource.type != "aws_route53_record":
        return None
    if resource.address == "module.app_lb.aws_route53_record.alb":
        return f"aws_route53_record.dns_a_{in_address(resource.attributes['name'])}", _id(resource)
    certificate = official.one(re.escape(CERTIFICATE))
    usable = certificate is not None and makes_certificate(official)
    options = certificate.get("domain_validation_options", []) if certificate and usable else []
    for option in options:
        if option["resource_record_name"].rstrip(".") == resource.attributes["name"].rstrip("."):
            return f"aws_route53_record.certificate_{in_address(option['domain_name'])}", _id(resource)
    return None


def _access(resource: Resource) -> tuple[str, str] | None:
    """Access entries, whose addresses here have the end of the principal's ARN; see assembly/compute.py."""
    found = re.fullmatch(_EKS + r'aws_eks_access_(entry|policy_association)\.this\["(.+)"\]', resource.address)
    if found is None:
        return None
    kind, key = found.groups()
    principal = "creator" if key.startswith("cluster_creator") else _principal(resource)
    if kind == "entry":
        return f"aws_eks_access_entry.access_{principal}", _id(resource)
    return f"aws_eks_access_policy_association.access_{principal}_administers", _id(resource)


def _principal(resource: Resource) -> str:
    name = str(resource.attributes["principal_arn"]).rpartition(":")[2]
    return in_address(name.replace("/", "_"))
