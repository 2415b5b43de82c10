# The recommended deployment as a single container, with Redis enabled by both inputs that the guide names.
namespace                 = "wandb"
license                   = "canary-license-5f3a9c"
subdomain                 = "wandb-aws"
domain_name               = "wandb.ml"
zone_id                   = "xxxxxxxxxxxxxxxx"
allowed_inbound_cidr      = ["0.0.0.0/0"]
allowed_inbound_ipv6_cidr = ["::/0"]
deletion_protection       = false

region = "eu-central-1"
default_tags = {
  GithubRepo = "terraform-aws-wandb"
  GithubOrg  = "wandb"
  Enviroment = "Example"
  Example    = "PublicDnsExternal"
}
public_access = true
external_dns  = true

kubernetes_public_access       = true
kubernetes_public_access_cidrs = ["0.0.0.0/0"]

wandb_runtime             = "container"
create_elasticache        = true
create_elasticache_subnet = true
