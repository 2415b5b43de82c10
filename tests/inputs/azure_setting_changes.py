"""Every input of the Azure infrastructure, changed by itself, and one resource that it changes."""

from collections.abc import Mapping
from typing import Any

from tests.inputs.changes import APPLICATION, Change

_CLUSTER = "azurerm_kubernetes_cluster.cluster_cluster"
_DATABASE = "azurerm_mysql_flexible_server.database_server"
_RESTORED = "azurerm_mysql_flexible_server.database_restored_server"
_GATEWAY = "azurerm_application_gateway.gateway_gateway"
_REDIS = "azurerm_managed_redis.cache_redis"
_PARAMETER = "azurerm_mysql_flexible_server_configuration.database"
_STORAGE = "azurerm_storage_account.storage_account"
_SERVER = f"{APPLICATION}kubernetes_deployment_v1.server_workload_deployment"
_RESOURCE = f"{APPLICATION}helm_release.server_resource_release"
_ISSUER = f"{APPLICATION}helm_release.cert_manager_issuer_release"
_APPROVAL = f"{APPLICATION}kubernetes_cron_job_v1.private_endpoint_approval_cron_job"
# Its address names the service account.
_CREDENTIAL = "azurerm_federated_identity_credential.identity_credential_wandb-serviceaccount"
_GROUP = "/subscriptions/00000000-0000-0000-0000-0000000000aa/resourceGroups/changed/providers"
_SUBSCRIPTIONS = "/subscriptions/00000000-0000-0000-0000-0000000000"
_ZONE = _SUBSCRIPTIONS + "{}/resourceGroups/{}/providers/Microsoft.Network/dnsZones/wandb.ml"
_OTHER_SERVER = f"{_GROUP}/Microsoft.DBforMySQL/flexibleServers/changed"
_CLICKHOUSE = "production-changed.00000000-0000-0000-0000-0000000000ee.westus3.azure.privatelinkservice"


def _change(
    setting: str,
    value: Any,
    reaches: str,
    base: str = "everything",
    given: Mapping[str, Any] | None = None,
    along: Mapping[str, Any] | None = None,
) -> Change:
    return Change(setting, value, reaches, base, given or {}, along or {}, "azure")


_COMMON = (
    _change("namespace", "renamed", "azurerm_resource_group.resource_group_group"),
    _change("location", "uksouth", "azurerm_resource_group.resource_group_group"),
    _change("subscription_id", "00000000-0000-0000-0000-0000000000ab", "provider.azurerm"),
    _change("tenant_id", "22222222-2222-2222-2222-222222222222", "provider.azurerm"),
    _change("tags", {"Owner": "changed"}, "azurerm_resource_group.resource_group_group"),
    _change("ignore_tags", ["CreatedBy"], "azurerm_resource_group.resource_group_group"),
    _change("resource_provider_registrations", "none", "provider.azurerm"),
    _change("backend", {"type": "gcs", "bucket": "changed-state"}, "terraform.backend"),
    _change("size", "medium", _DATABASE, "recommended"),
    _change("deletion_protection", False, "azurerm_management_lock.storage_lock"),
    _change("k8s_namespace", "experiments", _CREDENTIAL),
    _change("service_account_name", "changed-account", _CREDENTIAL),
)
_INGRESS = (
    _change("domain_name", "deeper.wandb.ml", "azurerm_dns_a_record.dns_record"),
    _change("subdomain", "other", "azurerm_dns_a_record.dns_record"),
    _change("ssl", False, f"{APPLICATION}kubernetes_ingress_v1.server_ingress"),
    _change(
        "dns_zone_id",
        _ZONE.format("d5", "changed"),
        "azurerm_dns_a_record.dns_record",
    ),
    # Provider and zone have the same subscription.
    _change(
        "dns_subscription_id",
        "00000000-0000-0000-0000-0000000000d6",
        "provider.azurerm",
        along={"dns_zone_id": _ZONE.format("d6", "dns")},
    ),
    _change(
        "certificate_secret_id",
        "https://platform-certificates.vault.azure.net/secrets/changed",
        _GATEWAY,
        "private-link",
    ),
    _change(
        "certificate_key_vault_id",
        f"{_GROUP}/Microsoft.KeyVault/vaults/platform-certificates",
        "azurerm_role_assignment.gateway_identity_reads_secrets",
        "private-link",
    ),
    _change("use_dns_resolver", True, _ISSUER),
    _change("cert_manager_email", "changed@wandb.ml", _ISSUER),
    _change("cert_manager_acme_server", "https://changed.example.com/directory", _ISSUER),
    _change("cert_manager_chart_version", "v1.99.0", f"{APPLICATION}helm_release.cert_manager_release"),
    _change(
        "cert_manager_chart_repository",
        "https://charts.changed.example.com",
        f"{APPLICATION}helm_release.cert_manager_release",
    ),
    _change("allowed_ip_ranges", ["20.61.9.0/24"], "azurerm_network_security_rule.network_public_rules_allow_web"),
    _change("gateway_waf", False, _GATEWAY),
    _change("gateway_private", False, _GATEWAY, "private-link"),
    _change("gateway_private_ip_address", "10.10.0.99", _GATEWAY, "private-link"),
    _change("create_private_link", False, _GATEWAY),
    _change("allowed_subscriptions", ["00000000-0000-0000-0000-0000000000ef"], _APPROVAL),
    _change("azure_cli_image", "registry.example.com/changed-cli", _APPROVAL),
    _change("azure_cli_version", "2.89.0", _APPROVAL),
)
_NETWORK = (
    _change(
        "network_cidr",
        "10.32.0.0/12",
        "azurerm_virtual_network.network_virtual_network",
        given={"kubernetes_service_cidr": "172.20.0.0/16"},
    ),
    *(
        _change(f"network_{tier}_subnet_cidr", f"10.40.{number}.0/24", f"azurerm_subnet.network_{tier}")
        for number, tier in enumerate(("public", "private", "redis", "database", "private_link"), start=11)
    ),
    _change("network_kubernetes_subnet_cidr", "10.40.64.0/19", "azurerm_subnet.network_kubernetes"),
    _change("kubernetes_service_cidr", "10.42.0.0/16", _CLUSTER),
)
_VAULTS = (
    _change("key_vault_allowed_ip_ranges", ["20.61.8.0/24"], "azurerm_key_vault.vault_vault"),
    _change(
        "key_vault_administrator_object_ids",
        ["00000000-0000-0000-0000-0000000000bc"],
        "azurerm_role_assignment.vault_administrator_1_secrets",
    ),
    _change("enable_storage_vault_key", False, _STORAGE),
    _change("disable_storage_vault_key_id", True, _STORAGE),
    _change("enable_database_vault_key", False, _DATABASE),
    _change("enable_cluster_vault_key", False, _CLUSTER, "private-link"),
    _change("disable_cluster_vault_key", True, _CLUSTER, "private-link"),
)
_DATA = (
    _change("database_version", "8.4", _DATABASE),
    _change("database_availability_mode", "SameZone", _DATABASE),
    _change("database_sku_name", "GP_Standard_D4ds_v4", _DATABASE),
    _change("database_storage_gb", 257, _DATABASE),
    _change(
        "database_flags",
        {"long_query_time": "3"},
        f"{_PARAMETER}_long_query_time",
    ),
    _change("database_sort_buffer_size", 262144, f"{_PARAMETER}_sort_buffer_size"),
    _change("database_name", "changed_schema", "azurerm_mysql_flexible_database.database_database"),
    _change("database_master_username", "changeduser", _DATABASE),
    _change("database_password_version", 4, _DATABASE),
    _change("database_backup_retention_days", 22, _DATABASE),
    _change(
        *("database_restore_server_id", _OTHER_SERVER, _RESTORED, "recommended"),
        along={"database_restore_time": "2026-01-02T03:04:05Z"},
    ),
    _change(
        *("database_restore_time", "2026-02-03T04:05:06Z", _RESTORED, "recommended"),
        along={"database_restore_server_id": f"{_OTHER_SERVER}2"},
    ),
    _change("database_geo_redundant_backup", True, _DATABASE, "recommended"),
    _change("wandb_runtime", "container", _REDIS, "recommended"),
    _change("create_redis", False, _REDIS, along={"redis_sku_name": None}),
    _change("redis_kind", "cache", "azurerm_redis_cache.cache_redis", along={"redis_sku_name": None}),
    _change("redis_capacity", 3, "azurerm_redis_cache.cache_redis", "legacy-redis"),
    _change("redis_sku_name", "Balanced_B20", _REDIS),
    _change("storage_account", "changedaccount", _RESOURCE, "existing-bucket"),
    _change("blob_container", "changed-container", _RESOURCE, "existing-bucket"),
    _change(
        "storage_account_resource_group", "changed-group", "azurerm_role_assignment.identity_blobs", "private-link"
    ),
    _change("external_bucket_region", "eu-west-9", _RESOURCE, "external-bucket"),
    _change("bucket_path", "changed", "azurerm_eventgrid_system_topic_event_subscription.queue_subscription"),
    _change("use_internal_queue", True, "azurerm_storage_queue.queue_queue"),
    _change("storage_access", "identity", _STORAGE),
    _change("storage_replication_type", "RAGRS", _STORAGE),
    _change("storage_soft_delete_days", 61, _STORAGE),
    _change("storage_private_endpoint", False, "azurerm_private_endpoint.storage_endpoint_endpoint"),
    _change("storage_allowed_ip_ranges", ["20.61.7.0/24"], _STORAGE),
)
_KUBERNETES = (
    _change("kubernetes_version", "1.36", _CLUSTER),
    _change("cluster_sku_tier", "Standard", _CLUSTER),
    _change("kubernetes_host_encryption", False, _CLUSTER),
    _change("kubernetes_azure_policy", False, _CLUSTER),
    _change("kubernetes_cluster_tags", {"Cluster": "changed"}, _CLUSTER),
    _change("kubernetes_api_allowed_ip_ranges", ["20.61.6.0/24"], _CLUSTER),
    _change("kubernetes_admin_group_object_ids", ["00000000-0000-0000-0000-0000000000cd"], _CLUSTER),
    _change("kubernetes_login", "msi", f"{APPLICATION}provider.kubernetes"),
    _change("kubernetes_instance_type", "Standard_E48s_v5", _CLUSTER),
    _change("kubernetes_node_count", 7, _CLUSTER),
    _change("kubernetes_min_node_per_az", 2, _CLUSTER, along={"kubernetes_node_count": 7}),
    _change("kubernetes_max_node_per_az", 8, _CLUSTER),
    _change("kubernetes_node_disk_size_gb", 201, _CLUSTER),
    _change(
        "kubernetes_extra_node_pools",
        [{"name": "training", "instance_type": "Standard_D8s_v5", "max_nodes": 9}],
        "azurerm_kubernetes_cluster_node_pool.nodes_training_pool",
    ),
    _change("node_max_pods", 51, _CLUSTER),
    _change("node_pool_zones", ["2", "3"], _GATEWAY),
    _change("node_pool_num_zones", 1, _GATEWAY, "recommended"),
    _change("backup", {"retention_days": 400}, "azurerm_data_protection_backup_policy_blob_storage.backups_policy"),
    _change("alarms", {"emails": ["changed@wandb.ml"]}, "azurerm_monitor_action_group.alarm_receivers_group"),
    _change("container_insights", True, _CLUSTER),
    _change("azuremonitor", False, "azurerm_user_assigned_identity.monitoring_collector_identity"),
    _change("clickhouse_private_endpoint_service_name", _CLICKHOUSE, "azurerm_private_endpoint.clickhouse_endpoint"),
    _change("clickhouse_region", "westus3", "azurerm_private_dns_zone.clickhouse_dns_zone"),
)
CHANGES = (*_COMMON, *_INGRESS, *_NETWORK, *_VAULTS, *_DATA, *_KUBERNETES)

# Of a secret nothing but whether it is given may reach the configuration: here it comes, where none was.
SECRETS_GIVEN = (
    _change(
        "storage_key",
        "canary-6",
        f"{APPLICATION}variable.storage_key",
        "existing-bucket",
        # With an older chart, the operator requires the key.
        {"storage_key": None, "wandb_chart_version": "0.44.0"},
    ),
    _change(
        "external_bucket",
        "s3://canary-7:canary-8@storage.wandb.ml/files",
        f"{APPLICATION}variable.external_bucket",
        "external-bucket",
        {"external_bucket": None, "external_bucket_region": None},
    ),
)
