# Inputs that contradict both other files: an external bucket, plain HTTP, Azure Cache for Redis.
namespace              = "elsewhere"
location               = "ukwest"
domain_name            = "example.org"
external_bucket        = "s3://canary-key:canary-secret@s3.example.org/bucket?tls=true"
external_bucket_region = "eu-west-2"
use_dns_resolver       = true
ssl                    = false
create_redis           = true
redis_kind             = "cache"
redis_capacity         = 6
