"""The types of Resource Manager behind each azurerm resource, and the actions besides read, write and delete.

Found in recorded deployments (tests/policy/deployer_calls.json); services check the join actions when a resource refers
to another (https://learn.microsoft.com/azure/role-based-access-control/resource-provider-operations). Azure refuses a
custom role with an action that is not on that page; tests/policy/azure_operations.txt has those of the page.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Rights:
    """`type` gets read, write and delete; the next four are complete actions, separated by spaces.

    `reads` are needed by every plan, `writes` by an apply; `data` are data actions, `data_writes` those of an apply.
    `deletes` is false if Azure has no operation that deletes the type.
    """

    type: str = ""
    reads: str = ""
    writes: str = ""
    data: str = ""
    data_writes: str = ""
    deletes: bool = True


_NETWORK = "Microsoft.Network"
_VAULT = "Microsoft.KeyVault/vaults"
_STORAGE = "Microsoft.Storage/storageAccounts"
_MYSQL = "Microsoft.DBforMySQL"
_BACKUP = "Microsoft.DataProtection/backupVaults"
_JOIN_SUBNET = f"{_NETWORK}/virtualNetworks/subnets/join/action"
_PRIVATE_DNS_STATES = f"{_NETWORK}/privateDnsOperationStatuses/read {_NETWORK}/privateDnsOperationResults/read"
_ASSIGN_IDENTITY = "Microsoft.ManagedIdentity/userAssignedIdentities/assign/action"
_SECRETS = f"{_VAULT}/secrets/getSecret/action {_VAULT}/secrets/readMetadata/action"

AZURE_RIGHTS = {
    "azurerm_application_gateway": Rights(
        f"{_NETWORK}/applicationGateways", "",
        f"{_JOIN_SUBNET} {_NETWORK}/publicIPAddresses/join/action {_ASSIGN_IDENTITY} "
        f"{_NETWORK}/ApplicationGatewayWebApplicationFirewallPolicies/join/action",
    ),
    "azurerm_application_insights_workbook": Rights("Microsoft.Insights/workbooks"),
    "azurerm_consumption_budget_resource_group": Rights("Microsoft.Consumption/budgets"),
    "azurerm_data_protection_backup_instance_blob_storage": Rights(
        f"{_BACKUP}/backupInstances", f"{_BACKUP}/operationResults/read", f"{_BACKUP}/backupInstances/backup/action"
    ),
    "azurerm_data_protection_backup_policy_blob_storage": Rights(f"{_BACKUP}/backupPolicies"),
    "azurerm_data_protection_backup_vault": Rights(_BACKUP),
    "azurerm_dns_a_record": Rights(f"{_NETWORK}/dnsZones/A"),
    "azurerm_eventgrid_system_topic": Rights("Microsoft.EventGrid/systemTopics"),
    "azurerm_eventgrid_system_topic_event_subscription": Rights(
        "Microsoft.EventGrid/systemTopics/eventSubscriptions",
        "Microsoft.EventGrid/systemTopics/eventSubscriptions/getDeliveryAttributes/action "
        "Microsoft.EventGrid/systemTopics/eventSubscriptions/getFullUrl/action",
    ),
    "azurerm_federated_identity_credential": Rights(
        "Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials"
    ),
    "azurerm_key_vault": Rights(
        _VAULT, "Microsoft.KeyVault/locations/deletedVaults/read Microsoft.Resources/subscriptions/resources/read "
        "Microsoft.KeyVault/checkNameAvailability/read",
        f"{_NETWORK}/virtualNetworks/subnets/joinViaServiceEndpoint/action",
    ),
    # Only of adopted vaults; the policies are read with the vault.
    "azurerm_key_vault_access_policy": Rights("", f"{_VAULT}/read", f"{_VAULT}/accessPolicies/write"),
    "azurerm_key_vault_key": Rights(
        data=f"{_VAULT}/keys/read {_VAULT}/keyrotationpolicies/read",
        data_writes=f"{_VAULT}/keys/create/action {_VAULT}/keys/update/action {_VAULT}/keys/delete "
        f"{_VAULT}/keys/recover/action {_VAULT}/keyrotationpolicies/write",
    ),
    "azurerm_key_vault_secret": Rights(
        data=_SECRETS,
        data_writes=f"{_VAULT}/secrets/setSecret/action {_VAULT}/secrets/update/action {_VAULT}/secrets/delete "
        f"{_VAULT}/secrets/recover/action",
    ),
    "azurerm_kubernetes_cluster": Rights(
        "Microsoft.ContainerService/managedClusters",
        "Microsoft.ContainerService/managedClusters/listClusterUserCredential/action "
        "Microsoft.ContainerService/managedClusters/agentPools/read "
        "Microsoft.ContainerService/managedClusters/maintenanceConfigurations/read",
        "Microsoft.ContainerService/managedClusters/agentPools/write "
        "Microsoft.ContainerService/managedClusters/agentPools/delete "
        "Microsoft.ContainerService/managedClusters/maintenanceConfigurations/write "
        "Microsoft.ContainerService/managedClusters/maintenanceConfigurations/delete "
        f"{_JOIN_SUBNET} {_ASSIGN_IDENTITY}",
    ),
    "azurerm_kubernetes_cluster_node_pool": Rights(
        "Microsoft.ContainerService/managedClusters/agentPools", "Microsoft.ContainerService/managedClusters/read",
        f"Microsoft.ContainerService/managedClusters/availableAgentPoolVersions/read {_JOIN_SUBNET}",
    ),
    "azurerm_log_analytics_workspace": Rights(
        "Microsoft.OperationalInsights/workspaces",
        "Microsoft.OperationalInsights/workspaces/sharedKeys/action "
        "Microsoft.OperationalInsights/deletedWorkspaces/read",
    ),
    "azurerm_managed_redis": Rights(
        "Microsoft.Cache/redisEnterprise",
        "Microsoft.Cache/redisEnterprise/databases/read Microsoft.Cache/redisEnterprise/databases/listKeys/action",
        "Microsoft.Cache/redisEnterprise/databases/write Microsoft.Cache/redisEnterprise/databases/delete",
    ),
    "azurerm_management_lock": Rights("Microsoft.Authorization/locks"),
    "azurerm_monitor_action_group": Rights("Microsoft.Insights/actionGroups"),
    "azurerm_monitor_activity_log_alert": Rights("Microsoft.Insights/activityLogAlerts"),
    # AKS checks the last action when the cluster's agent gets the workspace.
    "azurerm_monitor_data_collection_rule": Rights(
        "Microsoft.Insights/dataCollectionRules", "", "Microsoft.OperationalInsights/workspaces/sharedKeys/read"
    ),
    "azurerm_monitor_data_collection_rule_association": Rights("Microsoft.Insights/dataCollectionRuleAssociations"),
    "azurerm_monitor_diagnostic_setting": Rights(
        "Microsoft.Insights/diagnosticSettings", "", "Microsoft.OperationalInsights/workspaces/sharedKeys/action"
    ),
    "azurerm_monitor_metric_alert": Rights("Microsoft.Insights/metricAlerts"),
    "azurerm_monitor_scheduled_query_rules_alert_v2": Rights(
        "Microsoft.Insights/scheduledQueryRules", "", "Microsoft.OperationalInsights/workspaces/query/read"
    ),
    "azurerm_mysql_flexible_database": Rights(f"{_MYSQL}/flexibleServers/databases"),
    "azurerm_mysql_flexible_server": Rights(
        f"{_MYSQL}/flexibleServers", f"{_MYSQL}/flexibleServers/maintenances/read",
        f"{_JOIN_SUBNET} {_NETWORK}/privateDnsZones/join/action {_ASSIGN_IDENTITY} "
        f"{_MYSQL}/flexibleServers/restart/action",
    ),
    # Terraform deletes it by writing its default.
    "azurerm_mysql_flexible_server_configuration": Rights(f"{_MYSQL}/flexibleServers/configurations", deletes=False),
    "azurerm_network_security_group": Rights(f"{_NETWORK}/networkSecurityGroups"),
    "azurerm_network_security_rule": Rights(f"{_NETWORK}/networkSecurityGroups/securityRules"),
    "azurerm_private_dns_a_record": Rights(f"{_NETWORK}/privateDnsZones/A"),
    # A change of tags also writes the SOA record.
    "azurerm_private_dns_zone": Rights(
        f"{_NETWORK}/privateDnsZones", f"{_NETWORK}/privateDnsZones/SOA/read",
        f"{_NETWORK}/privateDnsZones/SOA/write {_PRIVATE_DNS_STATES}",
    ),
    "azurerm_private_dns_zone_virtual_network_link": Rights(
        f"{_NETWORK}/privateDnsZones/virtualNetworkLinks", "",
        f"{_NETWORK}/virtualNetworks/join/action {_PRIVATE_DNS_STATES}",
    ),
    "azurerm_private_endpoint": Rights(
        f"{_NETWORK}/privateEndpoints",
        f"{_NETWORK}/privateEndpoints/privateDnsZoneGroups/read {_NETWORK}/networkInterfaces/read",
        f"{_NETWORK}/privateEndpoints/privateDnsZoneGroups/write "
        f"{_NETWORK}/privateEndpoints/privateDnsZoneGroups/delete "
        f"{_NETWORK}/privateDnsZones/join/action {_JOIN_SUBNET} "
        f"{_STORAGE}/PrivateEndpointConnectionsApproval/action "
        "Microsoft.Cache/redisEnterprise/PrivateEndpointConnectionsApproval/action",
    ),
    "azurerm_public_ip": Rights(f"{_NETWORK}/publicIPAddresses"),
    "azurerm_redis_cache": Rights(
        "Microsoft.Cache/redis", "Microsoft.Cache/redis/listKeys/action Microsoft.Cache/redis/patchSchedules/read",
        "Microsoft.Cache/redis/patchSchedules/write Microsoft.Cache/redis/patchSchedules/delete "
        "Microsoft.Cache/redis/privateEndpointConnectionsApproval/action",
    ),
    "azurerm_resource_group": Rights(
        "Microsoft.Resources/subscriptions/resourceGroups",
        "Microsoft.Resources/subscriptions/resourceGroups/resources/read",
    ),
    "azurerm_role_assignment": Rights(
        "Microsoft.Authorization/roleAssignments", "Microsoft.Authorization/roleDefinitions/read"
    ),
    "azurerm_storage_account": Rights(
        _STORAGE,
        f"{_STORAGE}/blobServices/read {_STORAGE}/queueServices/read {_STORAGE}/fileServices/read "
        "Microsoft.Storage/checkNameAvailability/read Microsoft.Resources/subscriptions/resources/read",
        f"{_STORAGE}/blobServices/write {_NETWORK}/virtualNetworks/subnets/joinViaServiceEndpoint/action "
        f"{_ASSIGN_IDENTITY}",
    ),
    "azurerm_storage_container": Rights(f"{_STORAGE}/blobServices/containers"),
    "azurerm_storage_management_policy": Rights(f"{_STORAGE}/managementPolicies"),
    "azurerm_storage_queue": Rights(f"{_STORAGE}/queueServices/queues"),
    "azurerm_subnet": Rights(f"{_NETWORK}/virtualNetworks/subnets"),
    "azurerm_subnet_network_security_group_association": Rights(
        f"{_NETWORK}/virtualNetworks/subnets", "", f"{_NETWORK}/networkSecurityGroups/join/action"
    ),
    "azurerm_user_assigned_identity": Rights("Microsoft.ManagedIdentity/userAssignedIdentities"),
    "azurerm_virtual_network": Rights(f"{_NETWORK}/virtualNetworks"),
    "azurerm_web_application_firewall_policy": Rights(f"{_NETWORK}/ApplicationGatewayWebApplicationFirewallPolicies"),
}  # fmt: skip
# The state and the result of a long-running operation. Services name them differently, and those that are missing here
# have none for our types.
OPERATION_STATES = {
    "Microsoft.Cache": "locations/operationsStatus locations/operationResults locations/asyncOperations",
    "Microsoft.ContainerService": "locations/operations locations/operationResults",
    _MYSQL: "locations/azureAsyncOperation locations/operationResults",
    "Microsoft.DataProtection": "locations/operationStatus locations/operationResults",
    "Microsoft.EventGrid": "locations/operationsStatus locations/operationResults",
    "Microsoft.KeyVault": "locations/operationResults",
    _NETWORK: "locations/operations locations/operationResults",
    "Microsoft.OperationalInsights": "locations/operationStatuses",
    "Microsoft.Resources": "subscriptions/operationResults",
    "Microsoft.Storage": "operations",
}
# Of the provider itself.
PROVIDER_READS = (
    "Microsoft.Resources/subscriptions/read",
    "Microsoft.Resources/subscriptions/providers/read",
    "Microsoft.Resources/subscriptions/locations/read",
)
