"""Storage's data plane: blobs and queue messages, and the events that Event Grid delivers.

- `https://<account>.blob.core.windows.net/<container>/<blob>`: PUT, GET, HEAD and DELETE; the list of a container.
- `https://<account>.queue.core.windows.net/<queue>/messages`: POST, GET (takes them away,
  unless `peekonly`) and DELETE (clears the queue).
- A token needs a role for data at the account, container or queue (`AuthorizationPermissionMismatch`); a request signed
  with an account key is not verified, but refused where `allowSharedKeyAccess` is false
  (`KeyBasedAuthenticationNotPermitted`).
- A blob that is written becomes a `Microsoft.Storage.BlobCreated` event in the queue of each event subscription whose
  filter matches. Firewalls are stored, but every client is on this machine, so they refuse nobody.
- Sources: https://learn.microsoft.com/rest/api/storageservices/ and
  https://learn.microsoft.com/azure/event-grid/event-schema-blob-storage.
"""

import base64
import json
import uuid
from xml.sax.saxutils import escape

from emulator.azure.authorization import roles_at
from emulator.azure.event_grid import SUBSCRIPTION, TOPIC
from emulator.azure.http_messages import Answer, Json, RefusedError, Request
from emulator.azure.offers import LEASED
from emulator.azure.storage import ACCOUNT
from emulator.azure.store import Resource
from emulator.azure.tenant import Tenant
from emulator.azure.values import now

HOST_SUFFIXES = (".blob.core.windows.net", ".queue.core.windows.net")
_AUDIENCE = "https://storage.azure.com"
_WRITERS = {
    "blob": {"Storage Blob Data Owner", "Storage Blob Data Contributor"},
    "queue": {"Storage Queue Data Contributor", "Storage Queue Data Message Sender"},
}
_READERS = {
    "blob": {"Storage Blob Data Owner", "Storage Blob Data Contributor", "Storage Blob Data Reader"},
    "queue": {"Storage Queue Data Contributor", "Storage Queue Data Message Processor", "Storage Queue Data Reader"},
}
_BLOB_CREATED = "Microsoft.Storage.BlobCreated"


def answer_storage(tenant: Tenant, request: Request) -> Answer:
    name, service = request.host.split(".")[:2]
    account = next((each for each in tenant.store.of_type(ACCOUNT) if each.name == name), None)
    if account is None or not request.segments:
        raise RefusedError(404, "ResourceNotFound", f"{request.host}{request.path} does not exist.")
    container, *rest = request.segments
    collection = "blobServices/default/containers" if service == "blob" else "queueServices/default/queues"
    holder = tenant.store.get(f"{account.id}/{collection}/{container}")
    if holder is None:
        code = "ContainerNotFound" if service == "blob" else "QueueNotFound"
        raise RefusedError(404, code, f"The specified {service} container or queue does not exist: {container}")
    _authorize(tenant, request, account, holder, service)
    if service == "queue":
        return _answer_queue(request, holder)
    return _answer_blob(tenant, request, account, holder, "/".join(rest))


def _authorize(tenant: Tenant, request: Request, account: Resource, holder: Resource, service: str) -> None:
    if request.headers.get("authorization", "").startswith("SharedKey "):
        if account.properties.get("allowSharedKeyAccess") is False:
            message = "Key based authentication is not permitted on this storage account."
            raise RefusedError(403, "KeyBasedAuthenticationNotPermitted", message)
        return
    principal = tenant.principals.of_token(request.bearer, _AUDIENCE)
    if principal is None:
        raise RefusedError(401, "NoAuthenticationInformation", "Server failed to authenticate the request.")
    reads = request.method in ("GET", "HEAD")
    if not roles_at(tenant, principal.object_ids, holder.id) & (_READERS if reads else _WRITERS)[service]:
        message = "This request is not authorized to perform this operation using this permission."
        raise RefusedError(403, "AuthorizationPermissionMismatch", message)


def _answer_blob(tenant: Tenant, request: Request, account: Resource, container: Resource, name: str) -> Answer:
    blobs: dict[str, bytes] = container.private.setdefault("blobs", {})
    if not name:
        return _list(container, sorted(blobs))
    if request.method == "PUT":
        blobs[name] = request.raw
        _deliver(tenant, account, container, name)
        return Answer(201, headers={"ETag": f'"{uuid.uuid4().hex}"'})
    if name not in blobs:
        raise RefusedError(404, "BlobNotFound", "The specified blob does not exist.")
    if request.method == "DELETE":
        del blobs[name]
        return Answer(202)
    lease = {"x-ms-lease-state": "leased" if name in LEASED else "available"}
    return Answer(200, blobs[name], lease, content_type="application/octet-stream")


def _list(container: Resource, names: list[str]) -> Answer:
    blobs = "".join(f"<Blob><Name>{escape(name)}</Name></Blob>" for name in names)
    xml = f'<EnumerationResults ContainerName="{container.name}"><Blobs>{blobs}</Blobs></EnumerationResults>'
    return Answer(200, xml.encode(), content_type="application/xml")


def _deliver(tenant: Tenant, account: Resource, container: Resource, blob: str) -> None:
    subject = f"/blobServices/default/containers/{container.name}/blobs/{blob}"
    topics = [each for each in tenant.store.of_type(TOPIC) if each.properties["source"].lower() == account.key]
    for subscription in (each for topic in topics for each in tenant.store.of_type(SUBSCRIPTION, topic.id)):
        own = subscription.properties
        queue = _queue(tenant, own)
        if queue is not None and _matches(own.get("filter") or {}, subject):
            event: Json = {
                "topic": account.id,
                "subject": subject,
                "eventType": _BLOB_CREATED,
                "eventTime": now(),
                "id": str(uuid.uuid4()),
                "data": {
                    "api": "PutBlob",
                    "url": f"https://{account.name}.blob.core.windows.net/{container.name}/{blob}",
                },
                "dataVersion": "",
                "metadataVersion": "1",
            }
            _messages(queue).append(base64.b64encode(json.dumps(event).encode()).decode())


def _queue(tenant: Tenant, subscription: Json) -> Resource | None:
    wrapped = subscription.get("deliveryWithResourceIdentity") or subscription
    target = (wrapped.get("destination") or {}).get("properties") or {}
    return tenant.store.get(f"{target.get('resourceId')}/queueServices/default/queues/{target.get('queueName')}")


def _matches(event_filter: Json, subject: str) -> bool:
    types = event_filter.get("includedEventTypes")
    begins, ends = event_filter.get("subjectBeginsWith") or "", event_filter.get("subjectEndsWith") or ""
    if not event_filter.get("isSubjectCaseSensitive"):
        subject, begins, ends = subject.lower(), begins.lower(), ends.lower()
    return (not types or _BLOB_CREATED in types) and subject.startswith(begins) and subject.endswith(ends)


def _messages(queue: Resource) -> list[str]:
    messages: list[str] = queue.private.setdefault("messages", [])
    return messages


def _answer_queue(request: Request, queue: Resource) -> Answer:
    messages = _messages(queue)
    if request.method == "POST":
        text = request.raw.decode().partition("<MessageText>")[2].partition("</MessageText>")[0]
        messages.append(text)
        return Answer(201)
    if request.method == "DELETE":
        messages.clear()
        return Answer(204)
    count = int(request.query.get("numofmessages", "1"))
    taken = messages[:count]
    if request.query.get("peekonly") != "true":
        del messages[:count]
    items = "".join(f"<QueueMessage><MessageText>{escape(each)}</MessageText></QueueMessage>" for each in taken)
    xml = f"<QueueMessagesList>{items}</QueueMessagesList>"
    return Answer(200, xml.encode(), content_type="application/xml")
