# Files are kept in a bucket outside of Azure, and an issuer of one's own makes the certificate.
namespace           = "outside"
license             = "canary-license-5f3a9c"
subdomain           = "wandb-outside"
domain_name         = "wandb.ml"
location            = "westeurope"
deletion_protection = true
use_dns_resolver    = true

external_bucket        = "s3://canary-license-5f3a9c:secret@storage.wandb.ml/files?region=eu-central-1&tls=true"
external_bucket_region = "eu-central-1"
