"""What Azure Resource Manager enforces for every type of resource."""

import time

import pytest

from tests.programs.emulator.azure.conftest import ACCOUNT, GROUP, SUBSCRIPTION, TOPIC, Client, put_network

IDENTITY = f"{GROUP}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/app"
ADDRESS = f"{GROUP}/providers/Microsoft.Network/publicIPAddresses/address"
LOCK = "providers/Microsoft.Authorization/locks/keep"


def test_ids_are_the_same_in_any_case(client: Client) -> None:
    client.put(IDENTITY, {"location": "westeurope"})

    other = client.get(IDENTITY.upper().replace("/SUBSCRIPTIONS", "/subscriptions"))

    assert (other.status, other.body["id"]) == (200, IDENTITY)


def test_second_put_answers_200_and_keeps_the_first_spelling(client: Client) -> None:
    assert client.put(IDENTITY, {"location": "westeurope"}).status == 201

    again = client.put(IDENTITY.replace("resourceGroups", "resourcegroups"), {"location": "westeurope"})

    assert (again.status, again.body["id"]) == (200, IDENTITY)


def test_resource_in_a_missing_group_is_refused(client: Client) -> None:
    reply = client.put(IDENTITY.replace("/test/", "/missing/"), {"location": "westeurope"})

    assert (reply.status, reply.code) == (404, "ResourceGroupNotFound")


def test_child_of_a_missing_parent_is_refused(client: Client) -> None:
    reply = client.put(f"{IDENTITY}/federatedIdentityCredentials/one", {"properties": {"issuer": "i", "subject": "s"}})

    assert (reply.status, reply.code) == (404, "ParentResourceNotFound")


def test_reference_to_a_missing_resource_is_refused(client: Client) -> None:
    missing = f"{GROUP}/providers/Microsoft.Network/networkSecurityGroups/missing"
    subnet = {"addressPrefix": "10.0.0.0/24", "networkSecurityGroup": {"id": missing}}

    reply = client.put(f"{put_network(client)}/subnets/one", {"properties": subnet})

    assert (reply.status, reply.code) == (400, "InvalidResourceReference")


def test_reference_outside_the_network_service_has_its_own_error(client: Client) -> None:
    topic = {"location": "westeurope", "properties": {"source": ACCOUNT}}

    assert client.put(TOPIC, topic).code == "LinkedInvalidPropertyId"


def test_children_of_a_missing_parent_are_not_found(client: Client) -> None:
    assert client.get(f"{IDENTITY}/federatedIdentityCredentials").code == "ResourceNotFound"


def test_existing_resource_does_not_move(client: Client) -> None:
    client.put(IDENTITY, {"location": "westeurope"})

    assert client.put(IDENTITY, {"location": "northeurope"}).code == "InvalidResourceLocation"
    assert client.put(GROUP, {"location": "northeurope"}).code == "InvalidResourceGroupLocation"


def test_patch_replaces_the_tags(client: Client) -> None:
    client.put(IDENTITY, {"location": "westeurope", "tags": {"a": "1", "b": "2"}})

    assert client.patch(IDENTITY, {"tags": {"b": "2", "c": "3"}}).body["tags"] == {"b": "2", "c": "3"}
    assert client.get(IDENTITY).body["location"] == "westeurope"
    assert client.patch(IDENTITY.replace("app", "missing"), {}).status == 404


def test_deletion_of_a_missing_resource_answers_204(client: Client) -> None:
    assert client.delete(IDENTITY).status == 204


def test_long_running_operation_ends_and_the_resource_is_ready(client: Client) -> None:
    reply = client.put(ADDRESS, {"location": "westeurope", "sku": {"name": "Standard"}})
    operation = reply.headers["Azure-AsyncOperation"].partition("?")[0]

    assert reply.body["properties"]["provisioningState"] == "Creating"
    assert client.get(operation.removeprefix("https://management.azure.com")).body["status"] == "InProgress"
    time.sleep(0.15)
    assert client.get(operation.removeprefix("https://management.azure.com")).body["status"] == "Succeeded"
    assert client.get(ADDRESS).body["properties"]["provisioningState"] == "Succeeded"


@pytest.mark.parametrize("scope", [IDENTITY, GROUP, f"{IDENTITY}/federatedIdentityCredentials/one"])
def test_lock_refuses_deletion_at_around_and_in_its_scope(client: Client, scope: str) -> None:
    client.put(IDENTITY, {"location": "westeurope"})
    client.put(f"{IDENTITY}/federatedIdentityCredentials/one", {"properties": {"issuer": "i", "subject": "s"}})
    assert client.put(f"{IDENTITY}/{LOCK}", {"properties": {"level": "CanNotDelete"}}).status == 201

    refused = client.delete(scope)

    assert (refused.status, refused.code) == (409, "ScopeLocked")
    assert client.patch(IDENTITY, {"tags": {"a": "1"}}).status == 200
    assert client.delete(f"{IDENTITY}/{LOCK}").status == 200
    assert client.delete(scope).status in (200, 202)


def test_read_only_lock_refuses_changes(client: Client) -> None:
    client.put(IDENTITY, {"location": "westeurope"})
    client.put(f"{GROUP}/{LOCK}", {"properties": {"level": "ReadOnly"}})

    assert client.patch(IDENTITY, {"tags": {"a": "1"}}).code == "ScopeLocked"
    assert client.get(IDENTITY).status == 200


def test_deleted_group_takes_everything_along(client: Client) -> None:
    client.put(IDENTITY, {"location": "westeurope"})

    assert client.delete(GROUP).status == 202
    assert client.get(IDENTITY).status == 404
    assert client.get(GROUP).code == "ResourceGroupNotFound"


def test_lists_are_of_a_type_and_a_scope(client: Client) -> None:
    client.put(IDENTITY, {"location": "westeurope"})
    client.put(ADDRESS, {"location": "westeurope"})

    def names(path: str) -> list[str]:
        return [each["name"] for each in client.get(path).body["value"]]

    assert names(IDENTITY.rpartition("/")[0]) == ["app"]
    assert names(f"{SUBSCRIPTION}/providers/Microsoft.Network/publicIPAddresses") == ["address"]
    assert names(f"{GROUP}/resources") == ["app", "address"]
    assert names(f"{GROUP}/resources?$filter=resourceType eq 'Microsoft.Network/publicIPAddresses'") == ["address"]
    assert names(f"{SUBSCRIPTION}/resourceGroups") == ["test"]


def test_second_credential_with_the_same_subject_is_refused(client: Client) -> None:
    client.put(IDENTITY, {"location": "westeurope"})
    credential = {"properties": {"issuer": "i", "subject": "s"}}
    client.put(f"{IDENTITY}/federatedIdentityCredentials/one", credential)

    assert client.put(f"{IDENTITY}/federatedIdentityCredentials/two", credential).code == "Conflict"


def test_identity_has_at_most_20_credentials(client: Client) -> None:
    client.put(IDENTITY, {"location": "westeurope"})
    statuses = [
        client.put(
            f"{IDENTITY}/federatedIdentityCredentials/{number}", {"properties": {"issuer": "i", "subject": str(number)}}
        ).status
        for number in range(21)
    ]

    assert statuses == [201] * 20 + [400]


def test_unknown_type_is_refused_in_plain_words(client: Client) -> None:
    reply = client.put(f"{GROUP}/providers/Microsoft.Quantum/workspaces/one")

    assert reply.code == "EmulatorGap"
    assert "The emulator does not have 'Microsoft.Quantum/workspaces'" in reply.body["error"]["message"]
