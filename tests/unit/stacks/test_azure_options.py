"""Options of a deployment on Azure that affect several components or both stacks."""

from pathlib import Path
from typing import Any

from tests.unit.stacks.applications import application, synthesize

OWN_CONTAINER = {"blob_container": "runs", "storage_account": "shared"}
SUBSCRIPTION = "${data.azurerm_client_config.client.subscription_id}"


def infrastructure(folder: Path, **inputs: Any) -> dict[str, Any]:
    return synthesize("azure", folder, **inputs)["azure-x"]


def roles_of(stack: dict[str, Any], principal: str) -> set[tuple[str, str]]:
    """Role and scope of all that the user-assigned identity at the address `principal` is given."""
    principal_id = f"${{azurerm_user_assigned_identity.{principal}.principal_id}}"
    given = stack["resource"]["azurerm_role_assignment"].values()
    return {(role["role_definition_name"], role["scope"]) for role in given if role["principal_id"] == principal_id}


def test_server_gets_roles_in_an_account_with_known_group(tmp_path: Path) -> None:
    given = roles_of(
        infrastructure(tmp_path, **OWN_CONTAINER, storage_account_resource_group="data"), "identity_identity"
    )

    account = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/data/providers/Microsoft.Storage/storageAccounts/shared"
    assert given >= {("Storage Blob Data Contributor", account), ("Reader", account)}


def test_server_gets_no_role_with_a_storage_key(tmp_path: Path) -> None:
    with_key = {"storage_account_resource_group": "data", "storage_key": "canary"}
    for name, more in (("key", with_key), ("anywhere", {})):
        given = roles_of(infrastructure(tmp_path / name, **OWN_CONTAINER, **more), "identity_identity")
        assert {role for role, _ in given} == {"Key Vault Secrets Officer"}, name


def test_key_vault_objects_are_recovered_never_purged(tmp_path: Path) -> None:
    for name, stack in synthesize("azure", tmp_path).items():
        [provider] = stack["provider"]["azurerm"]
        [features] = provider["features"]
        [key_vault] = features["key_vault"]
        purges = {switch for switch, value in key_vault.items() if switch.startswith("purge") and value is False}
        recovers = {switch for switch, value in key_vault.items() if switch.startswith("recover") and value is True}
        assert len(purges) == len(recovers) == 3, name
        assert purges | recovers == set(key_vault), name


def test_disabled_cluster_key_and_its_role_are_retained(tmp_path: Path) -> None:
    step = {"enable_cluster_vault_key": True, "disable_cluster_vault_key": True}
    resources = infrastructure(tmp_path, **step)["resource"]

    assert "key_management_service" not in resources["azurerm_kubernetes_cluster"]["cluster_cluster"]
    assert "cluster_encryption" in resources["azurerm_key_vault_key"]
    assert "cluster_secrets_key" in resources["azurerm_role_assignment"]


def test_resource_providers_are_registered(tmp_path: Path) -> None:
    for name, stack in synthesize("azure", tmp_path).items():
        [provider] = stack["provider"]["azurerm"]
        assert provider["resource_provider_registrations"] == "core", name
        assert "Microsoft.ContainerService" in provider["resource_providers_to_register"], name


def test_resource_provider_registration_can_be_disabled(tmp_path: Path) -> None:
    for name, stack in synthesize("azure", tmp_path, resource_provider_registrations="none").items():
        [provider] = stack["provider"]["azurerm"]
        assert provider["resource_provider_registrations"] == "none", name
        assert "resource_providers_to_register" not in provider, name


def test_ignored_tags_are_ignored_on_every_resource_with_tags(tmp_path: Path) -> None:
    resources = infrastructure(tmp_path, ignore_tags=["CostCenter", "Created by"])["resource"]

    with_tags = [arguments for of in resources.values() for arguments in of.values() if "tags" in arguments]
    assert len(with_tags) > 15
    for arguments in with_tags:
        ignored = arguments["lifecycle"]["ignore_changes"]
        assert ignored[-2:] == ['tags["CostCenter"]', 'tags["Created by"]']
    # What is ignored anyway still is, and what is protected too.
    [server] = resources["azurerm_mysql_flexible_server"].values()
    assert server["lifecycle"]["ignore_changes"][0] == "zone"
    assert server["lifecycle"]["prevent_destroy"] is True
    [gateway] = resources["azurerm_application_gateway"].values()
    assert "http_listener" in gateway["lifecycle"]["ignore_changes"]
    assert "lifecycle" not in resources["azurerm_subnet"]["network_public"]


APPROVAL = {"create_private_link": True, "allowed_subscriptions": ["AAAAAAAA-0000-0000-0000-000000000001"]}


def test_approval_job_has_a_role_only_on_the_gateway(tmp_path: Path) -> None:
    stack = infrastructure(tmp_path, **APPROVAL, k8s_namespace="experiments")

    identity = stack["resource"]["azurerm_user_assigned_identity"]["endpoint_approver_identity"]
    assert identity["name"] == "tracker-private-endpoint-pod-identity"
    gateway = "${azurerm_application_gateway.gateway_gateway.id}"
    assert roles_of(stack, "endpoint_approver_identity") == {("Network Contributor", gateway)}
    [trust] = [
        credential
        for address, credential in stack["resource"]["azurerm_federated_identity_credential"].items()
        if address.startswith("endpoint_approver")
    ]
    assert trust["subject"] == "system:serviceaccount:experiments:private-endpoint-approval"


def test_approval_job_gets_gateway_subscriptions_and_identity(tmp_path: Path) -> None:
    stack = application("azure", tmp_path, **APPROVAL, k8s_namespace="experiments", azure_cli_version="2.90.0")

    address = "private_endpoint_approval_service_account"
    account = stack["resource"]["kubernetes_service_account_v1"][address]["metadata"]
    assert account["name"] == "private-endpoint-approval"
    assert account["annotations"]["azure.workload.identity/client-id"].endswith("endpoint_approver_identity-client_id}")
    job = stack["resource"]["kubernetes_cron_job_v1"]["private_endpoint_approval_cron_job"]["spec"]["job_template"]
    pod = job["spec"]["template"]
    assert pod["metadata"]["labels"]["azure.workload.identity/use"] == "true"
    [container] = pod["spec"]["container"]
    assert container["image"] == "mcr.microsoft.com/azure-cli:2.90.0"
    told = {variable["name"]: variable["value"] for variable in container["env"]}
    assert told["ALLOWED_SUBSCRIPTIONS"] == "aaaaaaaa-0000-0000-0000-000000000001"
    assert told["GATEWAY_ID"].endswith("azurerm_application_gateway-gateway_gateway-id}")


def test_approval_job_needs_allowed_subscriptions(tmp_path: Path) -> None:
    stacks = synthesize("azure", tmp_path, create_private_link=True)

    assert "endpoint_approver_identity" not in stacks["azure-x"]["resource"]["azurerm_user_assigned_identity"]
    assert "kubernetes_cron_job_v1" not in stacks["azure-x-app"]["resource"]


def test_cluster_secrets_key_is_created_on_request(tmp_path: Path) -> None:
    stack = infrastructure(tmp_path / "on", enable_cluster_vault_key=True)

    key = stack["resource"]["azurerm_key_vault_key"]["cluster_encryption"]
    # After the deployer's permission to create keys.
    assert key["key_vault_id"] == "${time_sleep.vault_roles_in_effect.triggers.value}"
    cluster = stack["resource"]["azurerm_kubernetes_cluster"]["cluster_cluster"]
    used = cluster["key_management_service"]["key_vault_key_id"]
    assert used == "${data.azurerm_key_vault_key.cluster_encryption_newest.id}"

    without = infrastructure(tmp_path / "off")["resource"]
    assert "key_management_service" not in without["azurerm_kubernetes_cluster"]["cluster_cluster"]
    assert "azurerm_key_vault_key" not in without


def test_azure_policy_registers_its_resource_provider(tmp_path: Path) -> None:
    stack = infrastructure(tmp_path, kubernetes_azure_policy=True)

    [provider] = stack["provider"]["azurerm"]
    assert "Microsoft.PolicyInsights" in provider["resource_providers_to_register"]
    assert stack["resource"]["azurerm_kubernetes_cluster"]["cluster_cluster"]["azure_policy_enabled"] is True
