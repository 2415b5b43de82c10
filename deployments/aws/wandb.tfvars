namespace                  = "wandb"
license                    = "xxxxxxxxxxyyyyyyyyyyyzzzzzzz"
subdomain                  = "wandb-aws"
domain_name                = "wandb.ml"
zone_id                    = "xxxxxxxxxxxxxxxx"
allowed_inbound_cidr       = ["0.0.0.0/0"]
allowed_inbound_ipv6_cidr  = ["::/0"]

# The region and the tags of every resource.
region = "eu-central-1"
default_tags = {
  GithubRepo = "terraform-aws-wandb"
  GithubOrg  = "wandb"
  Enviroment = "Example"
  Example    = "PublicDnsExternal"
}

# The load balancer is internet-facing; its certificate is for wandb-aws.wandb.ml.
public_access = true
external_dns  = true

# The Kubernetes API endpoint is open to all addresses; restrict it to your own.
kubernetes_public_access       = true
kubernetes_public_access_cidrs = ["0.0.0.0/0"]

# W&B runs by its operator. "container" runs the single container, which W&B recommends only for tests.
wandb_runtime = "operator"
