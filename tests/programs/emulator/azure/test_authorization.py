"""Who may do what: tokens, roles and role assignments."""

import time
import uuid

import pytest

from emulator.azure.cloud import Azure
from emulator.azure.principals import OWNER
from emulator.azure.role_definitions import ROLES
from tests.programs.emulator.azure.conftest import ACCOUNT, GROUP, Client, assignment, role_body, storage_account

IDENTITY = f"{GROUP}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/app"
PRINCIPAL = "99999999-9999-9999-9999-999999999999"
READER = "77777777-7777-7777-7777-777777777777"


def role(name: str, principal: str = PRINCIPAL) -> dict[str, object]:
    return role_body(name, principal)


@pytest.fixture
def reader(azure: Azure, client: Client) -> Client:
    reader = Client(azure)
    reader.client_id = READER
    principal = {"object_id": READER, "role": "Reader", "groups": []}
    assert client.control("PUT", f"principals/{READER}", principal).status == 204
    return reader


def test_request_without_a_valid_token_is_refused(client: Client) -> None:
    assert client.send("GET", GROUP, authorized=False).code == "AuthenticationFailed"


def test_token_is_for_one_audience(client: Client) -> None:
    vault_token = client.token("https://vault.azure.net")
    client._tokens["https://management.azure.com"] = vault_token

    assert client.get(GROUP).status == 401


def test_unknown_principal_cannot_log_in(azure: Azure) -> None:
    stranger = Client(azure)
    stranger.client_id = "88888888-8888-8888-8888-888888888888"
    url = "https://login.microsoftonline.com/common/oauth2/v2.0/token"

    reply = stranger.run("POST", url, {}, {"client_id": stranger.client_id, "client_secret": "any"})

    assert (reply.status, reply.body["error"]) == (401, "unauthorized_client")


def test_contributor_deploys_but_does_not_assign_roles_or_lock(client: Client, contributor: Client) -> None:
    assert contributor.put(IDENTITY, {"location": "westeurope"}).status == 201

    assert contributor.put(assignment(GROUP), role("Reader")).code == "AuthorizationFailed"
    lock = f"{GROUP}/providers/Microsoft.Authorization/locks/keep"
    assert contributor.put(lock, {"properties": {"level": "CanNotDelete"}}).code == "AuthorizationFailed"
    assert client.put(lock, {"properties": {"level": "CanNotDelete"}}).status == 201
    assert contributor.delete(lock).code == "AuthorizationFailed"


def test_reader_reads_and_gets_more_by_an_assignment(client: Client, reader: Client) -> None:
    assert reader.get(GROUP).status == 200
    assert reader.put(IDENTITY, {"location": "westeurope"}).code == "AuthorizationFailed"
    assert reader.delete(GROUP).code == "AuthorizationFailed"
    client.put(assignment(GROUP), role("Contributor", READER))
    assert reader.put(IDENTITY, {"location": "westeurope"}).status == 201
    assert reader.delete(GROUP).status == 202


def test_reader_lists_resources_but_not_their_keys(client: Client, reader: Client) -> None:
    client.put(ACCOUNT, storage_account())

    assert len(reader.get(ACCOUNT.rpartition("/")[0]).body["value"]) == 1
    assert reader.post(f"{ACCOUNT}/listKeys").code == "AuthorizationFailed"


def test_principal_without_a_role_can_list_nothing(client: Client, reader: Client) -> None:
    client.control("PUT", f"principals/{READER}", {"object_id": READER, "role": "None"})

    assert reader.get(ACCOUNT.rpartition("/")[0]).code == "AuthorizationFailed"


def test_changed_or_expired_token_is_refused(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    audience = "https://management.azure.com"
    token = client.token(audience)
    monkeypatch.setitem(client._tokens, audience, f"{token[:-4]}AAAA")
    assert client.get(GROUP).code == "AuthenticationFailed"

    monkeypatch.setitem(client._tokens, audience, token)
    assert client.get(GROUP).status == 200
    tomorrow = time.time() + 25 * 60 * 60
    monkeypatch.setattr(time, "time", lambda: tomorrow)
    assert client.get(GROUP).code == "AuthenticationFailed"


def test_same_assignment_twice_is_refused(client: Client) -> None:
    assert client.put(assignment(GROUP), role("Reader")).status == 201

    again = client.put(assignment(GROUP), role("Reader"))

    assert (again.status, again.code) == (409, "RoleAssignmentExists")
    assert client.put(assignment(GROUP), role("Contributor")).status == 201


def test_assignment_does_not_change_its_principal(client: Client) -> None:
    path = assignment(GROUP)
    client.put(path, role("Reader"))

    assert client.put(path, role("Reader", READER)).code == "RoleAssignmentUpdateNotPermitted"


def test_login_needs_a_secret(client: Client) -> None:
    url = "https://login.microsoftonline.com/common/oauth2/v2.0/token"

    reply = client.run("POST", url, {}, {"client_id": client.client_id})

    assert (reply.status, reply.body["error"]) == (401, "invalid_client")


def test_assignment_of_an_unknown_role_is_refused(client: Client) -> None:
    body = {"properties": {"roleDefinitionId": f"/roleDefinitions/{uuid.uuid4()}", "principalId": PRINCIPAL}}

    assert client.put(assignment(GROUP), body).code == "RoleDefinitionDoesNotExist"


def test_assignment_at_a_missing_resource_is_refused(client: Client) -> None:
    assert client.put(assignment(IDENTITY), role("Reader")).code == "ResourceNotFound"


def test_assignments_go_with_their_resource(client: Client) -> None:
    client.put(IDENTITY, {"location": "westeurope"})
    path = assignment(IDENTITY)
    client.put(path, role("Reader"))

    client.delete(IDENTITY)

    assert client.get(path).status == 404


def test_role_definition_is_found_by_name(client: Client) -> None:
    path = f"{GROUP}/providers/Microsoft.Authorization/roleDefinitions?$filter=roleName eq 'Key Vault Secrets User'"

    (found,) = client.get(path).body["value"]

    assert found["name"] == ROLES["Key Vault Secrets User"]
    assert client.get(found["id"]).body["properties"]["roleName"] == "Key Vault Secrets User"


def test_graph_finds_the_object_id_of_a_client(client: Client, azure: Azure) -> None:
    token = client.token("https://graph.microsoft.com")
    url = f"https://graph.microsoft.com/v1.0/servicePrincipals?$filter=appId eq '{client.client_id}'"

    reply = client.run("GET", url, {"Authorization": f"Bearer {token}"}, None)

    assert reply.body["value"][0]["id"] == OWNER.object_id
    assert client.run("GET", url, {}, None).status == 401
