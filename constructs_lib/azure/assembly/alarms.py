"""The alarms of a deployment, with their receivers, workbook, logs and budget."""

from constructs import Construct

from constructs_lib.azure.alarm_definitions import (
    FIXED_THRESHOLDS,
    Alarm,
    cache_alarms,
    cluster_alarms,
    database_alarms,
    gateway_alarms,
    queue_alarms,
    storage_alarms,
    vault_alarms,
)
from constructs_lib.azure.alarm_events import (
    tell_of_changed_keys,
    tell_of_costs,
    tell_of_deleted_vaults,
    tell_of_health,
)
from constructs_lib.azure.alarms import ActionGroup, Alarms
from constructs_lib.azure.assembly.data_stores import Redis
from constructs_lib.azure.assembly.object_store import ContainerAndQueue
from constructs_lib.azure.cluster import Cluster
from constructs_lib.azure.database import Database
from constructs_lib.azure.diagnostics import Diagnostics
from constructs_lib.azure.key_vault import KeyVault
from constructs_lib.azure.resource_group import ResourceGroup
from constructs_lib.settings import AzureSettings


def create_alarms(
    scope: Construct,
    settings: AzureSettings,
    *,
    group: ResourceGroup,
    vault: KeyVault,
    secret_store: KeyVault,
    database: Database,
    cache: Redis | None,
    objects: ContainerAndQueue | None,
    gateway_id: str,
    cluster: Cluster,
) -> None:
    """Alarms on everything that is created, and its logs; `alarms` is set."""
    assert settings.alarms is not None
    name, resource_scope = settings.namespace, group.resource_scope
    logs = Diagnostics(
        scope,
        "logs",
        name=f"{name}-logs",
        resource_scope=resource_scope,
        resources=scope,
        retention_days=settings.alarms.log_retention_days,
    )
    group_id = settings.alarms.action_group_id
    if group_id is None:
        emails = settings.alarms.emails
        receivers = ActionGroup(
            scope, "alarm_receivers", name=f"{name}-alarms", resource_scope=resource_scope, emails=emails
        )
        group_id = receivers.action_group_id
    alarms = [
        *database_alarms(database.server_id),
        *(cache_alarms(cache.cache_id, managed=settings.redis_kind == "managed") if cache else []),
        *gateway_alarms(gateway_id),
        *cluster_alarms(cluster.cluster_id),
        *_object_alarms(settings, objects),
        *vault_alarms(vault.vault_id),
    ]
    Alarms(
        scope,
        "alarms",
        name=name,
        resource_scope=resource_scope,
        resource_group_id=group.resource_group_id,
        alarms=alarms,
        thresholds={**settings.alarm_thresholds, **FIXED_THRESHOLDS},
        action_group_id=group_id,
    )
    vault_ids = [vault.vault_id, secret_store.vault_id]
    tell_of_deleted_vaults(
        scope,
        "vault_alarm",
        name=f"{name}-vault-deleted",
        resource_scope=resource_scope,
        vault_ids=vault_ids,
        group_id=group_id,
    )
    tell_of_health(
        scope,
        "health_alarm",
        name=f"{name}-resource-health",
        resource_scope=resource_scope,
        resource_group_id=group.resource_group_id,
        group_id=group_id,
    )
    tell_of_changed_keys(
        scope,
        "key_alarm",
        name=f"{name}-key-unusable",
        resource_scope=resource_scope,
        workspace_id=logs.workspace_id,
        group_id=group_id,
    )
    if settings.alarms.monthly_budget is not None:
        tell_of_costs(
            scope,
            "budget",
            name=f"{name}-monthly",
            resource_group_id=group.resource_group_id,
            monthly_budget=settings.alarms.monthly_budget,
            group_id=group_id,
        )


def _object_alarms(settings: AzureSettings, objects: ContainerAndQueue | None) -> list[Alarm]:
    """Of the storage account that is created, and of the events that it sends."""
    if objects is None or objects.account_id is None or not settings.creates_storage:
        return []
    events = queue_alarms(objects.topic_id) if objects.topic_id else []
    return [*storage_alarms(objects.account_id), *events]
