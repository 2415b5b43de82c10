# Every input that can be combined with the others, each with a distinct value that is not its default.
namespace           = "everything"
location            = "swedencentral"
subscription_id     = "11111111-1111-1111-1111-111111111111"
tenant_id           = "33333333-3333-3333-3333-333333333333"
tags                = { team = "research" }
ignore_tags         = ["CostCenter"]
size                = "large"
resource_provider_registrations = "none"
deletion_protection = false
backend = {
  type                 = "azurerm"
  storage_account_name = "wandbstate"
  container_name       = "tfstate"
}

domain_name = "example.com"
subdomain   = "experiments"
dns_subscription_id = "22222222-2222-2222-2222-222222222222"
dns_zone_id = "/subscriptions/22222222-2222-2222-2222-222222222222/resourceGroups/dns/providers/Microsoft.Network/dnsZones/example.com"

cert_manager_email            = "admin@example.com"
cert_manager_acme_server      = "https://ca.example.com/acme/directory"
cert_manager_chart_version    = "v1.18.2"
cert_manager_chart_repository = "oci://registry.example.com:5000/mirror/charts"

allowed_ip_ranges          = ["203.0.113.0/24"]
gateway_waf                = true
gateway_private            = true
gateway_private_ip_address = "10.20.0.20"

create_private_link   = true
allowed_subscriptions = ["33333333-3333-3333-3333-333333333333"]
azure_cli_image       = "registry.example.com/azure-cli"
azure_cli_version     = "2.90.0"

network_cidr                     = "10.20.0.0/16"
network_public_subnet_cidr       = "10.20.0.0/24"
network_private_subnet_cidr      = "10.20.1.0/24"
network_redis_subnet_cidr        = "10.20.2.0/24"
network_database_subnet_cidr     = "10.20.3.0/24"
network_private_link_subnet_cidr = "10.20.4.0/24"
network_kubernetes_subnet_cidr   = "10.20.16.0/20"
kubernetes_service_cidr          = "172.20.0.0/16"

key_vault_allowed_ip_ranges        = ["198.51.100.0/24"]
key_vault_administrator_object_ids = ["44444444-4444-4444-4444-444444444444"]
enable_storage_vault_key           = true
disable_storage_vault_key_id       = true
enable_database_vault_key          = true

database_version               = "8.0.21"
database_availability_mode     = "ZoneRedundant"
database_sku_name              = "MO_Standard_E4ds_v4"
database_storage_gb            = 512
database_flags                 = { long_query_time = "9" }
database_sort_buffer_size      = 524288
database_name                  = "experiments"
database_master_username       = "owner"
database_password_version      = 2
database_backup_retention_days = 21

bucket_path               = "team/wandb"
use_internal_queue        = false
storage_access            = "key"
storage_private_endpoint  = true
storage_replication_type  = "GZRS"
storage_soft_delete_days  = 45
storage_allowed_ip_ranges = ["203.0.112.0/22"]

create_redis   = true
redis_sku_name = "MemoryOptimized_M10"

kubernetes_version                = "1.36"
cluster_sku_tier                  = "Premium"
kubernetes_host_encryption        = true
kubernetes_azure_policy           = true
kubernetes_cluster_tags           = { cluster = "yes" }
kubernetes_api_allowed_ip_ranges  = ["198.51.100.128/25"]
kubernetes_admin_group_object_ids = ["55555555-5555-5555-5555-555555555555"]
kubernetes_login                  = "workloadidentity"
kubernetes_instance_type          = "Standard_D16s_v5"
kubernetes_node_count             = 7
kubernetes_min_node_per_az        = 2
kubernetes_max_node_per_az        = 6
kubernetes_node_disk_size_gb      = 200
node_max_pods                     = 40
node_pool_zones                   = ["1", "2", "3"]
node_pool_num_zones               = 3

azuremonitor                             = true
container_insights                       = true
clickhouse_private_endpoint_service_name = "production-0.66666666-6666-6666-6666-666666666666.westus3.azure.privatelinkservice"
clickhouse_region                        = "westus3"

license                            = "canary-license"
wandb_runtime             = "container"
wandb_version                      = "0.84.0"
wandb_image                        = "registry.example.com/wandb/local"
k8s_namespace                      = "experiments"
other_wandb_env                    = { ANY_CONTAINER = "one" }
other_wandb_secrets                = { SECRET_ONE = "canary-one" }
wandb_secrets_version              = 3
wandb_replicas                     = 4
wandb_update_strategy              = "RollingUpdate"
progress_deadline_seconds          = 1800
resource_requests                  = { cpu = "1500m", memory = "6G" }
resource_limits                    = { cpu = "8000m", memory = "32G" }
local_restore                      = true
cloud_monitoring_connection_string = "https://metrics.example.com"
service_account_name               = "server"
service_account_annotations        = { "example.com/a" = "b" }
service_account_labels             = { account = "server" }
deployment_pod_labels              = { pods = "server" }
redis_ca_cert = <<EOT
-----BEGIN CERTIFICATE-----
MIIBczCCARmgAwIBAgIUcwNZA4tvHwHSQWsw8NMD5i1UAsAwCgYIKoZIzj0EAwIw
DjEMMAoGA1UEAwwDdHdvMCAXDTI2MTEyNjIzNTkwNloYDzIxMjYxMTAyMjM1OTA2
WjAOMQwwCgYDVQQDDAN0d28wWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAAT4Z4zA
lPWhvgTgwW8nGQXyU6FwTqHjhsRHhUFOGP/C7yMpz4CnFKhOMkxywBAaEWFbSJR+
yIZDeE5eNjZwEW5Ro1MwUTAdBgNVHQ4EFgQU1ISuOcpBICA/yh7hfgAGCa/Qbocw
HwYDVR0jBBgwFoAU1ISuOcpBICA/yh7hfgAGCa/QbocwDwYDVR0TAQH/BAUwAwEB
/zAKBggqhkjOPQQDAgNIADBFAiBO7paKEe39616P1D+fmnzlJXldXR2ZBUiNzaKN
UpAMBwIhAPXvNAOcYEX1bwzK3xVQAJjo2MhvUOwFj+DQyzW/5oXR
-----END CERTIFICATE-----
EOT

oidc_issuer      = "https://login.example.com"
oidc_client_id   = "wandb"
oidc_secret      = "canary-oidc"
oidc_auth_method = "pkce"
auth0_domain     = "example.eu.auth0.com"
auth0_client_id  = "auth0-wandb"

kubernetes_extra_node_pools = [
  {
    name = "training", instance_type = "Standard_D8s_v5", max_nodes = 6, min_nodes = 1, disk_size_gb = 150,
    labels = { "example.com/pool" = "training" }, taints = ["dedicated=training:NoSchedule"], spot = true
  },
]
wandb_scale_down_protection = true

weave_enabled              = true
weave_wandb_env            = { WEAVE_CONTAINER = "two" }
weave_resource_requests    = { cpu = "1200m", memory = "13G" }
weave_resource_limits      = { cpu = "7000m", memory = "31G" }
weave_storage_size         = "50Gi"
weave_storage_class        = "fast"
weave_storage_provisioner  = "disk.csi.azure.com"
weave_storage_type         = "Premium_ZRS"
weave_enable_datadog       = true
weave_dd_profiling_enabled = true
dd_env                     = "production"
parquet_enabled            = true
parquet_replicas           = 3
parquet_wandb_env          = { PARQUET_CONTAINER = "three" }
parquet_resource_requests  = { cpu = "1300m", memory = "3G" }
parquet_resource_limits    = { cpu = "6000m", memory = "30G" }

ignore_wandb_replicas = true
node_selector         = { "example.com/pool" = "experiments" }
tolerations = [
  { key = "dedicated", operator = "Equal", value = "experiments", effect = "NoExecute", toleration_seconds = 302 },
]
image_pull_secrets    = ["experiments-registry"]
image_registry_config = "{\"auths\": {\"registry.example.com\": {\"auth\": \"canary-registry\"}}}"
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
proxy_password = "canary-proxy"
alarms = { emails = ["on-call@example.com"], action_group_id = null, monthly_budget = 4712, log_retention_days = 91, thresholds = { database_cpu = 71 } }
backup = { retention_days = 91, lock = "compliance", redundancy = "ZoneRedundant" }
