"""What every root module has: the `terraform` block with versions and backend, and the outputs of an application."""

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
    TerraformOutput,
    TerraformStack,
)

from constructs_lib.framework.target_versions import TERRAFORM_VERSIONS
from constructs_lib.settings import AwsSettings, AzureSettings
from constructs_lib.settings.backends import Backend

# The bindings are generated from 2.38, which has write-only secret data and does not read it back
# (https://github.com/hashicorp/terraform-provider-kubernetes/blob/v2.38.0/kubernetes/resource_kubernetes_secret_v1.go).
# 3.x accepts the same configuration: it only deprecates the resources without a version in their name, which are not
# used here. 3.0.0 to 3.2.0 are excluded, because they lose the identity of a resource whose creation timed out (2.38
# does, too); 3.2.1 fixes it (https://github.com/hashicorp/terraform-provider-kubernetes/issues/2779).
# docs/versions.md lists the versions that were run, for this and every other provider.
KUBERNETES_PROVIDER_VERSIONS = ">= 2.38, != 3.0.0, != 3.0.1, != 3.1.0, != 3.2.0, < 4.0"

# Since 3.0, the provider's `kubernetes` argument is an object; the bindings are generated from 3.1.1
# (https://github.com/hashicorp/terraform-provider-helm/blob/main/docs/guides/v3-upgrade-guide.md). Before 3.1.1, the
# apply of an existing release can fail with "inconsistent result after apply"
# (https://github.com/hashicorp/terraform-provider-helm/blob/v3.1.1/CHANGELOG.md).
HELM_PROVIDER_VERSIONS = ">= 3.1.1, < 4.0"

# Of the providers that connect to a cluster.
CLUSTER_PROVIDER_VERSIONS: Mapping[str, str] = {
    "helm": HELM_PROVIDER_VERSIONS,
    "kubernetes": KUBERNETES_PROVIDER_VERSIONS,
}

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
# Backend arguments for which CDKTF 0.21 has no parameter.
_UNTYPED = frozenset({"use_lockfile"})


def require_versions(stack: TerraformStack, providers: Mapping[str, str]) -> None:
    """Sets the tested versions of Terraform and of the providers, instead of the exact versions of the bindings.

    All providers are HashiCorp's. CDKTF sets `source` only for providers with bindings, and `cdktf deploy` refuses a
    stack with a provider that has no source.
    """
    stack.add_override("terraform.required_version", TERRAFORM_VERSIONS)
    for provider, versions in providers.items():
        stack.add_override(f"terraform.required_providers.{provider}.source", f"hashicorp/{provider}")
        stack.add_override(f"terraform.required_providers.{provider}.version", versions)


def configure_backend(stack: TerraformStack, backend: Backend) -> None:
    """Stores the state of `stack` in `backend`. CDKTF reads references from other stacks from there."""
    arguments = backend.arguments(stack.node.id)
    untyped = {name: arguments.pop(name) for name in _UNTYPED & arguments.keys()}
    if "workspaces" in arguments:
        arguments["workspaces"] = _WORKSPACES[backend.type](**arguments["workspaces"])
    terraform_backend = _BACKENDS[backend.type](stack, **arguments)
    for name, value in untyped.items():
        terraform_backend.add_override(name, value)


def application_outputs(stack: TerraformStack, settings: AwsSettings | AzureSettings, namespace: str) -> None:
    """The outputs of an application stack: URL, namespace and version of the server."""
    for name, value in (
        ("url", settings.url),
        ("kubernetes_namespace", namespace),
        ("wandb_version", settings.wandb_version),
    ):
        TerraformOutput(stack, name, value=value)
