namespace                 = "wandb"
region                    = "eu-central-1"
license                   = "the value is in TF_VAR_license"
subdomain                 = "wandb"
domain_name               = "example.com"
zone_id                   = "Z0123456789ABCDEFGHIJ"
public_access             = true
allowed_inbound_cidr      = ["203.0.113.0/24"]
allowed_inbound_ipv6_cidr = []
wandb_runtime             = "operator"
backend                   = { type = "s3", bucket = "example-terraform-state", region = "eu-central-1" }
