# Files are stored in an existing container of another storage account. Redis exists too.
namespace           = "bring"
license             = "canary-license-5f3a9c"
subdomain           = "wandb-bucket"
domain_name         = "wandb.ml"
location            = "northeurope"
deletion_protection = true
cert_manager_email  = "platform@wandb.ml"

blob_container  = "experiments"
storage_account = "mlplatformfiles"
storage_key     = "canary-license-5f3a9c"
bucket_path     = "wandb/production"

use_external_redis      = true
external_redis_host     = "redis.wandb.ml"
external_redis_params   = { tls = "true" }
external_redis_password = "canary-5f3a9c-redis"
