"""The storage queue of the server, and the Event Grid subscription that sends new objects to it."""

from collections.abc import Mapping, Sequence

from cdktf import TerraformResource
from cdktf_cdktf_provider_azurerm.eventgrid_system_topic import EventgridSystemTopic, EventgridSystemTopicIdentity
from cdktf_cdktf_provider_azurerm.eventgrid_system_topic_event_subscription import (
    EventgridSystemTopicEventSubscription,
    EventgridSystemTopicEventSubscriptionDeadLetterIdentity,
    EventgridSystemTopicEventSubscriptionDeliveryIdentity,
    EventgridSystemTopicEventSubscriptionRetryPolicy,
    EventgridSystemTopicEventSubscriptionStorageBlobDeadLetterDestination,
    EventgridSystemTopicEventSubscriptionStorageQueueEndpoint,
    EventgridSystemTopicEventSubscriptionSubjectFilter,
)
from cdktf_cdktf_provider_azurerm.role_assignment import RoleAssignment
from cdktf_cdktf_provider_azurerm.storage_container import StorageContainer
from cdktf_cdktf_provider_azurerm.storage_queue import StorageQueue
from constructs import Construct

from constructs_lib.azure.grants import Identity, grant_roles
from constructs_lib.azure.identity import QUEUE_ROLE
from constructs_lib.azure.resource_id import name_from_id
from constructs_lib.azure.resource_scope import ResourceScope
from constructs_lib.azure.roles import grant, wait_for_roles
from constructs_lib.framework import Component

# https://learn.microsoft.com/azure/event-grid/event-schema-blob-storage
TOPIC_TYPE = "Microsoft.Storage.StorageAccounts"
OBJECT_CREATED = "Microsoft.Storage.BlobCreated"
# Event Grid's maximum before it dead-letters an event, and also its default
# (https://learn.microsoft.com/azure/event-grid/manage-event-delivery).
DELIVERY_ATTEMPTS = 30
EVENT_LIFETIME_MINUTES = 1440
# How long unread messages stay in the queue.
MESSAGE_LIFETIME_SECONDS = 7 * 24 * 60 * 60
# Roles of the topic's identity (https://learn.microsoft.com/azure/event-grid/add-identity-roles).
SENDER_ROLE = "Storage Queue Data Message Sender"
DEAD_LETTER_ROLE = "Storage Blob Data Contributor"


class EventGridQueue(Component):
    """Queue `name` in the storage account `account_id`, to which Event Grid sends each new object in `container_name`.

    Event Grid delivers with a system-assigned identity, so the account needs no shared key. Events not delivered within
    a day are stored in the container `<name>-undelivered`.

    Args:
        name: 3-50 lower-case letters, digits and single dashes.
        path: Only objects under it are sent; omitted: all objects.

    Attributes:
        queue_name: The name of the queue.
        queue_id: For roles.
        topic_id: The id of the system topic.
        contents: The resources and role assignments in the account, for `unlock_before`.

    Example:
        queue = EventGridQueue(
            stack, "queue", name="wandb-new-files", resource_scope=group.resource_scope, account_id=storage.account_id,
            container_name=storage.container_name,
        )
        queue.grant_receive(identity)
        unlock_before(storage.lock, queue.contents)
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        name: str,
        resource_scope: ResourceScope,
        account_id: str,
        container_name: str,
        path: str | None = None,
    ) -> None:
        super().__init__(scope, id_)
        self._name = name
        self._resource_scope = resource_scope
        self._account_id = account_id
        queue = StorageQueue(self, "queue", name=name, storage_account_id=account_id)
        undelivered = StorageContainer(
            self,
            "undelivered",
            name=f"{name}-undelivered",
            storage_account_id=account_id,
            container_access_type="private",
        )
        topic = self._create_topic()
        # Roles are assigned on resource ids, which the provider does not export for queues and containers.
        queue_id = f"{account_id}/queueServices/default/queues/{queue.name}"
        roles = self._allow_delivery(topic, queue_id, undelivered)
        self._subscribe(topic, queue, undelivered, _subject(container_name, path), roles)
        self.queue_name = queue.name
        self.queue_id = queue_id
        self.topic_id = topic.id
        self.contents: list[TerraformResource] = [queue, undelivered, *roles]

    def grant_receive(self, identity: Identity) -> None:
        """Lets `identity` receive and delete messages. `contents` then has the role assignments too."""
        self._grant(identity, {"receives": QUEUE_ROLE})

    def grant_send(self, identity: Identity) -> None:
        """Lets `identity` send messages. `contents` then has the role assignments too."""
        self._grant(identity, {"sends": SENDER_ROLE})

    def _grant(self, identity: Identity, roles: Mapping[str, str]) -> None:
        self.contents += grant_roles(self, identity, resource_id=self.queue_id, roles=roles)

    def _create_topic(self) -> EventgridSystemTopic:
        return EventgridSystemTopic(
            self,
            "topic",
            name=self._name,
            resource_group_name=self._resource_scope.resource_group_name,
            location=self._resource_scope.location,
            topic_type=TOPIC_TYPE,
            source_resource_id=self._account_id,
            identity=EventgridSystemTopicIdentity(type="SystemAssigned"),
            tags=dict(self._resource_scope.tags),
        )

    def _allow_delivery(
        self, topic: EventgridSystemTopic, queue_id: str, undelivered: StorageContainer
    ) -> list[RoleAssignment]:
        container_id = f"{self._account_id}/blobServices/default/containers/{undelivered.name}"
        principal_id = topic.identity.principal_id
        return [
            grant(self, "sender", role=SENDER_ROLE, principal_id=principal_id, resource_id=queue_id),
            grant(self, "dead_letters", role=DEAD_LETTER_ROLE, principal_id=principal_id, resource_id=container_id),
        ]

    def _subscribe(
        self,
        topic: EventgridSystemTopic,
        queue: StorageQueue,
        undelivered: StorageContainer,
        subject: str,
        roles: Sequence[RoleAssignment],
    ) -> None:
        EventgridSystemTopicEventSubscription(
            self,
            "subscription",
            name=self._name,
            # The roles must be in effect when the subscription is created
            # (https://learn.microsoft.com/azure/event-grid/managed-service-identity).
            system_topic=wait_for_roles(self, "rights_in_effect", value=name_from_id(topic.id), roles=roles),
            resource_group_name=self._resource_scope.resource_group_name,
            included_event_types=[OBJECT_CREATED],
            subject_filter=EventgridSystemTopicEventSubscriptionSubjectFilter(
                subject_begins_with=subject, case_sensitive=True
            ),
            storage_queue_endpoint=EventgridSystemTopicEventSubscriptionStorageQueueEndpoint(
                storage_account_id=self._account_id,
                queue_name=queue.name,
                queue_message_time_to_live_in_seconds=MESSAGE_LIFETIME_SECONDS,
            ),
            delivery_identity=EventgridSystemTopicEventSubscriptionDeliveryIdentity(type="SystemAssigned"),
            storage_blob_dead_letter_destination=EventgridSystemTopicEventSubscriptionStorageBlobDeadLetterDestination(
                storage_account_id=self._account_id, storage_blob_container_name=undelivered.name
            ),
            dead_letter_identity=EventgridSystemTopicEventSubscriptionDeadLetterIdentity(type="SystemAssigned"),
            retry_policy=EventgridSystemTopicEventSubscriptionRetryPolicy(
                max_delivery_attempts=DELIVERY_ATTEMPTS, event_time_to_live=EVENT_LIFETIME_MINUTES
            ),
        )


def _subject(container_name: str, path: str | None) -> str:
    # https://learn.microsoft.com/azure/event-grid/event-filtering#subject-filtering
    objects = f"/blobServices/default/containers/{container_name}/blobs/"
    return f"{objects}{path.strip('/')}/" if path else objects
