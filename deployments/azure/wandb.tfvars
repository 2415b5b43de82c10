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

# Terraform and Azure refuse to destroy database, storage account and key vaults. W&B's guide sets false.
deletion_protection = true

# Every address can reach the server and the Kubernetes API. To restrict that, list your own addresses:
# allowed_ip_ranges                = ["203.0.113.0/24"]
# kubernetes_api_allowed_ip_ranges = ["203.0.113.0/24"]
