namespace = "wandb"
location = "westeurope"
subscription_id = "44444444-4444-4444-4444-444444444444"
tags = {
  "team" = "ml"
}
subdomain = "wandb"
domain_name = "example.com"
allowed_ip_ranges = ["198.51.100.7/32", "203.0.113.0/24"]
network_cidr = "10.10.0.0/16"
network_public_subnet_cidr = "10.10.0.0/24"
network_redis_subnet_cidr = "10.10.2.0/24"
network_database_subnet_cidr = "10.10.3.0/24"
network_private_subnet_cidr = "10.10.1.0/24"
network_kubernetes_subnet_cidr = "10.10.16.0/20"
# Kept as it is; raise it when you choose to.
database_version = "8.0.21"
database_sku_name = "MO_Standard_E2ds_v4"
database_master_username = "wandb"
database_availability_mode = "SameZone"
database_backup_retention_days = 14
database_geo_redundant_backup = false
database_name = "wandb_local"
# Kept as it is; leave it out for 33554432.
database_sort_buffer_size = 524288
database_flags = {
  "binlog_row_image" = "minimal"
  "long_query_time" = "4"
  "max_binlog_size" = "1073741824"
  "max_execution_time" = "600000"
  "slow_query_log" = "on"
}
deletion_protection = true
storage_replication_type = "ZRS"
use_internal_queue = true
# The old server uses a key; leave it out for the server's identity, when the new one runs.
storage_access = "key"
create_redis = true
# Kept as it is; Azure retires it in 2028.
redis_kind = "cache"
redis_capacity = 3
enable_cluster_vault_key = true
kubernetes_version = "1.35"
cluster_sku_tier = "Free"
kubernetes_azure_policy = true
# The cluster has local accounts; leave it out to allow only logins of Entra ID.
kubernetes_login = "certificate"
kubernetes_service_cidr = "10.0.0.0/16"
kubernetes_instance_type = "Standard_E8s_v5"
kubernetes_node_disk_size_gb = 128
node_max_pods = 60
# Kept as it is; other zones replace the nodes of the pool, one by one.
node_pool_zones = ["1"]
kubernetes_min_node_per_az = 1
kubernetes_max_node_per_az = 8
# The old server runs by the operator; "operator" keeps that, and needs Redis and large nodes.
wandb_runtime = "container"
# A new namespace, because the old server and its operator have others. Keep it.
k8s_namespace = "wandb-server"
