# Every infrastructure option that can be combined with the others, each with a distinct value.
namespace                 = "everything"
license                   = "canary-license-5f3a9c"
size                      = "large"
subdomain                 = "wandb-all"
domain_name               = "wandb.ml"
extra_fqdn                = ["metrics.wandb.ml", "experiments.wandb.ml"]
zone_id                   = "xxxxxxxxxxxxxxxx"
allowed_inbound_cidr      = ["198.51.100.0/24", "203.0.113.0/24"]
allowed_inbound_ipv6_cidr = ["2001:db8:1::/48"]
ssl_policy                = "ELBSecurityPolicy-TLS13-1-2-Res-2021-06"
public_access             = true
waf_web_acl_arn           = "arn:aws:wafv2:eu-west-1:123456789012:regional/webacl/rules/12345678-1234-1234-1234-123456789012"
external_dns              = true
deletion_protection       = false
region                    = "eu-west-1"
default_tags              = { Team = "ml-platform", CostCenter = "4711" }
log_retention_days        = 60

network_cidr                     = "10.40.0.0/16"
network_public_subnet_cidrs      = ["10.40.0.0/24", "10.40.1.0/24", "10.40.2.0/24"]
network_private_subnet_cidrs     = ["10.40.16.0/20", "10.40.32.0/20", "10.40.48.0/20"]
network_database_subnet_cidrs    = ["10.40.5.0/24", "10.40.6.0/24", "10.40.7.0/24"]
network_elasticache_subnet_cidrs = ["10.40.8.0/24", "10.40.9.0/24", "10.40.10.0/24"]
enable_flow_log                  = true
keep_flow_log_bucket             = true

kms_key_alias                    = "everything-data"
kms_key_extra_aliases            = ["everything-backup"]
kms_key_deletion_window          = 14
kms_key_policy_administrator_arn = "arn:aws:iam::123456789012:role/key-administrator"

database_engine_version               = "8.0.mysql_aurora.3.08.2"
database_instance_class               = "db.r6g.4xlarge"
database_instance_count               = 3
database_name                         = "experiments"
database_master_username              = "experimenter"
database_password_version             = 3
database_backup_retention_days        = 21
database_preferred_backup_window      = "01:00-02:00"
database_preferred_maintenance_window = "sat:04:00-sat:05:00"
database_sort_buffer_size             = 33554432
database_innodb_lru_scan_depth        = 256

create_elasticache    = true
elasticache_node_type = "cache.m6g.2xlarge"

use_internal_queue         = false
bucket_path                = "runs"
bucket_permissions_mode    = "restricted"
bucket_restricted_accounts = ["444455556666"]
enable_s3_https_only       = true
bucket_access_logs_bucket  = "everything-access-logs"

eks_cluster_version                     = "1.34"
eks_cluster_tags                        = { Cluster = "experiments" }
kubernetes_public_access                = true
kubernetes_public_access_cidrs          = ["192.0.2.0/24"]
kubernetes_instance_types               = ["m6i.4xlarge", "m7i.4xlarge"]
kubernetes_min_nodes_per_az             = 2
kubernetes_max_nodes_per_az             = 5
kubernetes_node_disk_size_gb            = 200
kubernetes_extra_node_groups = [
  {
    name = "training", instance_types = ["m6i.2xlarge", "m7i.2xlarge"], max_nodes = 6, disk_size_gb = 150,
    labels = { "example.com/pool" = "training" }, taints = ["dedicated=training:NoSchedule"], spot = true
  },
]
kubernetes_legacy_cluster_creator_admin = false
preserve_aws_auth_configmap             = true
kubernetes_map_roles = [
  { rolearn = "arn:aws:iam::123456789012:role/platform", username = "platform", groups = ["system:masters"] },
  { rolearn = "arn:aws:iam::123456789012:role/readers", username = "readers", groups = ["view-everything"] },
]
kubernetes_map_users = [
  { userarn = "arn:aws:iam::123456789012:user/on-call", username = "on-call", groups = ["system:masters"] },
]
eks_policy_arns           = ["arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore"]
grant_nodes_bucket_access = true

system_reserved_cpu_millicores     = 100
system_reserved_memory_megabytes   = 512
system_reserved_ephemeral_megabytes = 1024
system_reserved_pid                = -1

eks_addon_vpc_cni_version        = "v1.20.4-eksbuild.1"
eks_addon_kube_proxy_version     = "v1.34.0-eksbuild.2"
eks_addon_coredns_version        = "v1.12.3-eksbuild.1"
eks_addon_ebs_csi_driver_version = "v1.48.0-eksbuild.2"
eks_addon_efs_csi_driver_version = "v2.1.11-eksbuild.1"
eks_addon_metrics_server_version = "v0.8.0-eksbuild.2"

load_balancer_access_logs_bucket = "everything-access-logs"
aws_loadbalancer_controller_tags = { Ingress = "experiments" }
private_link_allowed_account_ids = ["111122223333", "777788889999"]
allowed_private_endpoint_cidr    = ["10.60.0.0/16"]

enable_clickhouse              = true
kms_clickhouse_key_alias       = "everything-clickhouse"
clickhouse_endpoint_service_id = "com.amazonaws.vpce.eu-west-1.vpce-svc-0a1b2c3d4e5f60718"

backup = {
  retention_days      = 90
  lock                = "compliance"
  replica_bucket      = "everything-replica"
  replica_kms_key_arn = "arn:aws:kms:eu-central-1:123456789012:key/11111111-2222-3333-4444-555555555555"
}
alarms = {
  emails         = ["on-call@wandb.ml"]
  monthly_budget = 9000
  thresholds     = { database_cpu = 85 }
}
enable_yace   = true
yace_sa_name  = "cloudwatch-exporter"
k8s_namespace = "wandb"

wandb_runtime         = "container"
ignore_wandb_replicas = true
node_selector         = { "example.com/pool" = "experiments" }
tolerations = [
  { key = "dedicated", operator = "Equal", value = "experiments", effect = "NoExecute", toleration_seconds = 300 },
]
image_pull_secrets    = ["experiments-registry"]
image_registry_config = "{\"auths\": {\"registry.example.com\": {\"auth\": \"canary-5f3a9c-registry\"}}}"
custom_ca_certs = [<<EOT
-----BEGIN CERTIFICATE-----
MIIBcjCCARmgAwIBAgIUeUdRzhl5bxW8osEdSBdtzW58PM8wCgYIKoZIzj0EAwIw
DjEMMAoGA1UEAwwDb25lMCAXDTI2MTEyNjIzNTkwNloYDzIxMjYxMTAyMjM1OTA2
WjAOMQwwCgYDVQQDDANvbmUwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAARfcKnP
tRKZGlVRmlA85hXZ14RvFiyUiAQvKfqzrcqDhcKjNqH63+XBVcBd3nRkpjXauthl
uaJ4cApjrpkLDtW8o1MwUTAdBgNVHQ4EFgQUL1/q/e+flw2gUt7hPYHh+Iv65wow
HwYDVR0jBBgwFoAUL1/q/e+flw2gUt7hPYHh+Iv65wowDwYDVR0TAQH/BAUwAwEB
/zAKBggqhkjOPQQDAgNHADBEAiAUUl+HlvvET5aGe+WZyFRHz7Vp20DSYIFZmFgk
EWva5AIgPCwM18MjbTPuAxsylh4CwfEQJn7vGvnDJXwg7DDck9E=
-----END CERTIFICATE-----
EOT
]
http_proxy     = "http://proxy.experiments.example.com:3128"
https_proxy    = "http://secure-proxy.experiments.example.com:3129"
no_proxy       = [".experiments.example.com", "10.99.0.0/16"]
proxy_username = "experiments"
proxy_password = "canary-5f3a9c-proxy"

# The limits of the roles that the deployment creates.
iam_role_path                = "/platform/"
iam_permissions_boundary_arn = "arn:aws:iam::123456789012:policy/boundary"
