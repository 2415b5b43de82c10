"""Event Grid system topics and their event subscriptions (Microsoft.EventGrid).

- A topic's source exists, and has one system topic (`Conflict`).
- A subscription that delivers with the topic's identity is refused until the identity may send to the queue and write
  dead letters (`Unauthorized`); the queue and the container exist.
- Sources: https://learn.microsoft.com/rest/api/eventgrid/,
  https://learn.microsoft.com/azure/event-grid/managed-service-identity and
  https://learn.microsoft.com/azure/event-grid/system-topics.
"""

from typing import Any

from emulator.azure.authorization import roles_at
from emulator.azure.http_messages import Answer, Json, RefusedError
from emulator.azure.identifiers import derived_guid
from emulator.azure.resource_types import Change, ResourceType, register
from emulator.azure.store import Resource
from emulator.azure.tenant import Tenant

TOPIC = "Microsoft.EventGrid/systemTopics"
SUBSCRIPTION = f"{TOPIC}/eventSubscriptions"
_QUEUE_ROLES = {"Storage Queue Data Message Sender", "Storage Queue Data Contributor"}
_BLOB_ROLES = {"Storage Blob Data Contributor", "Storage Blob Data Owner"}


def _complete_topic(change: Change) -> None:
    own = change.properties
    source = own["source"].lower()
    for each in change.tenant.store.of_type(TOPIC):
        if each.key != change.id.key and each.properties["source"].lower() == source:
            message = f"Only one system topic is allowed per source; '{each.id}' has it."
            raise RefusedError(409, "Conflict", message)
    own["metricResourceId"] = derived_guid(change.id.text)


def _complete_subscription(change: Change) -> None:
    own = change.properties
    own["topic"] = change.id.parent
    own.setdefault("eventDeliverySchema", "EventGridSchema")
    own.setdefault("labels", [])
    queue = _destination(own, "deliveryWithResourceIdentity", "destination")
    dead_letters = _destination(own, "deadLetterWithResourceIdentity", "deadLetterDestination")
    _check_delivery(change, queue, "queue", _QUEUE_ROLES)
    _check_delivery(change, dead_letters, "blob", _BLOB_ROLES)


def _destination(properties: Json, with_identity: str, key: str) -> tuple[Json, bool]:
    """What events go to, and whether the topic's identity delivers them."""
    wrapped = properties.get(with_identity)
    if wrapped:
        return (wrapped.get(key) or {}).get("properties") or {}, True
    return (properties.get(key) or {}).get("properties") or {}, False


def _check_delivery(change: Change, destination: tuple[Json, bool], kind: str, roles: set[str]) -> None:
    properties, with_identity = destination
    account = properties.get("resourceId")
    name = properties.get("queueName" if kind == "queue" else "blobContainerName")
    if not account or not name:
        return
    collection = "queueServices/default/queues" if kind == "queue" else "blobServices/default/containers"
    target = change.tenant.existing(f"{account}/{collection}/{name}", "ResourceNotFound", 400)
    topic = change.tenant.existing(change.id.parent)
    principal = str((topic.body.get("identity") or {}).get("principalId"))
    if with_identity and not roles_at(change.tenant, [principal], target.id) & roles:
        message = f"The managed identity of the topic '{topic.name}' is not authorized to access '{target.id}'."
        raise RefusedError(400, "Unauthorized", message)


def _no_attributes(_tenant: Tenant, _subscription: Resource, _body: Any) -> Answer:
    return Answer(body={"value": []})


def _no_url(_tenant: Tenant, _subscription: Resource, _body: Any) -> Answer:
    return Answer(body={"endpointUrl": None})


register(
    ResourceType(type=TOPIC, complete=_complete_topic, long_running=True),
    ResourceType(
        type=SUBSCRIPTION,
        complete=_complete_subscription,
        actions={"getdeliveryattributes": _no_attributes, "getfullurl": _no_url},
        long_running=True,
        updated=201,
    ),
)
