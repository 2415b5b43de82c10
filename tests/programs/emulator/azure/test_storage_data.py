"""Storage's data plane: who may use blobs and queues, and the events of uploads."""

import base64
import json
import re

import pytest

from tests.programs.emulator.azure.conftest import ACCOUNT, CONTAINER, QUEUE, TOPIC, Client, storage_account

BLOBS = "https://files1.blob.core.windows.net"
QUEUES = "https://files1.queue.core.windows.net"


@pytest.fixture
def storage(client: Client) -> Client:
    """An account without key access, with a container and a queue."""
    client.put(ACCOUNT, storage_account(allowSharedKeyAccess=False))
    client.put(CONTAINER)
    client.put(QUEUE)
    return client


def test_blob_needs_a_role_for_data(storage: Client) -> None:
    refused = storage.put(f"{BLOBS}/runs/one", "content")
    assert (refused.status, refused.code) == (403, "AuthorizationPermissionMismatch")

    storage.grant("Storage Blob Data Reader", CONTAINER)
    assert storage.put(f"{BLOBS}/runs/one", "content").status == 403
    storage.grant("Storage Blob Data Contributor", CONTAINER)
    assert storage.put(f"{BLOBS}/runs/one", "content").status == 201
    assert storage.get(f"{BLOBS}/runs/one").body == b'"content"'
    assert b"<Name>one</Name>" in storage.get(f"{BLOBS}/runs?restype=container&comp=list").body
    assert storage.delete(f"{BLOBS}/runs/one").status == 202
    assert storage.get(f"{BLOBS}/runs/one").code == "BlobNotFound"


def test_missing_account_and_container_are_not_found(storage: Client) -> None:
    assert storage.get("https://other.blob.core.windows.net/runs/one").code == "ResourceNotFound"
    assert storage.get(f"{BLOBS}/other/one").code == "ContainerNotFound"
    assert storage.get(f"{QUEUES}/other/messages").code == "QueueNotFound"


def test_blob_without_a_token_or_with_a_forbidden_key_is_refused(storage: Client) -> None:
    assert storage.send("GET", f"{BLOBS}/runs/one", authorized=False).code == "NoAuthenticationInformation"

    signed = storage.run("GET", f"{BLOBS}/runs/one", {"Authorization": "SharedKey files1:abc"}, None)
    assert signed.code == "KeyBasedAuthenticationNotPermitted"
    storage.patch(ACCOUNT, {"properties": {"allowSharedKeyAccess": True}})
    assert storage.run("GET", f"{BLOBS}/runs/one", {"Authorization": "SharedKey files1:abc"}, None).status == 404


def test_upload_that_matches_a_subscription_becomes_an_event(storage: Client) -> None:
    identity = {"type": "SystemAssigned"}
    topic = storage.put(TOPIC, {"location": "westeurope", "identity": identity, "properties": {"source": ACCOUNT}})
    storage.grant("Storage Queue Data Message Sender", QUEUE, topic.body["identity"]["principalId"])
    storage.grant("Storage Blob Data Contributor", CONTAINER)
    storage.grant("Storage Queue Data Contributor", QUEUE)
    queue = {"endpointType": "StorageQueue", "properties": {"resourceId": ACCOUNT, "queueName": "events"}}
    uploads = {
        "includedEventTypes": ["Microsoft.Storage.BlobCreated"],
        "subjectBeginsWith": "/blobServices/default/containers/runs/blobs/a/",
    }
    subscription = {"deliveryWithResourceIdentity": {"destination": queue}, "filter": uploads}
    storage.put(f"{TOPIC}/eventSubscriptions/uploads", {"properties": subscription})

    storage.put(f"{BLOBS}/runs/a/one", "content")
    storage.put(f"{BLOBS}/runs/b/two", "content")

    messages = re.findall("<MessageText>(.*?)</MessageText>", _text(storage, "numofmessages=32"))
    (event,) = [json.loads(base64.b64decode(each)) for each in messages]
    assert event["subject"] == "/blobServices/default/containers/runs/blobs/a/one"
    assert event["data"]["url"] == f"{BLOBS}/runs/a/one"
    assert "<MessageText>" not in _text(storage, "peekonly=true")


def _text(client: Client, query: str) -> str:
    text: bytes = client.get(f"{QUEUES}/events/messages?{query}").body
    return text.decode()
