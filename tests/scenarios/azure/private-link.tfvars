# Access only by a private address and private endpoints. Certificate and files are existing resources.
namespace           = "private"
license             = "canary-license-5f3a9c"
subdomain           = "wandb-private"
domain_name         = "wandb.ml"
location            = "westeurope"
deletion_protection = true

gateway_private       = true
create_private_link   = true
allowed_subscriptions = ["00000000-0000-0000-0000-0000000000a1", "00000000-0000-0000-0000-0000000000A2"]
certificate_secret_id    = "https://platform-certificates.vault.azure.net/secrets/wandb"
certificate_key_vault_id = "/subscriptions/00000000-0000-0000-0000-00000000beef/resourceGroups/platform/providers/Microsoft.KeyVault/vaults/platform-certificates"

blob_container                 = "runs"
storage_account                = "platformfiles"
storage_account_resource_group = "platform"
# The first chart with which the server uses the account by its identity.
wandb_chart_version = "0.44.0"

enable_cluster_vault_key = true
