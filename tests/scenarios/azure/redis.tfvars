# The recommended deployment as a single container, with Redis.
namespace           = "wandb"
license             = "canary-license-5f3a9c"
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

wandb_runtime = "container"
create_redis  = true
