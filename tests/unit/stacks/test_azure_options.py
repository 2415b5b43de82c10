"""Options of a deployment on Azure that reach over several components, or over both stacks."""

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


def test_the_server_gets_its_roles_in_an_account_whose_group_is_known(tmp_path: Path) -> None:
    given = roles_of(
        infrastructure(tmp_path, **OWN_CONTAINER, storage_account_resource_group="data"), "identity_identity"
    )

    account = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/data/providers/Microsoft.Storage/storageAccounts/shared"
    assert given >= {("Storage Blob Data Contributor", account), ("Reader", account)}


def test_the_server_gets_no_role_in_an_account_that_it_has_a_key_of_or_that_lies_anywhere(tmp_path: Path) -> None:
    with_key = {"storage_account_resource_group": "data", "storage_key": "canary"}
    for name, more in (("key", with_key), ("anywhere", {})):
        given = roles_of(infrastructure(tmp_path / name, **OWN_CONTAINER, **more), "identity_identity")
        assert {role for role, _ in given} == {"Key Vault Secrets Officer"}, name


def test_what_is_deleted_from_key_vault_is_never_purged_and_always_taken_back(tmp_path: Path) -> None:
    for name, stack in synthesize("azure", tmp_path).items():
        [provider] = stack["provider"]["azurerm"]
        [features] = provider["features"]
        [key_vault] = features["key_vault"]
        purges = {switch for switch, value in key_vault.items() if switch.startswith("purge") and value is False}
        recovers = {switch for switch, value in key_vault.items() if switch.startswith("recover") and value is True}
        assert len(purges) == len(recovers) == 3, name
        assert purges | recovers == set(key_vault), name


def test_cluster_that_leaves_its_key_keeps_key_and_right(tmp_path: Path) -> None:
    step = {"enable_cluster_vault_key": True, "disable_cluster_vault_key": True}
    resources = infrastructure(tmp_path, **step)["resource"]

    assert "key_management_service" not in resources["azurerm_kubernetes_cluster"]["cluster_cluster"]
    assert "cluster_encryption" in resources["azurerm_key_vault_key"]
    assert "cluster_secrets_key" in resources["azurerm_role_assignment"]


def test_services_are_registered_with_the_subscription(tmp_path: Path) -> None:
    for name, stack in synthesize("azure", tmp_path).items():
        [provider] = stack["provider"]["azurerm"]
        assert provider["resource_provider_registrations"] == "core", name
        assert "Microsoft.ContainerService" in provider["resource_providers_to_register"], name


def test_no_service_is_registered_where_nobody_may_register(tmp_path: Path) -> None:
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


def test_private_endpoints_are_approved_by_a_job_that_may_do_so_on_the_gateway_alone(tmp_path: Path) -> None:
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


def test_the_job_knows_the_gateway_the_subscriptions_and_its_identity(tmp_path: Path) -> None:
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


def test_nobody_approves_private_endpoints_unless_subscriptions_are_named(tmp_path: Path) -> None:
    stacks = synthesize("azure", tmp_path, create_private_link=True)

    assert "endpoint_approver_identity" not in stacks["azure-x"]["resource"]["azurerm_user_assigned_identity"]
    assert "kubernetes_cron_job_v1" not in stacks["azure-x-app"]["resource"]


def test_the_clusters_secrets_have_a_key_in_the_vault_of_the_deployment_if_asked_for(tmp_path: Path) -> None:
    stack = infrastructure(tmp_path / "on", enable_cluster_vault_key=True)

    key = stack["resource"]["azurerm_key_vault_key"]["cluster_encryption"]
    # Not before whoever applies has the right to make keys.
    assert key["key_vault_id"] == "${time_sleep.vault_roles_in_effect.triggers.value}"
    cluster = stack["resource"]["azurerm_kubernetes_cluster"]["cluster_cluster"]
    used = cluster["key_management_service"]["key_vault_key_id"]
    assert used == "${data.azurerm_key_vault_key.cluster_encryption_newest.id}"

    without = infrastructure(tmp_path / "off")["resource"]
    assert "key_management_service" not in without["azurerm_kubernetes_cluster"]["cluster_cluster"]
    assert "azurerm_key_vault_key" not in without


def test_the_service_that_the_policy_add_on_reports_to_is_registered(tmp_path: Path) -> None:
    stack = infrastructure(tmp_path, kubernetes_azure_policy=True)

    [provider] = stack["provider"]["azurerm"]
    assert "Microsoft.PolicyInsights" in provider["resource_providers_to_register"]
    assert stack["resource"]["azurerm_kubernetes_cluster"]["cluster_cluster"]["azure_policy_enabled"] is True
