"""Every input of the AWS infrastructure, changed by itself, and one resource that it changes."""

from tests.inputs.changes import Change

_KEY = "arn:aws:kms:eu-west-1:210987654321:key/{0}{0}{0}{0}{0}{0}{0}{0}-1111-2222-3333-444444444444"
_CONTAINER = {"wandb_runtime": "container"}
_CLUSTER = "aws_eks_cluster.cluster_control_plane"
_DATABASE = "aws_rds_cluster.database_cluster"
_RESTORED = "aws_rds_cluster.database_restored_cluster"
_INGRESS = "aws_vpc_security_group_ingress_rule"
_NODES = "aws_eks_node_group.nodes_group"
_SUBNETS = "aws_subnet.network"
_TEMPLATE = "aws_launch_template.nodes_template"

_COMMON = (
    Change("namespace", "renamed", _CLUSTER),
    Change("region", "eu-west-3", "provider.aws", "recommended"),
    Change("default_tags", {"Owner": "changed"}, "provider.aws"),
    Change("backend", {"type": "gcs", "bucket": "changed-state"}, "terraform.backend"),
    Change("size", "medium", "aws_rds_cluster_instance.database_instance_1", "recommended"),
    Change("deletion_protection", True, _DATABASE),
    Change("ignore_tags", ["Department", "corp:*"], "provider.aws"),
    Change("assume_role", {"role_arn": "arn:aws:iam::123456789012:role/changed-deployer"}, "provider.aws"),
    Change("allowed_account_ids", ["999900001111"], "provider.aws"),
    Change("iam_role_path", "/wandb/", "aws_iam_role.nodes_role"),
    Change(
        "iam_permissions_boundary_arn",
        "arn:aws:iam::123456789012:policy/changed-boundary",
        "aws_iam_role.nodes_role",
    ),
    Change("alarms", {"emails": ["changed@wandb.ml"]}, "aws_sns_topic_subscription.alarm_topic_email_0"),
    Change("backup", {"retention_days": 400}, "aws_backup_plan.backups_plan"),
    Change("log_retention_days", 120, "aws_cloudwatch_log_group.cluster_log"),
    Change("k8s_namespace", "experiments", "aws_iam_role.identity_role"),
)
_INGRESS = (
    Change("domain_name", "wandb.example", "aws_acm_certificate.certificate_certificate", "recommended"),
    Change("subdomain", "other", "aws_acm_certificate.certificate_certificate"),
    Change("zone_id", "Z0CHANGED", "aws_route53_record.dns_a_wandb-all-wandb-ml"),
    Change("zone_role_arn", "arn:aws:iam::888899990000:role/dns", "provider.aws"),
    Change("extra_fqdn", ["third.wandb.ml"], "aws_route53_record.dns_a_third-wandb-ml"),
    Change("public_access", False, "aws_lb.load_balancer_alb"),
    Change(
        "acm_certificate_arn",
        "arn:aws:acm:eu-west-1:210987654321:certificate/77777777-1111-2222-3333-444444444444",
        "aws_lb_listener.load_balancer_https",
    ),
    Change("allowed_inbound_cidr", ["198.18.1.0/24"], f"{_INGRESS}.load_balancer_https_0"),
    Change("allowed_inbound_ipv6_cidr", ["2001:db8:2::/48"], f"{_INGRESS}.load_balancer_https_ipv6_0"),
    Change("ssl_policy", "ELBSecurityPolicy-TLS13-1-3-2021-06", "aws_lb_listener.load_balancer_https"),
    Change(
        "waf_web_acl_arn",
        "arn:aws:wafv2:eu-west-1:123456789012:regional/webacl/other/77777777-1234-1234-1234-123456789012",
        "aws_wafv2_web_acl_association.load_balancer_web_acl",
    ),
    Change("load_balancer_access_logs_bucket", "changed-request-logs", "aws_lb.load_balancer_alb"),
    Change("kubernetes_alb_internet_facing", False, "aws_lb.load_balancer_alb"),
    Change(
        "kubernetes_alb_subnets",
        ["subnet-0eeeeeeeeeeeeee01", "subnet-0eeeeeeeeeeeeee02"],
        "aws_lb.load_balancer_alb",
        "existing-vpc",
    ),
    Change(
        "aws_loadbalancer_controller_tags", {"Balancer": "changed"}, "aws_lb_target_group.load_balancer_target_group"
    ),
    Change("private_link_allowed_account_ids", ["222233334444"], "aws_vpc_endpoint_service.private_link_service"),
    Change("allowed_private_endpoint_cidr", ["10.61.0.0/16"], f"{_INGRESS}.private_link_https_0"),
    Change("private_only_traffic", True, f"{_INGRESS}.load_balancer_https_0"),
)
_NETWORK = (
    Change(
        "create_vpc",
        True,
        "aws_vpc.network_vpc",
        "existing-vpc",
        along=dict.fromkeys(
            (
                "network_id",
                "network_public_subnets",
                "network_private_subnets",
                "network_database_subnets",
                "network_elasticache_subnets",
            )
        ),
    ),
    Change("network_id", "vpc-0f0f0f0f0f0f0f0f0", "aws_security_group.workers_group", "existing-vpc"),
    Change("network_private_subnets", ["subnet-0bbbbbbbbbbbbbb03", "subnet-0bbbbbbbbbbbbbb04"], _NODES, "existing-vpc"),
    Change(
        "network_public_subnets",
        ["subnet-0aaaaaaaaaaaaaa03", "subnet-0aaaaaaaaaaaaaa04"],
        "aws_lb.load_balancer_alb",
        "existing-vpc",
    ),
    Change(
        "network_database_subnets",
        ["subnet-0cccccccccccccc03", "subnet-0cccccccccccccc04"],
        "aws_db_subnet_group.database_subnet_group",
        "existing-vpc",
    ),
    Change(
        "network_elasticache_subnets",
        ["subnet-0dddddddddddddd03", "subnet-0dddddddddddddd04"],
        "aws_elasticache_subnet_group.cache_subnet_group",
        "existing-vpc",
    ),
    Change(
        "network_extra_private_subnets",
        ["subnet-0bbbbbbbbbbbbbb05"],
        "aws_eks_node_group.nodes_extra_1",
        "existing-vpc",
    ),
    Change("network_extra_private_subnet_cidrs", {"2": "10.10.96.0/20"}, "aws_eks_node_group.nodes_extra_2", "redis"),
    Change("network_cidr", "10.10.0.0/17", "aws_vpc.network_vpc", "redis"),
    Change("network_public_subnet_cidrs", ["10.10.64.0/24", "10.10.65.0/24"], f"{_SUBNETS}_public_0", "redis"),
    Change("network_private_subnet_cidrs", ["10.10.66.0/24", "10.10.67.0/24"], f"{_SUBNETS}_private_0", "redis"),
    Change("network_database_subnet_cidrs", ["10.10.68.0/24", "10.10.69.0/24"], f"{_SUBNETS}_db_0", "redis"),
    Change(
        "network_elasticache_subnet_cidrs", ["10.10.70.0/24", "10.10.71.0/24"], f"{_SUBNETS}_elasticache_0", "redis"
    ),
    Change("enable_flow_log", True, "aws_flow_log.rejected_traffic_log", "recommended"),
    Change("keep_flow_log_bucket", True, "aws_s3_bucket.flow_log_bucket", "recommended"),
)
_KEYS = (
    Change("kms_key_arn", _KEY.format(1), "aws_secretsmanager_secret.secrets_credentials"),
    Change("kms_key_alias", "changed", "aws_kms_alias.encryption_alias"),
    Change("kms_key_extra_aliases", ["changed-too"], "aws_kms_alias.encryption_alias_1"),
    Change("kms_key_deletion_window", 25, "aws_kms_key.encryption_key"),
    Change(
        "kms_key_policy",
        '{"Version": "2012-10-17", "Id": "data", "Statement": [{"Effect": "Allow"}]}',
        "aws_kms_key.encryption_key",
    ),
    Change("kms_key_policy_administrator_arn", "arn:aws:iam::123456789012:role/changed", "aws_kms_key.encryption_key"),
    Change("enable_clickhouse", True, "aws_kms_key.clickhouse_encryption_key", "recommended"),
    Change("kms_clickhouse_key_alias", "changed-clickhouse", "aws_kms_alias.clickhouse_encryption_alias"),
    Change(
        "kms_clickhouse_key_policy",
        '{"Version": "2012-10-17", "Id": "clickhouse", "Statement": [{"Effect": "Allow"}]}',
        "aws_kms_key.clickhouse_encryption_key",
    ),
    Change(
        "clickhouse_endpoint_service_id",
        "com.amazonaws.vpce.eu-west-1.vpce-svc-0f0f0f0f0f0f0f0f0",
        "aws_vpc_endpoint.clickhouse_endpoint",
    ),
)
_DATA_STORES = (
    Change("database_engine_version", "8.0.mysql_aurora.3.11.1", _DATABASE),
    Change("database_instance_class", "db.r7i.xlarge", "aws_rds_cluster_instance.database_instance_1"),
    Change("database_instance_count", 4, "aws_rds_cluster_instance.database_instance_4"),
    Change("database_snapshot_identifier", "changed-snapshot", _DATABASE),
    Change("database_restore_cluster", "changed-cluster", _RESTORED, "recommended"),
    Change(
        *("database_restore_time", "2026-02-03T04:05:06Z", _RESTORED, "recommended"),
        given={"database_restore_cluster": "wandb"},
    ),
    Change("database_name", "changed_schema", _DATABASE),
    Change("database_master_username", "changed_user", "aws_secretsmanager_secret_version.secrets_credentials_version"),
    Change("database_password_version", 17, "aws_secretsmanager_secret_version.secrets_credentials_version"),
    Change("database_kms_key_arn", _KEY.format(2), _DATABASE),
    Change("database_performance_insights_kms_key_arn", _KEY.format(3), "aws_rds_cluster_instance.database_instance_1"),
    Change("database_backup_retention_days", 9, _DATABASE),
    Change("database_preferred_backup_window", "07:10-07:50", _DATABASE),
    Change("database_preferred_maintenance_window", "wed:09:00-wed:10:00", _DATABASE),
    Change("database_apply_immediately", True, _DATABASE),
    Change("database_sort_buffer_size", 1_048_576, "aws_db_parameter_group.database_instance_parameters"),
    Change("database_innodb_lru_scan_depth", 512, "aws_db_parameter_group.database_instance_parameters"),
    Change("bucket_name", "changed-bucket", "aws_iam_role_policy.identity_bucket", "recommended"),
    Change("bucket_kms_key_arn", _KEY.format(4), "aws_iam_role_policy.identity_bucket", "existing-bucket"),
    # No provider here talks to the bucket; the server does, in the application stack.
    Change("bucket_region", "eu-north-1", "output.bucket_region", "existing-bucket"),
    Change("configure_existing_bucket", False, "aws_s3_bucket_cors_configuration.bucket_cors", "existing-bucket"),
    Change("bucket_access_logs_bucket", "changed-access-logs", "aws_s3_bucket_logging.storage_logging"),
    Change("bucket_path", "changed/path", "aws_s3_bucket_notification.notifications_notification"),
    Change("use_internal_queue", False, "aws_sqs_queue.queue_queue", "recommended"),
    Change("bucket_queue_name", "changed-queue", "aws_iam_role_policy.identity_queue", "existing-bucket"),
    Change("enable_s3_https_only", False, "aws_s3_bucket_policy.storage_policy"),
    Change("bucket_permissions_mode", "public", "aws_iam_role_policy.identity_foreign_buckets", "recommended"),
    Change("bucket_restricted_accounts", ["333344445555"], "aws_iam_role_policy.identity_foreign_buckets"),
    Change("wandb_runtime", "container", "aws_lb_listener_rule.load_balancer_route_api", "recommended"),
    Change(
        "weave_trace_enabled",
        True,
        "aws_lb_target_group.load_balancer_target_group_weave_trace",
        "recommended",
        {"wandb_runtime": "operator"},
        {"clickhouse_host": "clickhouse.wandb.ml", "clickhouse_password": "canary-clickhouse"},
    ),
    Change(
        "create_elasticache",
        True,
        "aws_elasticache_replication_group.cache_replication_group",
        "recommended",
        _CONTAINER,
    ),
    Change(
        "create_elasticache_subnet", True, "aws_elasticache_subnet_group.cache_subnet_group", "recommended", _CONTAINER
    ),
    Change("elasticache_node_type", "cache.r7g.xlarge", "aws_elasticache_replication_group.cache_replication_group"),
)
_COMPUTE = (
    Change("eks_cluster_version", "1.35", _CLUSTER),
    Change("eks_cluster_tags", {"Cluster": "changed"}, _CLUSTER),
    Change("kubernetes_public_access", False, _CLUSTER),
    Change("kubernetes_public_access_cidrs", ["198.18.2.0/24"], _CLUSTER),
    Change(
        "kubernetes_map_roles",
        [{"rolearn": "arn:aws:iam::123456789012:role/changed-role", "username": "changed", "groups": ["changed"]}],
        "aws_eks_access_entry.access_role_changed-role",
    ),
    Change(
        "kubernetes_map_users",
        [{"userarn": "arn:aws:iam::123456789012:user/changed-user", "username": "other", "groups": ["other"]}],
        "aws_eks_access_entry.access_user_changed-user",
    ),
    Change("kubernetes_legacy_cluster_creator_admin", True, "aws_eks_access_entry.access_creator"),
    Change("preserve_aws_auth_configmap", False, _CLUSTER),
    Change("kubernetes_instance_types", ["m7i.8xlarge"], "aws_launch_template.nodes_template"),
    Change("kubernetes_min_nodes_per_az", 3, _NODES),
    Change("kubernetes_max_nodes_per_az", 11, _NODES),
    Change("kubernetes_node_disk_size_gb", 333, _TEMPLATE),
    Change(
        "kubernetes_extra_node_groups",
        [{"name": "training", "instance_types": ["m7i.4xlarge"], "max_nodes": 9}],
        "aws_launch_template.nodes_training_template",
    ),
    Change(
        "eks_policy_arns",
        ["arn:aws:iam::123456789012:policy/changed"],
        "aws_iam_role_policy_attachment.nodes_extra_policy_0",
    ),
    Change("grant_nodes_bucket_access", False, "aws_iam_role_policy.nodes_bucket"),
    Change("system_reserved_cpu_millicores", 81, _TEMPLATE),
    Change("system_reserved_memory_megabytes", 82, _TEMPLATE),
    Change("system_reserved_ephemeral_megabytes", 83, _TEMPLATE),
    Change("system_reserved_pid", 84, _TEMPLATE),
    Change("eks_addons_preroll_version", "1.36", "aws_eks_addon.networking_vpc_cni", "recommended"),
    Change("eks_addon_vpc_cni_version", "v1.21.1-eksbuild.1", "aws_eks_addon.networking_vpc_cni"),
    Change("eks_addon_kube_proxy_version", "v1.34.1-eksbuild.3", "aws_eks_addon.networking_kube_proxy"),
    Change("eks_addon_coredns_version", "v1.12.4-eksbuild.4", "aws_eks_addon.addons_coredns"),
    Change("eks_addon_ebs_csi_driver_version", "v1.50.1-eksbuild.5", "aws_eks_addon.addons_aws_ebs_csi_driver"),
    Change("eks_addon_efs_csi_driver_version", "v2.1.12-eksbuild.6", "aws_eks_addon.addons_aws_efs_csi_driver"),
    Change("eks_addon_metrics_server_version", "v0.8.1-eksbuild.7", "aws_eks_addon.addons_metrics_server"),
    Change("container_insights", True, "aws_eks_addon.container_insights_addons_amazon_cloudwatch_observability"),
    Change("enable_yace", True, "aws_iam_role.metrics_role", "recommended"),
    Change("yace_sa_name", "changed-exporter", "aws_iam_role.metrics_role"),
    Change("service_account_name", "changed-account", "aws_iam_role.identity_role"),
    Change("service_port", 32544, "aws_lb_target_group.load_balancer_target_group"),
)
CHANGES = (*_COMMON, *_INGRESS, *_NETWORK, *_KEYS, *_DATA_STORES, *_COMPUTE)

# A setting with only one allowed value. The test changes it after validation.
ONE_VALUE = Change(
    "database_binlog_format", "MIXED", "aws_rds_cluster_parameter_group.database_cluster_parameters", "recommended"
)
# A setting that another one always decides.
DECIDED_ELSEWHERE = {
    "create_bucket": "false requires bucket_name, and with bucket_name no bucket is created",
    "external_dns": "the certificate names only the server's host names, whatever external_dns is",
}
