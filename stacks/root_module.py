"""What every root module says of itself: versions and where its state is."""

from collections.abc import Callable, Mapping
from typing import Any

from cdktf import (
    AzurermBackend,
    CloudBackend,
    GcsBackend,
    HttpBackend,
    LocalBackend,
    NamedCloudWorkspace,
    NamedRemoteWorkspace,
    PgBackend,
    RemoteBackend,
    S3Backend,
    TerraformBackend,
    TerraformStack,
)

from constructs_lib.settings.backends import Backend

# Write-only arguments came with Terraform 1.11 (https://developer.hashicorp.com/terraform/language/v1.11.x/upgrade-guides).
# 1.11.0 can fail to write down a plan with what is both sensitive and ephemeral, as every secret here is
# (https://github.com/hashicorp/terraform/issues/36619).
TERRAFORM_VERSIONS = ">= 1.11.1"

# The bindings are made from 2.38, which has the write-only data of secrets and does not read them back
# (https://github.com/hashicorp/terraform-provider-kubernetes/blob/v2.38.0/kubernetes/resource_kubernetes_secret_v1.go).
# 3.x takes the same configuration: it deprecates the resources without a version in their name, which are not used
# here. 3.0.0 to 3.2.0 lose the identity of a resource whose creation timed out, as 2.38 does, and are left out: 3.2.1
# mends it (https://github.com/hashicorp/terraform-provider-kubernetes/issues/2779).
KUBERNETES_PROVIDER_VERSIONS = ">= 2.38, != 3.0.0, != 3.0.1, != 3.1.0, != 3.2.0, < 4.0"

# Since 3.0 the cluster is an object among the provider's arguments, as the bindings, made of 3.1.1, write it
# (https://github.com/hashicorp/terraform-provider-helm/blob/main/docs/guides/v3-upgrade-guide.md). Before 3.1.1, a
# release that is there can end its apply as "inconsistent result after apply"
# (https://github.com/hashicorp/terraform-provider-helm/blob/v3.1.1/CHANGELOG.md).
HELM_PROVIDER_VERSIONS = ">= 3.1.1, < 4.0"

_BACKENDS: Mapping[str, Callable[..., TerraformBackend]] = {
    "local": LocalBackend,
    "s3": S3Backend,
    "azurerm": AzurermBackend,
    "gcs": GcsBackend,
    "http": HttpBackend,
    "pg": PgBackend,
    "cloud": CloudBackend,
    "remote": RemoteBackend,
}
_WORKSPACES: Mapping[str, Callable[..., Any]] = {"cloud": NamedCloudWorkspace, "remote": NamedRemoteWorkspace}
# Arguments of Terraform's that CDKTF 0.21 has no parameter for.
_UNTYPED = frozenset({"use_lockfile"})


def require_versions(stack: TerraformStack, providers: Mapping[str, str]) -> None:
    """States the Terraform versions and, over the bindings' exact pins, the provider versions that were tested."""
    stack.add_override("terraform.required_version", TERRAFORM_VERSIONS)
    for provider, versions in providers.items():
        stack.add_override(f"terraform.required_providers.{provider}.version", versions)


def keep_state(stack: TerraformStack, backend: Backend) -> None:
    """Keeps the state of `stack` in `backend`; whoever refers to the stack is led there by CDKTF."""
    arguments = backend.arguments(stack.node.id)
    untyped = {name: arguments.pop(name) for name in _UNTYPED & arguments.keys()}
    if "workspaces" in arguments:
        arguments["workspaces"] = _WORKSPACES[backend.type](**arguments["workspaces"])
    made = _BACKENDS[backend.type](stack, **arguments)
    for name, value in untyped.items():
        made.add_override(name, value)
