# Existing VPC, subnets, key and certificate. Tests that apply this file replace the ids with those of real resources.
namespace                 = "own-vpc"
license                   = "canary-license-5f3a9c"
subdomain                 = "wandb-own"
domain_name               = "wandb.ml"
zone_id                   = "xxxxxxxxxxxxxxxx"
allowed_inbound_cidr      = ["203.0.113.0/24"]
allowed_inbound_ipv6_cidr = []
deletion_protection       = false
region                    = "eu-central-1"
public_access             = true
external_dns              = true
create_elasticache        = true

create_vpc                  = false
network_id                  = "vpc-0a1b2c3d4e5f60718"
network_public_subnets      = ["subnet-0aaaaaaaaaaaaaa01", "subnet-0aaaaaaaaaaaaaa02"]
network_private_subnets     = ["subnet-0bbbbbbbbbbbbbb01", "subnet-0bbbbbbbbbbbbbb02"]
network_database_subnets    = ["subnet-0cccccccccccccc01", "subnet-0cccccccccccccc02"]
network_elasticache_subnets = ["subnet-0dddddddddddddd01", "subnet-0dddddddddddddd02"]
kms_key_arn                 = "arn:aws:kms:eu-central-1:123456789012:key/11111111-2222-3333-4444-555555555555"
acm_certificate_arn         = "arn:aws:acm:eu-central-1:123456789012:certificate/66666666-7777-8888-9999-000000000000"
