namespace = "wandb"
location = "westeurope"
subscription_id = "44444444-4444-4444-4444-444444444444"
tags = {
  "team" = "ml"
}
subdomain = "wandb"
domain_name = "example.com"
network_cidr = "10.10.0.0/16"
network_public_subnet_cidr = "10.10.0.0/24"
network_redis_subnet_cidr = "10.10.2.0/24"
network_database_subnet_cidr = "10.10.3.0/24"
# Kept as it is; the nodes stay in this subnet.
network_kubernetes_subnet_cidr = "10.10.1.0/24"
# Of a new subnet for private endpoints, because the nodes have the old one.
network_private_subnet_cidr = "10.10.4.0/24"
# Kept as it is; raise it when you choose to.
database_version = "8.0.21"
database_sku_name = "GP_Standard_D4ds_v4"
database_master_username = "wandb"
database_availability_mode = "SameZone"
database_backup_retention_days = 14
database_geo_redundant_backup = false
database_name = "wandb_local"
deletion_protection = true
storage_replication_type = "ZRS"
use_internal_queue = true
# The old server uses a key; leave it out for the server's identity, when the new one runs.
storage_access = "key"
create_redis = true
# Kept as it is; Azure retires it in 2028.
redis_kind = "cache"
# redis_capacity: 2 is out of range; write 3 to 6; lower ones have less than the 4 GB W&B asks for; it is kept by cache_capacity in the adoption file.
kubernetes_version = "1.35"
cluster_sku_tier = "Free"
kubernetes_azure_policy = true
# The cluster has local accounts; leave it out to allow only logins of Entra ID.
kubernetes_login = "certificate"
kubernetes_service_cidr = "10.0.0.0/16"
kubernetes_instance_type = "Standard_D4s_v3"
kubernetes_node_disk_size_gb = 128
node_max_pods = 30
# Kept as it is; other zones replace the nodes of the pool, one by one.
node_pool_zones = ["1", "2"]
kubernetes_min_node_per_az = 1
kubernetes_max_node_per_az = 1
# As the old server runs; "operator" moves it to the vendor's operator in the same step.
wandb_runtime = "container"
# A new namespace, because the old server and its operator have others. Keep it.
k8s_namespace = "wandb-server"
