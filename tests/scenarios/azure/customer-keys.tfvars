# Storage and database are encrypted with customer-managed keys in the deployment's own key vault.
namespace           = "keys"
license             = "canary-license-5f3a9c"
subdomain           = "wandb-keys"
domain_name         = "wandb.ml"
location            = "swedencentral"
deletion_protection = true
cert_manager_email  = "platform@wandb.ml"

enable_storage_vault_key    = true
enable_database_vault_key   = true
key_vault_allowed_ip_ranges = ["20.61.1.0/24"]

# The first chart with which the server uses the storage account by its identity.
wandb_chart_version = "0.44.0"
