"""What every root module says of itself: versions and where its state is."""

from collections.abc import Mapping

from cdktf import LocalBackend, TerraformStack

# Write-only arguments came with Terraform 1.11 (https://developer.hashicorp.com/terraform/language/v1.11.x/upgrade-guides).
TERRAFORM_VERSIONS = ">= 1.11"

# Write-only secrets came with 2.38, of which the bindings are made.
KUBERNETES_PROVIDER_VERSIONS = ">= 2.38, < 3.0"


def require_versions(stack: TerraformStack, providers: Mapping[str, str]) -> None:
    """States the Terraform versions and, over the bindings' exact pins, the provider versions that were tested."""
    stack.add_override("terraform.required_version", TERRAFORM_VERSIONS)
    for provider, versions in providers.items():
        stack.add_override(f"terraform.required_providers.{provider}.version", versions)


def keep_state_locally(stack: TerraformStack) -> None:
    """Keeps the state beside the output folder, by a path that is the same on every machine."""
    # Terraform runs in <output folder>/stacks/<stack>.
    LocalBackend(stack, path=f"../../../terraform.{stack.node.id}.tfstate")
