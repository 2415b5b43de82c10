"""The versions that a deployment uses, read from its settings and from this machine."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from importlib.metadata import version as installed

from constructs_lib.aws.cache import ENGINE_VERSION
from constructs_lib.azure.cache import REDIS_VERSION
from constructs_lib.deployments import Deployment
from constructs_lib.settings import AwsSettings, AzureSettings
from constructs_lib.settings.azure.certificate import CertificateMode
from constructs_lib.settings.kubernetes.operator import OPERATOR
from constructs_lib.stacks.aws.providers import AWS_PROVIDER_VERSIONS
from constructs_lib.stacks.azure.providers import AZURERM_PROVIDER_VERSIONS
from scripts.terraform_environment import terraform_environment

from .support import Version


def versions_of(deployment: Deployment) -> Iterator[Version]:
    """The versions of the infrastructure, of the application, and of the tools."""
    settings = deployment.settings
    if isinstance(settings, AwsSettings):
        yield from _on_aws(settings)
    else:
        yield from _on_azure(settings)
    if settings.creates_application:
        yield Version("wandb-server", settings.wandb_version, "wandb_version")
        if settings.wandb_runtime == OPERATOR:
            yield Version("wandb-chart", settings.wandb_chart_version, "wandb_chart_version")
            yield Version("wandb-chart", settings.operator_chart_version, "operator_chart_version")
            yield Version("wandb-controller", settings.controller_image_tag, "controller_image_tag")
    if terraform := _terraform():
        yield Version("terraform", terraform)
    yield Version("cdktf", installed("cdktf"))


def _on_aws(settings: AwsSettings) -> Iterator[Version]:
    yield Version("eks", settings.eks_cluster_version, "eks_cluster_version")
    yield Version("aurora-mysql", settings.database_engine_version, "database_engine_version")
    if settings.creates_cache:
        yield Version("elasticache", ENGINE_VERSION)
    yield Version("providers", f"aws {AWS_PROVIDER_VERSIONS}")


def _on_azure(settings: AzureSettings) -> Iterator[Version]:
    yield Version("aks", settings.kubernetes_version, "kubernetes_version")
    yield Version("azure-mysql", settings.database_version, "database_version")
    if settings.creates_cache and settings.redis_kind == "managed":
        yield Version("azure-managed-redis", "", "redis_kind")
    elif settings.creates_cache:
        yield Version("azure-cache", REDIS_VERSION, "redis_kind")
    if settings.creates_application and settings.certificate_mode is CertificateMode.ACME:
        chart = settings.cert_manager_chart_version.removeprefix("v")
        yield Version("cert-manager", chart, "cert_manager_chart_version")
    yield Version("providers", f"azurerm {AZURERM_PROVIDER_VERSIONS}")


def _terraform() -> str | None:
    """The version of the installed Terraform, without the network; None if there is none."""
    try:
        shown = subprocess.run(
            ["terraform", "version", "-json"], env=terraform_environment(), capture_output=True, text=True, check=True
        )
    except (OSError, subprocess.CalledProcessError):
        return None
    return str(json.loads(shown.stdout)["terraform_version"])
