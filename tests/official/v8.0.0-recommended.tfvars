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
# Kept as it is; leave it out for a new certificate.
acm_certificate_arn = "arn:aws:acm:eu-central-1:123456789012:certificate/818addcd-904a-4c09-901f-0edb63df0c2e"
allowed_inbound_cidr = ["0.0.0.0/0"]
allowed_inbound_ipv6_cidr = ["::/0"]
public_access = true
service_port = 32543
network_cidr = "10.10.0.0/16"
network_public_subnet_cidrs = ["10.10.0.0/24", "10.10.1.0/24"]
network_private_subnet_cidrs = ["10.10.10.0/24", "10.10.11.0/24"]
network_database_subnet_cidrs = ["10.10.20.0/24", "10.10.21.0/24"]
kms_key_alias = "wandb-kms-alias"
# Kept as it is; leave it out for 30 days.
kms_key_deletion_window = 7
# Kept as it is; raise it when you choose to.
database_engine_version = "8.0"
database_instance_class = "db.r6g.large"
# A second instance takes over when the first fails.
database_instance_count = 1
database_name = "wandb_local"
database_master_username = "wandb"
database_backup_retention_days = 14
database_preferred_backup_window = "02:00-03:00"
database_preferred_maintenance_window = "sun:05:00-sun:06:00"
database_sort_buffer_size = 67108864
database_innodb_lru_scan_depth = 128
deletion_protection = true
use_internal_queue = true
# Kept as it is; set it to true to refuse plain HTTP.
enable_s3_https_only = false
create_elasticache = false
eks_cluster_version = "1.35"
kubernetes_public_access = true
kubernetes_public_access_cidrs = ["0.0.0.0/0"]
# The old nodes and users are in the aws-auth ConfigMap; set it to false when they are gone.
preserve_aws_auth_configmap = true
kubernetes_legacy_cluster_creator_admin = false
# The old server has volumes in EFS; leave it out when they are gone.
eks_addon_efs_csi_driver_version = "v2.1.15-eksbuild.1"
enable_yace = true
yace_sa_name = "wandb-yace"
# Of a new node group, which is made beside the old ones.
kubernetes_instance_types = ["r6i.2xlarge"]
kubernetes_min_nodes_per_az = 1
kubernetes_max_nodes_per_az = 4
kubernetes_node_disk_size_gb = 100
# The old server runs by the operator; "operator" keeps that, and needs Redis and large nodes.
wandb_runtime = "container"
# A new namespace, because the old server and its operator have others. Keep it.
k8s_namespace = "wandb-server"
