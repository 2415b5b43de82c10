# The inputs that contradict those of everything.tfvars: what exists is used, and nothing is made in its place.
namespace     = "existing"
location      = "uksouth"
domain_name   = "example.net"
wandb_license = "canary-license"

certificate_secret_id    = "https://certificates.vault.azure.net/secrets/wandb"
certificate_key_vault_id = "/subscriptions/77777777-7777-7777-7777-777777777777/resourceGroups/shared/providers/Microsoft.KeyVault/vaults/certificates"

blob_container  = "existing-files"
storage_account = "existingaccount"
storage_key     = "canary-storage"
storage_account_resource_group = "existing-files"

use_external_redis      = true
external_redis_host     = "redis.example.net"
external_redis_port     = 6380
external_redis_params   = { tls = "true" }
external_redis_password = "canary-redis"

database_geo_redundant_backup = true
database_restore_server_id    = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/wandb/providers/Microsoft.DBforMySQL/flexibleServers/wandb-0a1b2c3d"
database_restore_time         = "2026-01-02T03:04:05Z"
enable_cluster_vault_key      = true
disable_cluster_vault_key     = true

enable_helm_wandb    = false
enable_helm_operator = false

wandb_runtime                  = "operator"
weave_replicas                 = 2
wandb_console_version          = "2.19.0"
wandb_chart_version            = "0.44.1"
operator_chart_version         = "1.4.9"
controller_image_tag           = "1.22.1"
wandb_chart_repository         = "oci://registry.example.org/charts"
wandb_chart_credentials_secret = "chart-login"
wandb_release_channel          = true
allow_bucket_change            = true
otel_enabled                   = true
session_length_hours           = 24
weave_trace_enabled            = true
clickhouse_host                = "clickhouse.example.org"
clickhouse_port                = 9443
clickhouse_user                = "traces"
clickhouse_database            = "all_traces"
clickhouse_replicated          = true
clickhouse_password            = "canary-clickhouse"
wandb_image_registry           = "registry.example.org/mirror"
