# The inputs that contradict those of everything.tfvars: what exists is used, and nothing is made in its place.
namespace                 = "existing"
domain_name               = "example.net"
wandb_license             = "canary-license"
zone_id                   = "Z0EXISTING"
allowed_inbound_cidr      = []
allowed_inbound_ipv6_cidr = []

create_vpc                  = false
network_id                  = "vpc-0aaaaaaaaaaaaaaaa"
network_private_subnets     = ["subnet-0bbbbbbbbbbbbbbb1", "subnet-0bbbbbbbbbbbbbbb2"]
network_extra_private_subnets = ["subnet-0bbbbbbbbbbbbbbb3"]
network_public_subnets      = ["subnet-0ccccccccccccccc1", "subnet-0ccccccccccccccc2"]
network_database_subnets    = ["subnet-0ddddddddddddddd1", "subnet-0ddddddddddddddd2"]
network_elasticache_subnets = ["subnet-0eeeeeeeeeeeeeee1", "subnet-0eeeeeeeeeeeeeee2"]
kubernetes_alb_subnets      = ["subnet-0fffffffffffffff1", "subnet-0fffffffffffffff2"]

kms_key_arn    = "arn:aws:kms:eu-central-1:123123123123:key/12312312-1231-1231-1231-123123123123"
kms_key_policy = <<-EOT
  {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow"}]
  }
EOT

database_restore_cluster = "existing-cluster"
database_restore_time    = "2026-01-02T03:04:05Z"

create_bucket             = false
bucket_name               = "existing-bucket"
bucket_region             = "eu-west-1"
bucket_kms_key_arn        = "arn:aws:kms:eu-west-1:456456456456:key/45645645-4564-4564-4564-456456456456"
use_internal_queue        = false
bucket_queue_name         = "existing-queue"
configure_existing_bucket = true

use_external_redis      = true
external_redis_host     = "redis.example.net"
external_redis_port     = 6380
external_redis_params   = { tls = "true" }
external_redis_password = "canary-redis"

enable_helm_wandb    = false
enable_helm_operator = false

wandb_runtime                  = "operator"
weave_replicas                 = 2
wandb_console_version          = "2.19.0"
wandb_chart_version            = "0.44.1"
operator_chart_version         = "1.4.9"
controller_image_tag           = "1.22.1"
wandb_chart_repository         = "oci://registry.example.org/charts"
wandb_chart_credentials_secret = "chart-login"
wandb_release_channel          = true
allow_bucket_change            = true
otel_enabled                   = true
session_length_hours           = 24
weave_trace_enabled            = true
clickhouse_host                = "clickhouse.example.org"
clickhouse_port                = 9443
clickhouse_user                = "traces"
clickhouse_database            = "all_traces"
clickhouse_replicated          = true
clickhouse_password            = "canary-clickhouse"
wandb_image_registry           = "registry.example.org/mirror"
