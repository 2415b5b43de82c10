from typing import Any

import pytest
from cdktf import TerraformStack

from constructs_lib.azure.event_grid import EventGridQueue
from constructs_lib.azure.resource_scope import ResourceScope
from tests.unit.synth import only, resources, shown, variable

MINIMAL: dict[str, Any] = {"name": "wandb-file-metadata", "account_id": "/account", "container_name": "wandb"}
QUEUE = "${azurerm_storage_queue.events_queue.name}"
UNDELIVERED = "${azurerm_storage_container.events_undelivered.name}"
TOPIC_IDENTITY = "${azurerm_eventgrid_system_topic.events_topic.identity[0].principal_id}"


def test_queue_gets_events_only_of_new_objects_in_the_container(
    stack: TerraformStack, resource_scope: ResourceScope
) -> None:
    EventGridQueue(stack, "events", **MINIMAL, resource_scope=resource_scope)

    assert only(stack, "azurerm_storage_queue") == {"name": "wandb-file-metadata", "storage_account_id": "/account"}
    subscription = only(stack, "azurerm_eventgrid_system_topic_event_subscription")
    assert subscription["included_event_types"] == ["Microsoft.Storage.BlobCreated"]
    assert subscription["subject_filter"] == {
        "subject_begins_with": "/blobServices/default/containers/wandb/blobs/",
        "case_sensitive": True,
    }
    assert subscription["storage_queue_endpoint"] == {
        "storage_account_id": "/account",
        "queue_name": QUEUE,
        "queue_message_time_to_live_in_seconds": 7 * 24 * 60 * 60,
    }


@pytest.mark.parametrize("path", ["runs", "/runs/", "runs/"])
def test_queue_gets_only_events_under_the_path(stack: TerraformStack, resource_scope: ResourceScope, path: str) -> None:
    EventGridQueue(stack, "events", **MINIMAL, resource_scope=resource_scope, path=path)

    found = only(stack, "azurerm_eventgrid_system_topic_event_subscription")["subject_filter"]
    assert found["subject_begins_with"] == "/blobServices/default/containers/wandb/blobs/runs/"


def test_topic_listens_to_the_account_with_an_identity_of_its_own(
    stack: TerraformStack, resource_scope: ResourceScope
) -> None:
    EventGridQueue(stack, "events", **MINIMAL, resource_scope=resource_scope)

    assert only(stack, "azurerm_eventgrid_system_topic") == {
        "name": "wandb-file-metadata",
        "resource_group_name": "wandb-group",
        "location": "norwayeast",
        "topic_type": "Microsoft.Storage.StorageAccounts",
        "source_resource_id": "/account",
        "identity": {"type": "SystemAssigned"},
        "tags": {"team": "ml"},
    }


def test_event_grid_may_send_to_the_queue_and_set_aside_in_one_container(
    stack: TerraformStack, resource_scope: ResourceScope
) -> None:
    EventGridQueue(stack, "events", **MINIMAL, resource_scope=resource_scope)

    given = resources(stack, "azurerm_role_assignment").values()
    assert {role["principal_id"] for role in given} == {TOPIC_IDENTITY}
    assert {(role["role_definition_name"], role["scope"]) for role in given} == {
        ("Storage Queue Data Message Sender", f"/account/queueServices/default/queues/{QUEUE}"),
        ("Storage Blob Data Contributor", f"/account/blobServices/default/containers/{UNDELIVERED}"),
    }


def test_delivery_waits_for_roles_and_has_a_dead_letter_container(
    stack: TerraformStack, resource_scope: ResourceScope
) -> None:
    EventGridQueue(stack, "events", **MINIMAL, resource_scope=resource_scope)

    assert only(stack, "azurerm_storage_container")["name"] == "wandb-file-metadata-undelivered"
    subscription = only(stack, "azurerm_eventgrid_system_topic_event_subscription")
    assert subscription["delivery_identity"] == {"type": "SystemAssigned"}
    assert subscription["dead_letter_identity"] == {"type": "SystemAssigned"}
    assert subscription["storage_blob_dead_letter_destination"] == {
        "storage_account_id": "/account",
        "storage_blob_container_name": UNDELIVERED,
    }
    assert subscription["retry_policy"] == {"max_delivery_attempts": 30, "event_time_to_live": 1440}
    assert subscription["system_topic"] == "${time_sleep.events_rights_in_effect.triggers.value}"
    assert only(stack, "time_sleep")["triggers"] == {
        "value": "${basename(azurerm_eventgrid_system_topic.events_topic.id)}",
        "sender": "${azurerm_role_assignment.events_sender.id}",
        "dead_letters": "${azurerm_role_assignment.events_dead_letters.id}",
    }


def test_its_contents_are_what_a_lock_on_the_account_covers(
    stack: TerraformStack, resource_scope: ResourceScope
) -> None:
    events = EventGridQueue(stack, "events", **MINIMAL, resource_scope=resource_scope)

    assert [f"{each.terraform_resource_type}.{each.friendly_unique_id}" for each in events.contents] == [
        "azurerm_storage_queue.events_queue",
        "azurerm_storage_container.events_undelivered",
        "azurerm_role_assignment.events_sender",
        "azurerm_role_assignment.events_dead_letters",
    ]


def test_its_attributes_are_those_of_the_queue(stack: TerraformStack, resource_scope: ResourceScope) -> None:
    events = EventGridQueue(stack, "events", **MINIMAL, resource_scope=resource_scope)

    assert shown(stack, name=events.queue_name, id=events.queue_id) == {
        "name": QUEUE,
        "id": f"/account/queueServices/default/queues/{QUEUE}",
    }


def test_references_reach_queue_topic_and_subscription(stack: TerraformStack, resource_scope: ResourceScope) -> None:
    values = {name: variable(stack, name) for name in MINIMAL}
    EventGridQueue(stack, "events", **values, resource_scope=resource_scope)

    assert only(stack, "azurerm_storage_queue") == {"name": "${var.name}", "storage_account_id": "${var.account_id}"}
    assert only(stack, "azurerm_eventgrid_system_topic")["source_resource_id"] == "${var.account_id}"
    subject = only(stack, "azurerm_eventgrid_system_topic_event_subscription")["subject_filter"]
    assert subject["subject_begins_with"] == "/blobServices/default/containers/${var.container_name}/blobs/"
