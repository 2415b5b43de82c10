"""Ingress of the server on Azure: the application's ingress and the gateway agree."""

from pathlib import Path
from typing import Any

import pytest

from tests.unit.stacks.applications import Stack, application, synthesize, variables

CERTIFICATE: dict[str, Any] = {
    "certificate_secret_id": "https://certificates.vault.azure.net/secrets/wandb",
    "certificate_key_vault_id": "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/certificates"
    "/providers/Microsoft.KeyVault/vaults/certificates",
    "cert_manager_email": None,
}
GATEWAY = "appgw.ingress.kubernetes.io"


def ingress(stack: Stack) -> tuple[dict[str, str], dict[str, Any]]:
    """Annotations and specification of the server's ingress."""
    found = stack["resource"]["kubernetes_ingress_v1"]["server_ingress"]
    return found["metadata"]["annotations"], found["spec"]


def test_cert_manager_issues_the_certificate(tmp_path: Path) -> None:
    stack = application("azure", tmp_path)

    annotations, spec = ingress(stack)
    issuer = "${helm_release.cert_manager_issuer_release.name}"
    assert annotations["cert-manager.io/cluster-issuer"] == issuer
    assert annotations[f"{GATEWAY}/ssl-redirect"] == "true"
    assert f"{GATEWAY}/appgw-ssl-certificate" not in annotations
    assert spec["tls"] == [{"hosts": ["wandb.example.com"], "secret_name": "wandb-ssl-cert"}]
    [values] = stack["resource"]["helm_release"]["cert_manager_issuer_release"]["values"]
    assert '"email" = "platform@example.com"' in values


def test_key_vault_certificate_needs_no_cert_manager(tmp_path: Path) -> None:
    stacks = synthesize("azure", tmp_path, **CERTIFICATE)
    stack = stacks["azure-x-app"]

    annotations, spec = ingress(stack)
    [certificate] = stacks["azure-x"]["resource"]["azurerm_application_gateway"]["gateway_gateway"]["ssl_certificate"]
    assert certificate["key_vault_secret_id"] == CERTIFICATE["certificate_secret_id"]
    assert annotations[f"{GATEWAY}/appgw-ssl-certificate"] == certificate["name"]
    assert annotations[f"{GATEWAY}/ssl-redirect"] == "true"
    assert "tls" not in spec
    assert "helm_release" not in stack["resource"]


@pytest.mark.parametrize(
    "inputs",
    [
        {},
        CERTIFICATE,
        {"use_dns_resolver": True, "cert_manager_email": None},
        {"ssl": False, "cert_manager_email": None},
    ],
    ids=["acme", "key-vault", "own-issuer", "none"],
)
def test_providers_do_not_depend_on_the_certificate_mode(inputs: dict[str, Any], tmp_path: Path) -> None:
    # Releases of an option that was switched off are in the state, and only their provider can remove them.
    stack = application("azure", tmp_path, **inputs)

    assert set(stack["provider"]) == set(stack["terraform"]["required_providers"]) == {"azurerm", "helm", "kubernetes"}


def test_existing_issuer_uses_the_same_secret(tmp_path: Path) -> None:
    stack = application("azure", tmp_path, use_dns_resolver=True, cert_manager_email=None)

    annotations, spec = ingress(stack)
    assert "cert-manager.io/cluster-issuer" not in annotations
    assert annotations[f"{GATEWAY}/ssl-redirect"] == "true"
    assert spec["tls"] == [{"hosts": ["wandb.example.com"], "secret_name": "wandb-ssl-cert"}]
    assert "helm_release" not in stack["resource"]


def test_without_certificate_the_server_uses_plain_http(tmp_path: Path) -> None:
    stack = application("azure", tmp_path, ssl=False, cert_manager_email=None)

    annotations, spec = ingress(stack)
    assert f"{GATEWAY}/ssl-redirect" not in annotations
    assert "tls" not in spec
    assert variables(stack)["HOST"] == "http://wandb.example.com"


def test_private_deployment_uses_only_the_private_address(tmp_path: Path) -> None:
    stacks = synthesize("azure", tmp_path, gateway_private=True, **CERTIFICATE)

    annotations, _ = ingress(stacks["azure-x-app"])
    assert annotations[f"{GATEWAY}/use-private-ip"] == "true"
    [listener] = stacks["azure-x"]["resource"]["azurerm_application_gateway"]["gateway_gateway"]["http_listener"]
    assert listener["frontend_ip_configuration_name"] == "private"
