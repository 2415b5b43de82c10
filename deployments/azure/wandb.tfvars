namespace     = "wandb"
wandb_license = "xxxxxxxxxxyyyyyyyyyyyzzzzzzz"
subdomain     = "wandb-azure"
domain_name   = "wandb.ml"
location      = "westeurope"

# The tags of every resource that supports tags.
tags = {
  GithubRepo = "terraform-azurerm-wandb"
  GithubOrg  = "wandb"
  Enviroment = "Example"
  Example    = "PublicDns"
}

# Terraform and Azure refuse to destroy the database, storage account and vaults; W&B's guide sets false.
deletion_protection = true

# The server and the Kubernetes API are open to all addresses; restrict them to your own:
# allowed_ip_ranges                = ["203.0.113.0/24"]
# kubernetes_api_allowed_ip_ranges = ["203.0.113.0/24"]

# W&B runs by its operator. "container" runs the single container, which W&B recommends only for tests.
wandb_runtime = "operator"
