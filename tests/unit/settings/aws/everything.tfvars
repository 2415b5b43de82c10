# Every input that can be set together, each with a value that is neither its default nor another input's.
# What contradicts this (an existing VPC, an external Redis, an existing bucket or key) is in everything_existing.tfvars.
namespace                = "all-inputs"
region                   = "us-west-2"
default_tags             = { owner = "platform" }
ignore_tags              = ["Department", "corp:*"]
allowed_account_ids      = ["141414141414", "151515151515"]
assume_role              = { role_arn = "arn:aws:iam::141414141414:role/deploy", external_id = "all-inputs-4711", session_name = "all-inputs" }
size                     = "medium"
deletion_protection      = false
log_retention_days       = 90
license                  = "canary-license"
domain_name              = "example.org"
subdomain                = "wandb"
zone_id                  = "Z0ALLINPUTS"
zone_role_arn            = "arn:aws:iam::131313131313:role/dns"
extra_fqdn               = ["second.example.org"]
external_dns             = true
public_access            = true
allowed_inbound_cidr     = ["192.0.2.0/24"]
allowed_inbound_ipv6_cidr = ["2001:db8:1::/48"]
ssl_policy               = "ELBSecurityPolicy-TLS13-1-3-2021-06"
acm_certificate_arn      = "arn:aws:acm:us-west-2:111111111111:certificate/11111111-1111-1111-1111-111111111111"
waf_web_acl_arn = "arn:aws:wafv2:us-west-2:121212121212:regional/webacl/rules/12121212-1212-1212-1212-121212121212"
load_balancer_access_logs_bucket = "all-requests"
kubernetes_alb_internet_facing   = true
aws_loadbalancer_controller_tags = { balancer = "tagged" }

network_cidr                     = "10.40.0.0/16"
network_public_subnet_cidrs      = ["10.40.1.0/24", "10.40.2.0/24", "10.40.3.0/24"]
network_private_subnet_cidrs     = ["10.40.16.0/21", "10.40.24.0/21", "10.40.32.0/21"]
network_extra_private_subnet_cidrs = { "2" = "10.40.128.0/20" }
network_database_subnet_cidrs    = ["10.40.61.0/26", "10.40.62.0/26", "10.40.63.0/26"]
network_elasticache_subnet_cidrs = ["10.40.71.0/27", "10.40.72.0/27", "10.40.73.0/27"]
enable_flow_log                  = true
keep_flow_log_bucket             = true

kms_key_alias                    = "all-inputs-main"
kms_key_extra_aliases            = ["all-inputs-extra"]
kms_key_deletion_window          = 21
kms_key_policy_administrator_arn = "arn:aws:iam::222222222222:role/key-administrator"

database_engine_version                   = "8.0.mysql_aurora.3.11.1"
database_instance_class                   = "db.r7g.2xlarge"
database_instance_count                   = 3
database_snapshot_identifier              = "all-inputs-snapshot"
database_name                             = "everything"
database_master_username                  = "everyone"
database_password_version                 = 4
database_kms_key_arn                      = "arn:aws:kms:us-west-2:333333333333:key/33333333-3333-3333-3333-333333333333"
database_performance_insights_kms_key_arn = "arn:aws:kms:us-west-2:444444444444:key/44444444-4444-4444-4444-444444444444"
database_backup_retention_days            = 23
database_preferred_backup_window          = "04:10-04:50"
database_preferred_maintenance_window     = "tue:06:15-tue:07:25"
database_sort_buffer_size                 = 33554432
database_apply_immediately = true
database_innodb_lru_scan_depth            = 256

use_internal_queue         = false
enable_s3_https_only       = false
bucket_access_logs_bucket  = "all-accesses"
bucket_path                = "team/everything"
bucket_permissions_mode    = "restricted"
bucket_restricted_accounts = ["555555555555"]

create_elasticache        = true
create_elasticache_subnet = true
elasticache_node_type     = "cache.r7g.xlarge"

eks_cluster_version            = "1.34"
eks_cluster_tags               = { cluster = "labelled" }
kubernetes_public_access       = true
kubernetes_public_access_cidrs = ["198.51.100.0/24"]
kubernetes_map_roles = [{
  rolearn  = "arn:aws:iam::666666666666:role/team"
  username = "team"
  groups   = ["system:masters", "viewers"]
}]
kubernetes_map_users = [{
  userarn  = "arn:aws:iam::777777777777:user/someone"
  username = "someone"
  groups   = ["editors"]
}]
kubernetes_legacy_cluster_creator_admin = false
preserve_aws_auth_configmap             = true
kubernetes_instance_types               = ["m6i.4xlarge", "m6a.4xlarge"]
kubernetes_min_nodes_per_az             = 2
kubernetes_max_nodes_per_az             = 6
kubernetes_node_disk_size_gb            = 180
eks_policy_arns                         = ["arn:aws:iam::888888888888:policy/extra"]
grant_nodes_bucket_access               = true
system_reserved_cpu_millicores          = 71
system_reserved_memory_megabytes        = 101
system_reserved_ephemeral_megabytes     = 751
system_reserved_pid                     = 501
eks_addons_preroll_version              = "1.35"
eks_addon_vpc_cni_version               = "v1.20.1-eksbuild.1"
eks_addon_kube_proxy_version            = "v1.34.2-eksbuild.2"
eks_addon_coredns_version               = "v1.12.3-eksbuild.3"
eks_addon_ebs_csi_driver_version        = "v1.45.4-eksbuild.4"
eks_addon_metrics_server_version        = "v0.8.5-eksbuild.5"
eks_addon_efs_csi_driver_version        = "v2.1.6-eksbuild.6"

private_link_allowed_account_ids = ["999999999999"]
allowed_private_endpoint_cidr    = ["10.90.0.0/16"]
private_only_traffic             = true

enable_clickhouse              = true
kms_clickhouse_key_alias       = "all-inputs-clickhouse"
kms_clickhouse_key_policy      = "{\"Version\": \"2012-10-17\", \"Id\": \"clickhouse\", \"Statement\": [{\"Effect\": \"Allow\"}]}"
clickhouse_endpoint_service_id = "com.amazonaws.vpce.us-west-2.vpce-svc-0123456789abcdef0"

container_insights = true
enable_yace        = true
yace_sa_name       = "metrics-reader"

k8s_namespace                       = "server"
other_wandb_env                     = { ANY_CONTAINER = "one" }
weave_wandb_env                     = { WEAVE_CONTAINER = "two" }
parquet_wandb_env                   = { PARQUET_CONTAINER = "three" }
cluster_autoscaler_image_repository = "registry.example.com/mirror/cluster-autoscaler"
cluster_autoscaler_image_tag        = "v1.34.9"

wandb_runtime             = "container"
wandb_version             = "0.84.1"
wandb_image               = "registry.example.com/mirror/wandb"
other_wandb_secrets       = { SLACK_SECRET = "canary-slack" }
wandb_secrets_version     = 5
wandb_replicas            = 3
wandb_update_strategy     = "RollingUpdate"
progress_deadline_seconds = 1801
resource_requests         = { cpu = "4", memory = "8Gi" }
resource_limits           = { cpu = "8", memory = "16Gi" }
local_restore             = true
redis_ca_cert             = "-----BEGIN CERTIFICATE-----\nMIIBcjCCARmgAwIBAgIUeUdRzhl5bxW8osEdSBdtzW58PM8wCgYIKoZIzj0EAwIw\nDjEMMAoGA1UEAwwDb25lMCAXDTI2MTEyNjIzNTkwNloYDzIxMjYxMTAyMjM1OTA2\nWjAOMQwwCgYDVQQDDANvbmUwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAARfcKnP\ntRKZGlVRmlA85hXZ14RvFiyUiAQvKfqzrcqDhcKjNqH63+XBVcBd3nRkpjXauthl\nuaJ4cApjrpkLDtW8o1MwUTAdBgNVHQ4EFgQUL1/q/e+flw2gUt7hPYHh+Iv65wow\nHwYDVR0jBBgwFoAUL1/q/e+flw2gUt7hPYHh+Iv65wowDwYDVR0TAQH/BAUwAwEB\n/zAKBggqhkjOPQQDAgNHADBEAiAUUl+HlvvET5aGe+WZyFRHz7Vp20DSYIFZmFgk\nEWva5AIgPCwM18MjbTPuAxsylh4CwfEQJn7vGvnDJXwg7DDck9E=\n-----END CERTIFICATE-----\n"
service_port              = 31234
service_account_name      = "all-inputs-server"
service_account_annotations        = { "example.com/team" = "everything" }
service_account_labels             = { account = "labelled" }
deployment_pod_labels              = { pod = "labelled" }
cloud_monitoring_connection_string = "statsd://metrics.example.org"

oidc_issuer      = "https://login.example.org"
oidc_client_id   = "all-inputs-client"
oidc_secret      = "canary-oidc"
oidc_auth_method = "pkce"
auth0_domain     = "auth0.example.org"
auth0_client_id  = "all-inputs-auth0"

kubernetes_extra_node_groups = [
  {
    name = "training", instance_types = ["m6i.2xlarge", "m7i.2xlarge"], max_nodes = 6, min_nodes = 1, disk_size_gb = 150,
    labels = { "example.com/pool" = "training" }, taints = ["dedicated=training:NoSchedule"], spot = true
  },
]
wandb_scale_down_protection = true

weave_enabled              = true
weave_resource_requests    = { cpu = "2", memory = "6Gi" }
weave_resource_limits      = { memory = "7Gi" }
weave_storage_size         = "70Gi"
weave_storage_class        = "all-inputs-class"
weave_storage_provisioner  = "ebs.csi.aws.com"
weave_storage_type         = "gp3"
weave_enable_datadog       = true
weave_dd_profiling_enabled = true
dd_env                     = "all-inputs-env"
parquet_enabled            = true
parquet_replicas           = 3
parquet_resource_requests  = { cpu = "3", memory = "3Gi" }
parquet_resource_limits    = { memory = "4Gi" }
backend = {
  type   = "s3"
  bucket = "example-state"
  region = "eu-west-1"
}

ignore_wandb_replicas = true
node_selector         = { "example.com/pool" = "all-inputs" }
tolerations = [
  { key = "dedicated", operator = "Equal", value = "all-inputs", effect = "NoExecute", toleration_seconds = 301 },
]
image_pull_secrets    = ["all-inputs-registry"]
image_registry_config = "{\"auths\": {\"registry.example.com\": {\"auth\": \"canary-registry\"}}}"
custom_ca_certs = ["-----BEGIN CERTIFICATE-----\nMIIBczCCARmgAwIBAgIUcwNZA4tvHwHSQWsw8NMD5i1UAsAwCgYIKoZIzj0EAwIw\nDjEMMAoGA1UEAwwDdHdvMCAXDTI2MTEyNjIzNTkwNloYDzIxMjYxMTAyMjM1OTA2\nWjAOMQwwCgYDVQQDDAN0d28wWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAAT4Z4zA\nlPWhvgTgwW8nGQXyU6FwTqHjhsRHhUFOGP/C7yMpz4CnFKhOMkxywBAaEWFbSJR+\nyIZDeE5eNjZwEW5Ro1MwUTAdBgNVHQ4EFgQU1ISuOcpBICA/yh7hfgAGCa/Qbocw\nHwYDVR0jBBgwFoAU1ISuOcpBICA/yh7hfgAGCa/QbocwDwYDVR0TAQH/BAUwAwEB\n/zAKBggqhkjOPQQDAgNIADBFAiBO7paKEe39616P1D+fmnzlJXldXR2ZBUiNzaKN\nUpAMBwIhAPXvNAOcYEX1bwzK3xVQAJjo2MhvUOwFj+DQyzW/5oXR\n-----END CERTIFICATE-----\n"]
http_proxy     = "http://proxy.all-inputs.example.com:3128"
https_proxy    = "http://secure-proxy.all-inputs.example.com:3129"
no_proxy       = [".all-inputs.example.com", "10.99.0.0/16"]
proxy_username = "all-inputs"
proxy_password = "canary-proxy"

iam_role_path                = "/platform/"
iam_permissions_boundary_arn = "arn:aws:iam::123456789012:policy/boundary"
alarms = { emails = ["on-call@example.com"], sns_topic_arn = null, monthly_budget = 4712, thresholds = { database_cpu = 71 } }
backup = { retention_days = 91, lock = "compliance", replica_bucket = "all-inputs-replica", replica_kms_key_arn = "arn:aws:kms:eu-central-1:123456789012:key/12345678-1234-1234-1234-123456789012" }
