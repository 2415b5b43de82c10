# Files are stored in an existing container of another storage account.
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
