"""The Azure stack of an adopted deployment: import blocks, kept names, and no secret."""

from pathlib import Path

import pytest

from constructs_lib.adoption import adoption_path, read_adoption
from scripts.deployer_policy import azure
from scripts.preflight.stacks import Stack
from tests.deployments import load, synthesize
from tests.official_states import PASSWORD_ON_AZURE, RECORDED_ON_AZURE
from tests.unit.adoption.official import adopt, synthesized


@pytest.mark.parametrize("name", RECORDED_ON_AZURE)
def test_everything_that_is_taken_over_is_imported(name: str, tmp_path: Path) -> None:
    file = adopt(name, tmp_path)
    configuration = synthesized(file, tmp_path / "out")
    adoption = read_adoption(file)
    assert adoption is not None
    assert {block["to"] for block in configuration.json["import"]} == {each.to for each in adoption.imports}
    assert configuration.resource("azurerm_storage_account.storage_account")["name"] == "wandbstorage"
    assert configuration.resource("azurerm_mysql_flexible_server.database_server")["name"] == "wandb-brave-otter"


@pytest.mark.parametrize("name", RECORDED_ON_AZURE)
def test_no_secret_of_the_state_is_written_anywhere(name: str, tmp_path: Path) -> None:
    file = adopt(name, tmp_path)
    synthesized(file, tmp_path / "out")
    written = "".join(path.read_text() for path in tmp_path.rglob("*") if path.is_file())
    assert PASSWORD_ON_AZURE not in written
    assert "coalesce(var.adopted_database_password, " in written


def test_names_that_azure_cannot_change_are_kept(tmp_path: Path) -> None:
    configuration = synthesized(adopt("azure-head", tmp_path), tmp_path / "out")
    account = configuration.resource("azurerm_storage_account.storage_account")
    assert "infrastructure_encryption_enabled" in account["lifecycle"]["ignore_changes"]
    gateway = configuration.resource("azurerm_application_gateway.gateway_gateway")
    assert {"frontend_ip_configuration", "zones"} <= set(gateway["lifecycle"]["ignore_changes"])
    assert "zones" not in gateway
    # Unknown in the plan that imports the key, the wait for roles would replace it.
    key = configuration.resource("azurerm_key_vault_key.cluster_encryption")
    assert key["key_vault_id"] == "${azurerm_key_vault.secret_store_vault.id}"
    assert configuration.resource("azurerm_key_vault.secret_store_vault")["rbac_authorization_enabled"] is False
    assert configuration.resource("azurerm_redis_cache.cache_redis")["public_network_access_enabled"] is True
    policy = configuration.resource("azurerm_key_vault_access_policy.cluster_secrets_key_policy")
    assert policy["key_permissions"] == ["Decrypt", "Encrypt", "Get"]
    rule = configuration.resource("azurerm_network_security_rule.network_public_rules_allow_web")
    assert rule["priority"] == 310


def test_kept_parts_can_be_removed_one_by_one(tmp_path: Path) -> None:
    file = adopt("azure-head", tmp_path)
    path = adoption_path(file)
    path.write_text(path.read_text().replace('"vault_access_policies": true,', "").replace('"cache_public": true,', ""))
    configuration = synthesized(file, tmp_path / "out")
    assert configuration.resource("azurerm_key_vault.secret_store_vault")["rbac_authorization_enabled"] is True
    assert configuration.resource("azurerm_redis_cache.cache_redis")["public_network_access_enabled"] is False
    # It has no effect any more, but its removal comes before the change of the vault.
    assert "azurerm_key_vault_access_policy.cluster_secrets_key_policy" in configuration.by_address


def test_new_server_has_a_namespace_and_priority_class_of_its_own(tmp_path: Path) -> None:
    """The old operator's namespace is wandb, and its priority class wandb-priority."""
    application = synthesize(load(adopt("azure-head", tmp_path)), tmp_path / "out")["azure-x-app"]
    [priority] = application.resources("kubernetes_priority_class_v1").values()
    assert priority["metadata"]["name"] == "wandb-server-priority"
    [namespace] = application.resources("kubernetes_namespace_v1").values()
    assert namespace["metadata"]["name"] == "wandb-server"


def test_deployer_may_write_the_access_policies_of_an_adopted_vault(tmp_path: Path) -> None:
    stack = Stack("x", synthesized(adopt("azure-head", tmp_path), tmp_path / "out").json)
    write = "Microsoft.KeyVault/vaults/accessPolicies/write"
    assert write in azure.actions_of(stack, "changes")
    assert write not in azure.actions_of(stack, "plans")
