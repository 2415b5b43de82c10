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
enable_cluster_vault_key      = true
disable_cluster_vault_key     = true

enable_helm_wandb    = false
enable_helm_operator = false
