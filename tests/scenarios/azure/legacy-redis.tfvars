# Azure Cache for Redis, for tenants that still have it, in a region without availability zones; storage by account key.
namespace           = "legacy"
license             = "canary-license-5f3a9c"
subdomain           = "wandb-legacy"
domain_name         = "wandb.ml"
location            = "westus"
deletion_protection = false
cert_manager_email  = "platform@wandb.ml"

create_redis   = true
redis_kind     = "cache"
redis_capacity = 4
storage_access = "key"

database_availability_mode = "Disabled"
kubernetes_login           = "certificate"
