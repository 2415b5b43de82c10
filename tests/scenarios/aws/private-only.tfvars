# Nothing faces the internet: internal load balancer, private Kubernetes API, access only by PrivateLink.
namespace                 = "private"
license                   = "canary-license-5f3a9c"
subdomain                 = "wandb-private"
domain_name               = "wandb.ml"
zone_id                   = "xxxxxxxxxxxxxxxx"
allowed_inbound_cidr      = ["10.0.0.0/8"]
allowed_inbound_ipv6_cidr = []
deletion_protection       = false
region                    = "eu-central-1"
external_dns              = true
create_elasticache        = true

private_link_allowed_account_ids = ["111122223333"]
allowed_private_endpoint_cidr    = ["10.20.0.0/16"]
private_only_traffic             = true
