# Every infrastructure option that can be combined with the others, each with a distinct value.
namespace           = "everything"
license             = "canary-license-5f3a9c"
size                = "large"
subdomain           = "wandb-all"
domain_name         = "wandb.ml"
location            = "northeurope"
subscription_id     = "00000000-0000-0000-0000-0000000000aa"
tenant_id           = "11111111-1111-1111-1111-111111111111"
deletion_protection = true
tags                = { Team = "ml-platform", CostCenter = "4711" }
dns_subscription_id = "00000000-0000-0000-0000-0000000000d5"
dns_zone_id         = "/subscriptions/00000000-0000-0000-0000-0000000000d5/resourceGroups/dns/providers/Microsoft.Network/dnsZones/wandb.ml"

network_cidr                     = "10.40.0.0/16"
network_public_subnet_cidr       = "10.40.1.0/24"
network_private_subnet_cidr      = "10.40.2.0/24"
network_redis_subnet_cidr        = "10.40.3.0/24"
network_database_subnet_cidr     = "10.40.4.0/24"
network_private_link_subnet_cidr = "10.40.5.0/24"
network_kubernetes_subnet_cidr   = "10.40.32.0/19"
kubernetes_service_cidr          = "10.41.0.0/16"
allowed_ip_ranges                = ["198.51.100.0/24", "203.0.113.0/24"]

gateway_waf              = true
create_private_link      = true
allowed_subscriptions    = ["00000000-0000-0000-0000-0000000000ee"]
azure_cli_image          = "registry.wandb.ml/azure-cli"
azure_cli_version        = "2.90.0"
cert_manager_email       = "platform@wandb.ml"
cert_manager_acme_server = "https://acme-staging-v02.api.letsencrypt.org/directory"

key_vault_allowed_ip_ranges        = ["20.61.1.0/24"]
key_vault_administrator_object_ids = ["00000000-0000-0000-0000-0000000000bb"]
enable_storage_vault_key           = true
enable_database_vault_key          = true

database_version                = "8.0.21"
database_availability_mode      = "ZoneRedundant"
database_sku_name               = "MO_Standard_E16ds_v4"
database_storage_gb             = 256
database_name                   = "experiments"
database_master_username        = "experimenter"
database_password_version       = 3
database_backup_retention_days  = 21
database_sort_buffer_size       = 1048576
database_flags                  = { long_query_time = "2" }

create_redis   = true
redis_sku_name = "Balanced_B10"

use_internal_queue        = false
bucket_path               = "runs"
storage_replication_type  = "GZRS"
storage_soft_delete_days  = 60
storage_allowed_ip_ranges = ["20.61.2.0/25"]
storage_access            = "key"
storage_private_endpoint  = true

kubernetes_version                = "1.34"
cluster_sku_tier                  = "Premium"
kubernetes_host_encryption        = true
kubernetes_azure_policy           = true
kubernetes_cluster_tags           = { Cluster = "experiments" }
kubernetes_api_allowed_ip_ranges  = ["20.61.3.0/24"]
kubernetes_admin_group_object_ids = ["00000000-0000-0000-0000-0000000000cc"]
kubernetes_login                  = "spn"
kubernetes_instance_type          = "Standard_E32s_v5"
kubernetes_node_count             = 4
kubernetes_min_node_per_az        = 1
kubernetes_max_node_per_az        = 3
kubernetes_node_disk_size_gb      = 200
kubernetes_extra_node_pools = [
  {
    name = "training", instance_type = "Standard_E8s_v5", max_nodes = 6, disk_size_gb = 150,
    labels = { "example.com/pool" = "training" }, taints = ["dedicated=training:NoSchedule"], spot = true
  },
]
node_max_pods                     = 50
node_pool_zones                   = ["1", "2", "3"]

backup = { retention_days = 90, lock = "governance", redundancy = "ZoneRedundant" }
alarms = {
  emails             = ["on-call@wandb.ml"]
  monthly_budget     = 9000
  log_retention_days = 90
  thresholds         = { database_cpu = 85 }
}
azuremonitor                             = true
clickhouse_private_endpoint_service_name = "production-northeurope-0-0.00000000-0000-0000-0000-0000000000dd.northeurope.azure.privatelinkservice"
clickhouse_region                        = "northeurope"

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
