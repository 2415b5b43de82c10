# The deployment that W&B's guide recommends, as in deployments/azure/wandb.tfvars, with an email for the issuer.
namespace           = "wandb"
wandb_license       = "canary-license-5f3a9c"
subdomain           = "wandb-azure"
domain_name         = "wandb.ml"
location            = "westeurope"
deletion_protection = true
cert_manager_email  = "platform@wandb.ml"
tags = {
  GithubRepo = "terraform-azurerm-wandb"
  GithubOrg  = "wandb"
  Enviroment = "Example"
  Example    = "PublicDns"
}

wandb_runtime = "operator"
