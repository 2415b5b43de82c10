"""The exact values that the server and the ingress controller expect from Azure."""

from typing import Any

import pytest

from constructs_lib.azure.server_environment import (
    DATABASE_PARAMETERS,
    bucket_path,
    ingress,
    queue_url,
    server_variables,
    service_account_identity,
)
from constructs_lib.platform_outputs import TlsSecret

CONTROLLER = "appgw.ingress.kubernetes.io"


def test_queues_and_containers_are_found_below_their_account() -> None:
    assert queue_url(account_name="account", queue_name="queue") == "az://account/queue"
    assert bucket_path(container_name="container", path=None) == "container"
    assert bucket_path(container_name="container", path="team/a") == "container/team/a"


def test_database_url_prefers_tls_as_in_the_vendor_charts() -> None:
    assert DATABASE_PARAMETERS == {"tls": "preferred"}


def test_server_has_account_and_secret_store_by_both_names() -> None:
    told = server_variables(account_name="account", secret_store_vault_uri="https://users.vault.azure.net/")
    assert told == {
        "AZURE_STORAGE_ACCOUNT": "account",
        "GORILLA_CUSTOMER_SECRET_STORE_SOURCE": "az-secretmanager://wandb",
        "GORILLA_CUSTOMER_SECRET_STORE_AZ_CONFIG_VAULT_URI": "https://users.vault.azure.net/",
        "GORILLA_SECRET_STORE_SOURCE": "az-secretmanager://wandb",
        "GORILLA_SECRET_STORE_AZ_CONFIG_VAULT_URI": "https://users.vault.azure.net/",
    }


def test_pods_become_the_identity_by_an_annotation_and_a_label() -> None:
    identity = service_account_identity(
        service_account_name="tracker", client_id="1-2", service_account_annotations={"a": "b"}
    )

    assert identity.service_account_name == "tracker"
    assert identity.service_account_annotations == {"a": "b", "azure.workload.identity/client-id": "1-2"}
    assert identity.pod_labels == {"azure.workload.identity/use": "true"}


SECRET = TlsSecret("certificate", "acme")


@pytest.mark.parametrize(
    ("given", "more"),
    [
        ({}, {}),
        ({"tls": SECRET}, {"ssl-redirect": "true"}),
        ({"gateway_certificate": "own"}, {"ssl-redirect": "true", "appgw-ssl-certificate": "own"}),
        ({"tls": SECRET, "private": True}, {"ssl-redirect": "true", "use-private-ip": "true"}),
    ],
)
def test_gateway_waits_long_asks_for_health_and_has_one_certificate(
    given: dict[str, Any], more: dict[str, str]
) -> None:
    found = ingress(host="wandb.example.com", **given)

    assert (found.class_name, tuple(found.hosts)) == ("azure-application-gateway", ("wandb.example.com",))
    always = {"request-timeout": "300", "health-probe-path": "/healthz"}
    assert found.annotations == {f"{CONTROLLER}/{name}": value for name, value in {**always, **more}.items()}
    assert found.tls == given.get("tls")


def test_two_certificates_are_refused() -> None:
    with pytest.raises(ValueError, match="tls and gateway_certificate are mutually exclusive"):
        ingress(host="wandb.example.com", tls=SECRET, gateway_certificate="own")
