"""What Azure's storage, databases, caches, events and logs enforce."""

from typing import Any

import pytest

from emulator.azure.principals import OWNER
from tests.programs.emulator.azure.conftest import (
    ACCOUNT,
    CONTAINER,
    GROUP,
    QUEUE,
    TOPIC,
    Client,
    assignment,
    put_network,
    role_body,
    storage_account,
)

VAULT = f"{GROUP}/providers/Microsoft.KeyVault/vaults/keys-1"
KEYS = "https://keys-1.vault.azure.net"
IDENTITY = f"{GROUP}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/encryption"
SERVER = f"{GROUP}/providers/Microsoft.DBforMySQL/flexibleServers/db"
SUBNET = f"{GROUP}/providers/Microsoft.Network/virtualNetworks/network/subnets/database"
CACHE = f"{GROUP}/providers/Microsoft.Cache/redis/cache"
MANAGED = f"{GROUP}/providers/Microsoft.Cache/redisEnterprise/cache"
ACCESS = {"objectId": OWNER.object_id}
WORKSPACE = f"{GROUP}/providers/Microsoft.OperationalInsights/workspaces/logs"


def test_storage_account_name_is_short_lowercase_and_unique(client: Client) -> None:
    assert client.put(ACCOUNT, storage_account()).status == 200
    client.put(f"{GROUP}2", {"location": "westeurope"})

    assert client.put(ACCOUNT.replace("/test/", "/test2/"), storage_account()).code == "StorageAccountAlreadyTaken"
    assert client.put(ACCOUNT.replace("files1", "files-1"), storage_account()).code == "AccountNameInvalid"


def test_storage_keys_are_listed_and_change_when_regenerated(client: Client) -> None:
    client.put(ACCOUNT, storage_account())
    before = [each["value"] for each in client.post(f"{ACCOUNT}/listKeys").body["keys"]]

    after = [each["value"] for each in client.post(f"{ACCOUNT}/regenerateKey", {"keyName": "key1"}).body["keys"]]

    assert (before[0] != after[0], before[1]) == (True, after[1])
    assert before[0] not in str(client.get(ACCOUNT).body)


def test_container_needs_an_account_and_a_valid_name(client: Client) -> None:
    assert client.put(CONTAINER).status == 404
    client.put(ACCOUNT, storage_account())

    assert client.put(CONTAINER).status == 201
    assert client.put(CONTAINER.replace("runs", "Runs--1")).code == "ContainerNameInvalid"
    names = [each["name"] for each in client.get(CONTAINER.rpartition("/")[0]).body["value"]]
    assert names == ["runs"]


def test_blob_service_exists_by_itself_and_a_put_changes_what_it_names(client: Client) -> None:
    client.put(ACCOUNT, storage_account())
    service = f"{ACCOUNT}/blobServices/default"

    client.put(service, {"properties": {"isVersioningEnabled": True}})
    client.put(service, {"properties": {"deleteRetentionPolicy": {"enabled": True, "days": 7}}})

    properties = client.get(service).body["properties"]
    assert (properties["isVersioningEnabled"], properties["deleteRetentionPolicy"]["days"]) == (True, 7)


@pytest.fixture
def encrypted(client: Client) -> dict[str, Any]:
    """A storage account's body with a key that its identity may not use yet."""
    vault = {"enableRbacAuthorization": True, "enablePurgeProtection": True}
    client.put(VAULT, {"location": "westeurope", "properties": vault})
    client.grant("Key Vault Crypto Officer", VAULT)
    client.post(f"{KEYS}/keys/storage/create", {"kty": "RSA"})
    client.put(IDENTITY, {"location": "westeurope"})
    key = {"keyname": "storage", "keyvaulturi": KEYS}
    encryption = {"keySource": "Microsoft.Keyvault", "keyvaultproperties": key}
    identity = {"type": "UserAssigned", "userAssignedIdentities": {IDENTITY: {}}}
    return {**storage_account(encryption=encryption), "identity": identity}


def test_customer_key_needs_an_identity_with_a_right_to_it(client: Client, encrypted: dict[str, Any]) -> None:
    refused = client.put(ACCOUNT, encrypted)
    assert (refused.status, refused.code) == (403, "KeyVaultAuthenticationFailure")

    principal = client.get(IDENTITY).body["properties"]["principalId"]
    client.grant("Key Vault Crypto Service Encryption User", f"{VAULT}/keys/storage", principal)
    assert client.put(ACCOUNT, encrypted).status == 200
    encrypted["properties"]["encryption"]["keyvaultproperties"]["keyname"] = "missing"
    assert client.put(ACCOUNT, encrypted).code == "KeyVaultKeyNotFound"


def test_access_policy_is_a_right_to_the_customer_key(client: Client, encrypted: dict[str, Any]) -> None:
    vault = {"enableRbacAuthorization": False, "enablePurgeProtection": True}
    client.put(VAULT, {"location": "westeurope", "properties": vault})
    principal = client.get(IDENTITY).body["properties"]["principalId"]
    own = {**ACCESS, "objectId": principal, "permissions": {"keys": ["Get", "WrapKey"]}}
    client.put(f"{VAULT}/accessPolicies/add", {"properties": {"accessPolicies": [own]}})
    assert client.put(ACCOUNT, encrypted).code == "KeyVaultAuthenticationFailure"

    own["permissions"]["keys"].append("UnwrapKey")
    client.put(f"{VAULT}/accessPolicies/add", {"properties": {"accessPolicies": [own]}})
    assert client.put(ACCOUNT, encrypted).status == 200


def test_customer_key_needs_a_vault_with_purge_protection(client: Client, encrypted: dict[str, Any]) -> None:
    client.put(
        VAULT.replace("keys-1", "keys-2"), {"location": "westeurope", "properties": {"accessPolicies": [ACCESS]}}
    )
    client.post("https://keys-2.vault.azure.net/keys/storage/create", {"kty": "RSA"})
    encrypted["properties"]["encryption"]["keyvaultproperties"]["keyvaulturi"] = "https://keys-2.vault.azure.net"

    assert client.put(ACCOUNT, encrypted).code == "KeyVaultPurgeProtectionRequired"


def test_customer_key_of_a_database_needs_the_same_right(client: Client, encrypted: dict[str, Any]) -> None:
    body = server(dataEncryption={"type": "AzureKeyVault", "primaryKeyURI": f"{KEYS}/keys/storage"})
    body["identity"] = encrypted["identity"]

    assert client.put(SERVER, body).code == "KeyVaultAuthenticationFailure"
    principal = client.get(IDENTITY).body["properties"]["principalId"]
    client.grant("Key Vault Crypto Service Encryption User", f"{VAULT}/keys/storage", principal)
    assert client.put(SERVER, body).status == 201


def test_role_at_a_missing_key_is_refused(client: Client, encrypted: dict[str, Any]) -> None:
    body = role_body("Reader", OWNER.object_id)

    assert client.put(assignment(f"{VAULT}/keys/missing"), body).code == "ResourceNotFound"
    assert client.put(assignment(f"{VAULT}/keys/storage"), body).status == 201


def server(**properties: Any) -> dict[str, Any]:
    own = {"version": "8.0.21", "administratorLogin": "wandb", "administratorLoginPassword": "secret-1"}
    sku = {"name": "Standard_D2ds_v4", "tier": "GeneralPurpose"}
    return {"location": "westeurope", "sku": sku, "properties": {**own, **properties}}


def test_database_server_needs_a_delegated_subnet(client: Client) -> None:
    put_network(client)
    client.put(SUBNET, {"properties": {"addressPrefix": "10.0.0.0/24"}})
    body = server(network={"delegatedSubnetResourceId": SUBNET})

    assert client.put(SERVER, body).code == "SubnetNotDelegated"
    delegation = {"name": "db", "properties": {"serviceName": "Microsoft.DBforMySQL/flexibleServers"}}
    client.put(SUBNET, {"properties": {"addressPrefix": "10.0.0.0/24", "delegations": [delegation]}})
    assert client.put(SERVER, body).status == 201
    assert client.delete(SUBNET).code == "InUseSubnetCannotBeDeleted"


def test_database_zone_has_the_suffix_of_the_service(client: Client) -> None:
    put_network(client)
    delegation = {"name": "db", "properties": {"serviceName": "Microsoft.DBforMySQL/flexibleServers"}}
    client.put(SUBNET, {"properties": {"addressPrefix": "10.0.0.0/24", "delegations": [delegation]}})
    zone = f"{GROUP}/providers/Microsoft.Network/privateDnsZones/example.internal"
    client.put(zone, {"location": "global"})

    network = {"delegatedSubnetResourceId": SUBNET, "privateDnsZoneResourceId": zone}
    assert client.put(SERVER, server(network=network)).code == "InvalidPrivateDnsZone"


def test_database_password_is_never_read_back(client: Client) -> None:
    assert "secret-1" not in str(client.put(SERVER, server()).body)
    assert "secret-1" not in str(client.get(SERVER).body)


def test_database_version_is_not_lowered(client: Client) -> None:
    client.put(SERVER, server(version="8.4"))

    assert client.put(SERVER, server(version="8.0.21")).code == "InvalidParameterValue"


def test_high_availability_is_refused_for_the_burstable_tier(client: Client) -> None:
    body = server(highAvailability={"mode": "ZoneRedundant"})
    assert client.put(SERVER, body).body["properties"]["highAvailability"]["standbyAvailabilityZone"] == "2"

    body["sku"] = {"name": "Standard_B2ms", "tier": "Burstable"}
    assert client.put(SERVER, body).code == "HaNotSupportedForBurstable"


def test_database_server_has_every_configuration(client: Client) -> None:
    configuration = f"{SERVER}/configurations/sort_buffer_size"
    assert client.get(configuration).status == 404
    client.put(SERVER, server())

    assert client.get(configuration).body["properties"]["source"] == "system-default"
    client.put(configuration, {"properties": {"value": "1048576"}})
    own = client.get(configuration).body["properties"]
    assert (own["value"], own["source"]) == ("1048576", "user-override")


def test_cache_name_is_unique_and_premium_stays(client: Client) -> None:
    body = {"location": "westeurope", "properties": {"sku": {"name": "Premium", "family": "P", "capacity": 1}}}
    assert client.put(CACHE, body).status == 201
    client.put(f"{GROUP}2", {"location": "westeurope"})

    assert client.put(CACHE.replace("/test/", "/test2/"), body).code == "NameNotAvailable"
    body["properties"] = {"sku": {"name": "Standard", "family": "C", "capacity": 1}}
    assert client.put(CACHE, body).code == "InvalidRequestBody"


def test_cache_keys_change_one_at_a_time(client: Client) -> None:
    client.put(CACHE, {"location": "westeurope", "properties": {"sku": {"name": "Standard"}}})
    before = client.post(f"{CACHE}/listKeys").body

    after = client.post(f"{CACHE}/regenerateKey", {"keyType": "Primary"}).body

    assert (before["primaryKey"] != after["primaryKey"], before["secondaryKey"]) == (True, after["secondaryKey"])


def test_managed_redis_gives_keys_only_where_key_access_is_enabled(client: Client) -> None:
    client.put(MANAGED, {"location": "westeurope", "sku": {"name": "Balanced_B10"}})
    database = f"{MANAGED}/databases/default"
    client.put(database, {"properties": {}})

    assert client.post(f"{database}/listKeys").code == "BadRequest"
    client.put(database, {"properties": {"accessKeysAuthentication": "Enabled"}})
    assert client.post(f"{database}/listKeys").body["primaryKey"]


def subscription(*, with_identity: bool = True) -> dict[str, Any]:
    queue = {"endpointType": "StorageQueue", "properties": {"resourceId": ACCOUNT, "queueName": "events"}}
    if not with_identity:
        return {"properties": {"destination": queue}}
    return {"properties": {"deliveryWithResourceIdentity": {"destination": queue}}}


def test_event_subscription_needs_a_queue_and_the_right_to_send(client: Client) -> None:
    client.put(ACCOUNT, storage_account())
    identity = {"type": "SystemAssigned"}
    client.put(TOPIC, {"location": "westeurope", "identity": identity, "properties": {"source": ACCOUNT}})
    path = f"{TOPIC}/eventSubscriptions/uploads"

    assert client.put(path, subscription()).status == 400
    client.put(QUEUE)
    assert client.put(path, subscription()).code == "Unauthorized"
    client.grant("Storage Queue Data Message Sender", QUEUE, client.get(TOPIC).body["identity"]["principalId"])
    assert client.put(path, subscription()).status == 201
    assert client.put(path, subscription(with_identity=False)).status == 201


def test_event_subscription_needs_the_right_to_write_dead_letters(client: Client) -> None:
    client.put(ACCOUNT, storage_account())
    client.put(CONTAINER)
    identity = {"type": "SystemAssigned"}
    client.put(TOPIC, {"location": "westeurope", "identity": identity, "properties": {"source": ACCOUNT}})
    blobs = {"endpointType": "StorageBlob", "properties": {"resourceId": ACCOUNT, "blobContainerName": "runs"}}
    letters = {"properties": {"deadLetterWithResourceIdentity": {"deadLetterDestination": blobs}}}
    path = f"{TOPIC}/eventSubscriptions/uploads"

    assert client.put(path, letters).code == "Unauthorized"
    client.grant("Storage Blob Data Contributor", CONTAINER, client.get(TOPIC).body["identity"]["principalId"])
    assert client.put(path, letters).status == 201


def test_second_system_topic_of_a_source_is_refused(client: Client) -> None:
    client.put(ACCOUNT, storage_account())
    body = {"location": "westeurope", "properties": {"source": ACCOUNT}}
    client.put(TOPIC, body)

    assert client.put(TOPIC.replace("/topic", "/second"), body).code == "Conflict"


def test_workspace_keeps_logs_for_30_to_730_days(client: Client) -> None:
    assert client.put(WORKSPACE, {"location": "westeurope", "properties": {"retentionInDays": 7}}).status == 400
    assert client.put(WORKSPACE, {"location": "westeurope", "properties": {}}).status == 201
    assert set(client.post(f"{WORKSPACE}/sharedKeys").body) == {"primarySharedKey", "secondarySharedKey"}
