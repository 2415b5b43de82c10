"""The application stack on Azure: its inputs from the infrastructure stack, and its login to the cluster."""

import re
from pathlib import Path
from typing import Any

import pytest

from tests.unit.stacks.applications import Stack, offered, stored, synthesize, taken_from, used, variables
from tests.unit.synth import encoded

INPUT = taken_from("azure")
ACCOUNT = f"${{{INPUT}azurerm_storage_account-storage_account-name}}"
CONTAINER = f"${{{INPUT}azurerm_storage_container-storage_container-name}}"
VAULT = f"${{{INPUT}azurerm_key_vault-vault_vault-id}}"
MYSQL = f"{INPUT}azurerm_mysql_flexible_server-database_server-fqdn"
# The Entra application of every AKS cluster (https://azure.github.io/kubelogin/concepts/aks.html).
AKS = "6dae42f8-4368-4678-94ff-3960e28e3630"
CLUSTER = {
    "host": f"${{{INPUT}time_sleep-cluster_administrators_in_effect-triggers-value}}",
    "cluster_ca_certificate": "${base64decode("
    f"{INPUT}azurerm_kubernetes_cluster-cluster_cluster-kube_config-0--cluster_ca_certificate)}}",
}


def application(folder: Path, **inputs: Any) -> Stack:
    return synthesize("azure", folder, **inputs)["azure-x-app"]


def ephemeral(stack: Stack) -> dict[str, Any]:
    """Key Vault secrets that are read while Terraform applies."""
    found: dict[str, Any] = stack["ephemeral"]["azurerm_key_vault_secret"]
    return found


def from_vault(resource: str) -> dict[str, str]:
    return {"key_vault_id": VAULT, "name": f"${{{INPUT}azurerm_key_vault_secret-{resource}-name}}"}


def test_server_uses_container_and_secret_store(tmp_path: Path) -> None:
    told = variables(application(tmp_path, bucket_path="team/runs"))

    assert told["BUCKET"] == f"az://{ACCOUNT}/{CONTAINER}/team/runs"
    assert told["AZURE_STORAGE_ACCOUNT"] == ACCOUNT
    assert told["BUCKET_QUEUE"] == "internal://"
    store = f"${{{INPUT}azurerm_key_vault-secret_store_vault-vault_uri}}"
    for variable in ("GORILLA_SECRET_STORE", "GORILLA_CUSTOMER_SECRET_STORE"):
        assert told[f"{variable}_SOURCE"] == "az-secretmanager://wandb"
        assert told[f"{variable}_AZ_CONFIG_VAULT_URI"] == store
    assert told["HOST"] == "https://wandb.example.com"
    assert not {"REDIS", "AWS_REGION", "AZURE_STORAGE_KEY"} & set(told)


def test_database_password_is_ephemeral(tmp_path: Path) -> None:
    stack = application(tmp_path, database_name="runs", database_master_username="tracker")

    assert ephemeral(stack) == {"database": from_vault("secrets_credentials")}
    password = encoded("ephemeral.azurerm_key_vault_secret.database.value")
    assert stored(stack)["MYSQL"] == f"mysql://tracker:{password}@${{{MYSQL}}}:3306/runs?tls=preferred"


@pytest.mark.parametrize(
    ("kind", "host", "port"),
    [
        ("managed", "azurerm_managed_redis-cache_redis-hostname", 10000),
        ("cache", "azurerm_redis_cache-cache_redis-hostname", 6380),
    ],
)
def test_redis_uses_tls_and_an_ephemeral_key(kind: str, host: str, port: int, tmp_path: Path) -> None:
    stack = application(tmp_path, create_redis=True, redis_kind=kind)

    assert ephemeral(stack)["redis"] == from_vault("cache_access_secret")
    password = encoded("ephemeral.azurerm_key_vault_secret.redis.value")
    address = f"redis://:{password}@${{{INPUT}{host}}}:{port}?tls=true&ttlInSeconds=604800"
    assert stored(stack)["REDIS"] == address
    assert "REDIS" not in variables(stack)


def test_queue_url_has_account_and_queue(tmp_path: Path) -> None:
    told = variables(application(tmp_path, use_internal_queue=False))

    assert told["BUCKET_QUEUE"] == f"az://{ACCOUNT}/${{{INPUT}azurerm_storage_queue-queue_queue-name}}"


def test_key_of_a_new_storage_account_is_read_from_key_vault(tmp_path: Path) -> None:
    stack = application(tmp_path, storage_access="key")

    assert ephemeral(stack)["storage"] == from_vault("storage_access_secret")
    assert stored(stack)["AZURE_STORAGE_KEY"] == "${ephemeral.azurerm_key_vault_secret.storage.value}"
    assert "variable" not in stack


def test_existing_container_uses_the_secret_storage_key(tmp_path: Path) -> None:
    stack = application(tmp_path, storage_account="theirs", blob_container="runs", storage_key="canary-key")

    told = variables(stack)
    assert (told["BUCKET"], told["AZURE_STORAGE_ACCOUNT"]) == ("az://theirs/runs", "theirs")
    assert stored(stack)["AZURE_STORAGE_KEY"] == "${var.storage_key}"
    assert stack["variable"]["storage_key"]["ephemeral"] is True
    assert not any(b"canary" in file.read_bytes() for file in tmp_path.rglob("*.json"))


def test_external_bucket_address_is_secret(tmp_path: Path) -> None:
    address = "s3://canary-id:canary-key@storage.example.com/files"
    stack = application(tmp_path, external_bucket=address, external_bucket_region="eu-central-1")

    told = variables(stack)
    assert stored(stack)["BUCKET"] == "${var.external_bucket}"
    assert stack["variable"]["external_bucket"]["ephemeral"] is True
    assert told["AWS_REGION"] == "eu-central-1"
    assert not {"BUCKET", "AZURE_STORAGE_ACCOUNT"} & set(told)
    assert not any(b"canary" in file.read_bytes() for file in tmp_path.rglob("*.json"))


def test_cert_manager_uses_the_proxy(tmp_path: Path) -> None:
    proxy = "http://proxy.example.com:3128"
    stack = application(tmp_path, https_proxy=proxy, no_proxy=[".corp.example.com"])

    [values] = stack["resource"]["helm_release"]["cert_manager_release"]["values"]
    assert f'{{"name" = "HTTPS_PROXY", "value" = "{proxy}"}}' in values
    [direct] = re.findall(r'"NO_PROXY", "value" = "([^"]*)"', values)
    assert {"10.10.0.0/16", ".corp.example.com", "wandb.example.com"} <= set(direct.split(","))


def test_login_of_the_proxy_is_not_in_the_release_of_cert_manager(tmp_path: Path) -> None:
    login = {"proxy_username": "wandb", "proxy_password": "canary"}
    stack = application(tmp_path, https_proxy="http://proxy.example.com:3128", **login)

    assert "PROXY" not in str(stack["resource"]["helm_release"])


@pytest.mark.parametrize(
    ("mode", "further"),
    [("azurecli", []), ("msi", []), ("workloadidentity", []), ("spn", ["--use-azurerm-env-vars"])],
)
def test_kubernetes_and_helm_use_the_chosen_login(mode: str, further: list[str], tmp_path: Path) -> None:
    providers = application(tmp_path, kubernetes_login=mode)["provider"]

    login = {
        "api_version": "client.authentication.k8s.io/v1beta1",
        "command": "kubelogin",
        "args": ["get-token", "--login", mode, "--server-id", AKS, *further],
    }
    assert providers["kubernetes"] == [{**CLUSTER, "exec": [login]}]
    assert providers["helm"] == [{"kubernetes": {**CLUSTER, "exec": login}}]


def test_certificate_login_key_is_ephemeral(tmp_path: Path) -> None:
    stack = application(tmp_path, kubernetes_login="certificate")

    [provider] = stack["provider"]["kubernetes"]
    crossing = "data-azurerm_kubernetes_cluster-cluster_administrator-kube_admin_config-0--client_certificate"
    assert provider == {
        **CLUSTER,
        "client_certificate": f"${{base64decode({INPUT}{crossing})}}",
        "client_key": "${base64decode(ephemeral.azurerm_key_vault_secret.login.value)}",
    }
    assert ephemeral(stack)["login"] == from_vault("cluster_access_secret")


def test_cross_stack_values_have_no_secret(tmp_path: Path) -> None:
    everything = {"create_redis": True, "use_internal_queue": False, "storage_access": "key"}
    stacks = synthesize("azure", tmp_path, **everything, kubernetes_login="certificate")

    cluster = "azurerm_kubernetes_cluster-cluster_cluster"
    # Of what secrets there are, their names in the vault and a revision that changes with them.
    secrets = {
        *("azurerm_key_vault_secret-secrets_credentials-name", "azurerm_key_vault_secret-cluster_access_secret-name"),
        *(f"azurerm_key_vault_secret-cache_access_secret-{part}" for part in ("name", "value_wo_version")),
        *(f"azurerm_key_vault_secret-storage_access_secret-{part}" for part in ("name", "value_wo_version")),
    }
    assert offered(stacks["azure-x"]) == secrets | {
        "azurerm_key_vault-secret_store_vault-vault_uri",
        "azurerm_key_vault-vault_vault-id",
        # The certificates of the cluster and of its administrator, without their keys.
        "data-azurerm_kubernetes_cluster-cluster_administrator-kube_admin_config-0--client_certificate",
        f"{cluster}-kube_config-0--cluster_ca_certificate",
        "azurerm_managed_redis-cache_redis-hostname",
        "azurerm_mysql_flexible_server-database_server-fqdn",
        "azurerm_storage_account-storage_account-name",
        "azurerm_storage_container-storage_container-name",
        "azurerm_storage_queue-queue_queue-name",
        "azurerm_user_assigned_identity-identity_identity-client_id",
        # The cluster's endpoint, known after the deployer's role assignment.
        "time_sleep-cluster_administrators_in_effect-triggers-value",
    }
    assert used(stacks["azure-x-app"]) == offered(stacks["azure-x"])


def test_service_account_name_matches_in_both_stacks(tmp_path: Path) -> None:
    stacks = synthesize("azure", tmp_path, service_account_name="runner", k8s_namespace="ml")

    server = stacks["azure-x-app"]["resource"]
    [trust] = stacks["azure-x"]["resource"]["azurerm_federated_identity_credential"].values()
    assert trust["subject"] == "system:serviceaccount:ml:runner"
    account = server["kubernetes_service_account_v1"]["server_service_account"]["metadata"]
    assert (account["name"], account["namespace"]) == (
        "runner",
        "${kubernetes_namespace_v1.namespace.metadata[0].name}",
    )
    client_id = f"${{{INPUT}azurerm_user_assigned_identity-identity_identity-client_id}}"
    assert account["annotations"] == {"azure.workload.identity/client-id": client_id}
    pod = server["kubernetes_deployment_v1"]["server_workload_deployment"]["spec"]["template"]["metadata"]
    assert pod["labels"]["azure.workload.identity/use"] == "true"
