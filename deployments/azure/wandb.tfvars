namespace     = "wandb"
wandb_license = "xxxxxxxxxxyyyyyyyyyyyzzzzzzz"
subdomain     = "wandb-azure"
domain_name   = "wandb.ml"
location      = "westeurope"

# The tags of every resource that takes them.
tags = {
  GithubRepo = "terraform-azurerm-wandb"
  GithubOrg  = "wandb"
  Enviroment = "Example"
  Example    = "PublicDns"
}

# Terraform and Azure refuse to destroy database, storage account and vaults; W&B's guide has false.
deletion_protection = true

# Everyone can reach the server and try the Kubernetes API; name your own addresses to narrow that:
# allowed_ip_ranges                = ["203.0.113.0/24"]
# kubernetes_api_allowed_ip_ranges = ["203.0.113.0/24"]
