namespace = "wandb"
region = "eu-central-1"
default_tags = {
  "Enviroment" = "Example"
  "Example" = "PublicDnsExternal"
  "GithubOrg" = "wandb"
  "GithubRepo" = "terraform-aws-wandb"
}
subdomain = "wandb-aws"
domain_name = "wandb.ml"
external_dns = true
zone_id = "Z0123456789WANDB"
allowed_inbound_cidr = ["0.0.0.0/0"]
allowed_inbound_ipv6_cidr = ["::/0"]
public_access = true
# Kept as it is; leave it out to allow TLS 1.3.
ssl_policy = "ELBSecurityPolicy-FS-1-2-Res-2020-10"
service_port = 32543
network_cidr = "10.10.0.0/16"
network_public_subnet_cidrs = ["10.10.0.0/24", "10.10.1.0/24"]
network_private_subnet_cidrs = ["10.10.10.0/24", "10.10.11.0/24"]
network_database_subnet_cidrs = ["10.10.20.0/24", "10.10.21.0/24"]
network_elasticache_subnet_cidrs = ["10.10.30.0/24", "10.10.31.0/24"]
kms_key_alias = "wandb-kms-alias"
# Kept as it is; leave it out for 30 days.
kms_key_deletion_window = 7
# database_engine_version: "8.0.mysql_aurora.3.03.0" is older than 3.05.2, the oldest that W&B supports; write "8.0.mysql_aurora.3.10.3"; it is kept by database_engine_version in the adoption file.
database_instance_class = "db.r5.large"
# A second instance takes over when the first fails.
database_instance_count = 1
database_name = "wandb_local"
database_master_username = "wandb"
database_backup_retention_days = 30
database_preferred_backup_window = "02:00-03:00"
database_preferred_maintenance_window = "sun:05:00-sun:06:00"
database_sort_buffer_size = 67108864
database_innodb_lru_scan_depth = 128
deletion_protection = true
use_internal_queue = false
# Kept as it is; set it to true to refuse plain HTTP.
enable_s3_https_only = false
create_elasticache = true
# elasticache_node_type: "cache.t2.medium" is an old type or has less than the 4 GB that W&B requires; use large or larger of m5, m6g, m7g, r5, r6g, r7g, c7gn; it is kept by cache_node_type in the adoption file.
eks_cluster_version = "1.35"
kubernetes_public_access = true
kubernetes_public_access_cidrs = ["0.0.0.0/0"]
# The old nodes and users are in the aws-auth ConfigMap; set it to false when they are gone.
preserve_aws_auth_configmap = true
# Of a new node group, which is made beside the old ones.
kubernetes_instance_types = ["m5.large"]
kubernetes_min_nodes_per_az = 1
kubernetes_max_nodes_per_az = 3
kubernetes_node_disk_size_gb = 100
# As the old server runs; "operator" moves it to the vendor's operator in the same step.
wandb_runtime = "container"
# A new namespace, because the old server and its operator have others. Keep it.
k8s_namespace = "wandb-server"
