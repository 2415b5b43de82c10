# W&B's manual configuration: an existing bucket and queue, configured by this deployment, used by the node role. Redis exists too.
namespace                 = "own-bucket"
license                   = "canary-license-5f3a9c"
subdomain                 = "wandb-bucket"
domain_name               = "wandb.ml"
zone_id                   = "xxxxxxxxxxxxxxxx"
allowed_inbound_cidr      = ["203.0.113.0/24"]
allowed_inbound_ipv6_cidr = ["2001:db8::/32"]
deletion_protection       = false
region                    = "eu-central-1"
public_access             = true
external_dns              = true

bucket_name               = "team-artifacts"
bucket_region             = "eu-central-1"
bucket_kms_key_arn        = "arn:aws:kms:eu-central-1:123456789012:key/11111111-2222-3333-4444-555555555555"
bucket_path               = "wandb/production"
use_internal_queue        = false
bucket_queue_name         = "team-artifact-events"
configure_existing_bucket = true
grant_nodes_bucket_access = true

use_external_redis      = true
external_redis_host     = "redis.wandb.ml"
external_redis_params   = { tls = "true" }
external_redis_password = "canary-5f3a9c-redis"
