"""What Key Vault enforces: names, soft delete, purge protection and who may use secrets and keys."""

from typing import Any

import pytest

from emulator.azure.cloud import Azure
from emulator.azure.principals import CONTRIBUTOR, TENANT_ID
from emulator.certificates import Authority
from tests.programs.emulator.azure.conftest import GROUP, SUBSCRIPTION, Client, put_network

VAULT = f"{GROUP}/providers/Microsoft.KeyVault/vaults/store-1"
DATA = "https://store-1.vault.azure.net"
PLATFORM_GROUP = "00000000-0000-0000-0000-0000000000bb"
DELETED = f"{SUBSCRIPTION}/providers/Microsoft.KeyVault/locations/westeurope/deletedVaults/store-1"


def vault(**properties: Any) -> dict[str, Any]:
    own = {"enableRbacAuthorization": True, "enablePurgeProtection": True, "softDeleteRetentionInDays": 90}
    return {"location": "westeurope", "properties": {**own, **properties}}


@pytest.fixture
def officer(client: Client) -> Client:
    """The owner, with a vault and the right to its secrets and keys."""
    assert client.put(VAULT, vault()).status == 201
    client.grant("Key Vault Secrets Officer", VAULT)
    client.grant("Key Vault Crypto Officer", VAULT)
    return client


def test_vault_data_needs_a_token_and_names_the_authority(officer: Client) -> None:
    reply = officer.send("GET", f"{DATA}/secrets/one", authorized=False)

    assert reply.status == 401
    assert 'resource="https://vault.azure.net"' in reply.headers["WWW-Authenticate"]


def test_owner_without_a_role_for_data_is_refused(client: Client) -> None:
    client.put(VAULT, vault())

    reply = client.put(f"{DATA}/secrets/one", {"value": "a"})

    assert (reply.status, reply.code) == (403, "Forbidden")
    assert "ForbiddenByRbac" in reply.body["error"]["message"]


def test_role_for_secrets_is_not_one_for_keys(client: Client) -> None:
    client.put(VAULT, vault())
    client.grant("Key Vault Secrets Officer", VAULT)

    assert client.put(f"{DATA}/secrets/one", {"value": "a"}).status == 200
    assert client.post(f"{DATA}/keys/one/create", {"kty": "RSA"}).status == 403


def test_secrets_user_reads_but_does_not_write(officer: Client, contributor: Client) -> None:
    officer.put(f"{DATA}/secrets/one", {"value": "a"})
    assert contributor.get(f"{DATA}/secrets/one").status == 403

    officer.grant("Key Vault Secrets User", f"{VAULT}/secrets/one", CONTRIBUTOR.object_id)

    assert contributor.get(f"{DATA}/secrets/one").body["value"] == "a"
    assert contributor.put(f"{DATA}/secrets/one", {"value": "b"}).status == 403


def test_role_of_a_group_counts_for_its_members(authority: Authority) -> None:
    for groups, status in (((), 403), ((PLATFORM_GROUP,), 200)):
        with Azure(authority, groups=groups) as azure:
            client = Client(azure)
            client.put(GROUP, {"location": "westeurope"})
            client.put(VAULT, vault())
            client.grant("Key Vault Secrets Officer", VAULT, PLATFORM_GROUP)

            assert client.put(f"{DATA}/secrets/one", {"value": "a"}).status == status


def test_secret_has_versions_and_lists_hide_values(officer: Client) -> None:
    first = officer.put(f"{DATA}/secrets/one", {"value": "a"}).body
    officer.put(f"{DATA}/secrets/one", {"value": "b", "contentType": "text"})

    assert officer.get(f"{DATA}/secrets/one").body["value"] == "b"
    assert officer.get(first["id"]).body["value"] == "a"
    versions = officer.get(f"{DATA}/secrets/one/versions").body["value"]
    assert len(versions) == 2
    assert not any("value" in each for each in versions)
    assert "value" not in officer.patch(first["id"], {"tags": {"a": "1"}}).body


def test_deleted_secret_keeps_its_name_until_it_is_recovered(officer: Client) -> None:
    officer.put(f"{DATA}/secrets/one", {"value": "a"})
    assert officer.delete(f"{DATA}/secrets/one").status == 200

    assert officer.get(f"{DATA}/secrets/one").code == "SecretNotFound"
    assert officer.put(f"{DATA}/secrets/one", {"value": "b"}).code == "Conflict"
    assert officer.delete(f"{DATA}/deletedsecrets/one").status == 403
    assert officer.post(f"{DATA}/deletedsecrets/one/recover").status == 200
    assert officer.get(f"{DATA}/secrets/one").body["value"] == "a"


def test_key_rotates_and_recovers_with_its_versions(officer: Client) -> None:
    first = officer.post(f"{DATA}/keys/one/create", {"kty": "RSA", "key_ops": ["wrapKey"]}).body["key"]
    second = officer.post(f"{DATA}/keys/one/rotate").body["key"]

    assert first["kid"] != second["kid"]
    assert (second["kty"], second["key_ops"]) == ("RSA", ["wrapKey"])
    officer.delete(f"{DATA}/keys/one")
    assert officer.post(f"{DATA}/keys/one/create", {"kty": "RSA"}).code == "Conflict"
    officer.post(f"{DATA}/deletedkeys/one/recover")
    assert len(officer.get(f"{DATA}/keys/one/versions").body["value"]) == 2
    assert officer.get(f"{DATA}/keys/one").body["key"]["kid"] == second["kid"]


def test_deleted_vault_keeps_its_name_and_contents_until_recovered(officer: Client) -> None:
    officer.put(f"{DATA}/secrets/one", {"value": "a"})
    officer.delete(VAULT)

    assert officer.get(f"{DATA}/secrets/one").code == "VaultNotFound"
    assert officer.get(DELETED).body["properties"]["vaultId"] == VAULT
    assert officer.put(VAULT, vault()).code == "ConflictError"
    assert officer.post(f"{DELETED}/purge").code == "MethodNotAllowed"
    assert officer.put(VAULT, vault(createMode="recover")).status == 201
    # Role assignments do not come back with the vault.
    assert officer.get(f"{DATA}/secrets/one").status == 403
    officer.grant("Key Vault Secrets Officer", VAULT)
    assert officer.get(f"{DATA}/secrets/one").body["value"] == "a"


def test_vault_without_purge_protection_is_purged(client: Client) -> None:
    client.put(VAULT, vault(enablePurgeProtection=None))
    client.delete(VAULT)

    assert client.post(f"{DELETED}/purge").status == 200
    assert client.get(DELETED).code == "DeletedVaultNotFound"
    assert client.put(VAULT, vault()).status == 201


def test_vault_of_a_deleted_group_can_be_recovered(officer: Client) -> None:
    officer.delete(GROUP)
    officer.put(GROUP, {"location": "westeurope"})

    assert officer.put(VAULT, vault()).code == "ConflictError"
    assert officer.put(VAULT, vault(createMode="recover")).status == 201


def test_deleted_vault_of_another_subscription_keeps_its_name(officer: Client) -> None:
    group = "/subscriptions/another/resourceGroups/test"
    officer.delete(VAULT)
    officer.put(group, {"location": "westeurope"})

    assert officer.put(VAULT.replace(GROUP, group), vault()).code == "VaultAlreadyExists"


def test_access_policy_decides_in_a_vault_without_rbac(client: Client, contributor: Client) -> None:
    policies = [{"objectId": CONTRIBUTOR.object_id}]
    client.put(VAULT, vault(enableRbacAuthorization=False, accessPolicies=policies))

    assert client.put(f"{DATA}/secrets/one", {"value": "a"}).status == 403
    assert contributor.put(f"{DATA}/secrets/one", {"value": "a"}).status == 200


def test_vault_name_is_unique_in_azure(officer: Client) -> None:
    officer.put(f"{GROUP}2", {"location": "westeurope"})

    assert officer.put(VAULT.replace("/test/", "/test2/"), vault()).code == "VaultAlreadyExists"


def test_vault_protection_cannot_be_reduced(officer: Client) -> None:
    assert officer.put(VAULT, vault(enablePurgeProtection=False)).code == "BadRequest"
    assert officer.put(VAULT, vault(softDeleteRetentionInDays=7)).code == "BadRequest"


def test_vault_firewall_shows_subnets_in_small_letters(client: Client) -> None:
    network = put_network(client, "Network")
    client.put(f"{network}/subnets/Nodes", {"properties": {"addressPrefix": "10.0.0.0/24"}})
    rules = {"defaultAction": "Deny", "virtualNetworkRules": [{"id": f"{network}/subnets/Nodes"}]}

    reply = client.put(VAULT, vault(networkAcls=rules))

    (rule,) = reply.body["properties"]["networkAcls"]["virtualNetworkRules"]
    assert rule["id"] == f"{network}/subnets/Nodes".lower()


def policy(object_id: str, *keys: str) -> dict[str, Any]:
    own = {"tenantId": TENANT_ID, "objectId": object_id, "permissions": {"keys": list(keys), "secrets": ["Get"]}}
    return {"properties": {"accessPolicies": [own]}}


def test_access_policies_are_added_replaced_and_removed(client: Client, contributor: Client) -> None:
    client.put(VAULT, vault(enableRbacAuthorization=False))
    assert contributor.get(f"{DATA}/secrets").status == 403

    reply = client.put(f"{VAULT}/accessPolicies/add", policy(CONTRIBUTOR.object_id, "Get"))
    assert [each["objectId"] for each in reply.body["properties"]["accessPolicies"]] == [CONTRIBUTOR.object_id]
    assert contributor.get(f"{DATA}/secrets").status == 200
    client.put(f"{VAULT}/accessPolicies/replace", policy(CONTRIBUTOR.object_id, "WrapKey"))
    [stored] = client.get(VAULT).body["properties"]["accessPolicies"]
    assert stored["permissions"]["keys"] == ["WrapKey"]
    client.put(f"{VAULT}/accessPolicies/remove", policy(CONTRIBUTOR.object_id))
    assert client.get(VAULT).body["properties"]["accessPolicies"] == []
    assert contributor.get(f"{DATA}/secrets").status == 403
