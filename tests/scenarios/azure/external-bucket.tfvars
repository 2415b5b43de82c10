# Files are stored in a bucket outside Azure. Your own issuer creates the certificate.
namespace           = "outside"
license             = "canary-license-5f3a9c"
subdomain           = "wandb-outside"
domain_name         = "wandb.ml"
location            = "westeurope"
deletion_protection = true
use_dns_resolver    = true

external_bucket        = "s3://canary-license-5f3a9c:secret@storage.wandb.ml/files?region=eu-central-1&tls=true"
external_bucket_region = "eu-central-1"
