"""Which address a resource of the official module v2.x to v8.x has here, and with which id it is imported."""

from __future__ import annotations

from collections.abc import Mapping

from ..address_rows import address_in, rows
from ..state import Resource
from .official import ALB, APP, AURORA, EKS, FILE_STORAGE, PRIVATE_LINK, REDIS, VPC

# By module: a pattern of the official address in it, and the name here. `{0}` and `{1}` are the pattern's groups.
_NAMES: Mapping[str, Mapping[str, str]] = {
    VPC: {
        "aws_vpc.this[0]": "network_vpc",
        "aws_default_security_group.this[0]": "network_default_security_group",
        "aws_internet_gateway.this[0]": "network_internet_gateway",
        "aws_subnet.(public|private|elasticache)[#]": "network_{0}_{1}",
        "aws_subnet.database[#]": "network_db_{0}",
        "aws_route_table_association.(public|private|elasticache)[#]": "network_{0}_{1}_association",
        "aws_route_table_association.database[#]": "network_db_{0}_association",
        "aws_eip.nat[#]": "network_nat_address_{0}",
        "aws_nat_gateway.this[#]": "network_nat_gateway_{0}",
        "aws_route_table.public[0]": "network_public_routes",
        "aws_route_table.private[#]": "network_private_{0}_routes",
        "aws_db_subnet_group.database[0]": "database_subnet_group",
        "aws_elasticache_subnet_group.elasticache[0]": "cache_subnet_group",
    },
    "module.s3_endpoint[0].": {"aws_vpc_endpoint.default": "network_s3_endpoint"},
    "module.networking.": {
        "aws_flow_log.vpc_flow_logs[0]": "rejected_traffic_log",
        "aws_vpc_endpoint.clickhouse[0]": "clickhouse_endpoint",
    },
    "module.kms.": {
        "aws_kms_key.key": "encryption_key",
        "aws_kms_alias.key": "encryption_alias",
        "aws_kms_key.clickhouse_key[0]": "clickhouse_encryption_key",
        "aws_kms_alias.clickhouse_key[0]": "clickhouse_encryption_alias",
    },
    "module.database.": {
        "aws_db_parameter_group.default": "database_instance_parameters",
        "aws_rds_cluster_parameter_group.default": "database_cluster_parameters",
    },
    AURORA: {
        "aws_db_subnet_group.this[0]": "database_subnet_group",
        "aws_rds_cluster.this[0]": "database_cluster",
        'aws_rds_cluster_instance.this["#"]': "database_instance_{0}",
        "aws_iam_role.rds_enhanced_monitoring[0]": "database_monitoring_role",
        "aws_iam_role_policy_attachment.rds_enhanced_monitoring[0]": "database_monitoring_policy",
        "aws_security_group.this[0]": "database_security_group",
    },
    REDIS: {
        "aws_elasticache_subnet_group.default": "cache_subnet_group",
        "aws_security_group.redis": "cache_security_group",
        "aws_elasticache_replication_group.default": "cache_replication_group",
    },
    FILE_STORAGE: {
        "aws_s3_bucket.file_storage": "storage_bucket",
        "aws_s3_bucket_cors_configuration.file_storage": "storage_cors",
        "aws_s3_bucket_ownership_controls.file_storage": "storage_ownership",
        "aws_s3_bucket_public_access_block.file_storage": "storage_public_access",
        "aws_s3_bucket_server_side_encryption_configuration.file_storage": "storage_encryption",
        "aws_s3_bucket_policy.https_only[0]": "storage_policy",
        "aws_sqs_queue.file_storage[0]": "queue_queue",
        "aws_sqs_queue_policy.file_storage[0]": "notifications_queue_policy",
        "aws_s3_bucket_notification.file_storage[0]": "notifications_notification",
    },
    EKS: {
        "aws_cloudwatch_log_group.this[0]": "cluster_log",
        "aws_eks_cluster.this[0]": "cluster_control_plane",
        "aws_iam_role.(cluster|this)[0]": "cluster_role",
        "aws_iam_role_policy_attachment.cluster_AmazonEKSClusterPolicy[0]": "cluster_cluster_policy",
        'aws_iam_role_policy_attachment.this["AmazonEKSClusterPolicy"]': "cluster_cluster_policy",
        "aws_iam_openid_connect_provider.oidc_provider[0]": "cluster_oidc_provider",
    },
    APP: {
        "aws_iam_openid_connect_provider.eks": "cluster_oidc_provider",
        "aws_iam_role.node": "nodes_role",
        "aws_iam_role_policy_attachment.ec2_container_registry": "nodes_registry_policy",
        "aws_iam_role_policy_attachment.eks_worker_node": "nodes_worker_policy",
        "aws_security_group.primary_workers": "workers_group",
        "aws_eks_addon.vpc_cni": "networking_vpc_cni",
        "aws_eks_addon.kube_proxy": "networking_kube_proxy",
        "aws_eks_addon.(coredns|metrics_server|aws_efs_csi_driver)": "addons_{0}",
        "aws_eks_addon.(eks|aws_ebs_csi_driver)": "addons_aws_ebs_csi_driver",
        "aws_iam_role.oidc": "cni_role",
        "aws_iam_role_policy_attachment.eks_oidc": "cni_managed",
        "aws_iam_role.irsa": "identity_role",
    },
    f"{APP}module.cluster_autoscaler.": {"aws_iam_role.default": "autoscaler_role"},
    "module.iam_role[0].": {"aws_iam_role.irsa": "metrics_role"},
    ALB: {
        'aws_route53_record.extra["(**)"]': "dns_a_{0}",
        "aws_lb.alb": "load_balancer_alb",
        "aws_lb_listener.(http|https)": "load_balancer_{0}",
        "aws_lb_target_group.app": "load_balancer_target_group",
        "aws_security_group.(inbound|outbound)": "load_balancer_{0}",
        "aws_security_group.inbound_private[0]": "private_link_inbound",
    },
    PRIVATE_LINK: {
        "aws_lb.nlb": "private_link_nlb",
        "aws_lb_target_group.nlb": "private_link_target_group",
        "aws_lb_listener.nlb": "private_link_listener",
        "aws_vpc_endpoint_service.private_link": "private_link_service",
    },
}
# Import ids that are not the attribute `id`.
_IMPORT_IDS = {
    "aws_eks_addon": "{cluster_name}:{addon_name}",
    "aws_iam_role_policy_attachment": "{role}/{policy_arn}",
    "aws_route_table_association": "{subnet_id}/{route_table_id}",
}


_ROWS = rows(_NAMES)


def our_address(official: str) -> str | None:
    """Our address for an official one that is always taken over to the same place, or None."""
    return address_in(_ROWS, official)


def import_id(resource: Resource) -> str:
    """The id with which Terraform imports `resource`."""
    return _IMPORT_IDS.get(resource.type, "{id}").format_map(resource.attributes)
