"""The purpose of each Azure scenario, as tests. Snapshots record the result, these tests the reason."""

from collections.abc import Mapping

import pytest

from tests.deployments import Configuration, values_of
from tests.snapshots.azure_stacks import SCENARIOS, STORAGE, openings, principals_on

GATEWAY = "azurerm_application_gateway.gateway_gateway"
DATABASE = "azurerm_mysql_flexible_server.database_server"
ACCOUNT = "azurerm_storage_account.storage_account"
CLUSTER = "azurerm_kubernetes_cluster.cluster_cluster"
STORAGE_RESOURCES = {"azurerm_storage_account", "azurerm_storage_container", "azurerm_storage_management_policy"}


@pytest.fixture
def stacks(configurations: Mapping[str, Configuration]) -> Mapping[str, Configuration]:
    """Scenario to the configuration of its infrastructure."""
    return {scenario: configurations[f"azure-{scenario}"] for scenario in SCENARIOS}


def test_recommended_deployment_is_highly_available(stacks: Mapping[str, Configuration]) -> None:
    stack = stacks["recommended"]

    cluster = stack.resource(CLUSTER)
    pool = cluster["default_node_pool"]
    assert (cluster["sku_tier"], pool["zones"], pool["auto_scaling_enabled"]) == ("Standard", ["1", "2"], True)
    assert pool["min_count"] >= len(pool["zones"])
    assert stack.resource(GATEWAY)["zones"] == ["1", "2"]
    assert stack.resource(GATEWAY)["autoscale_configuration"]["min_capacity"] == 2
    assert stack.resource(DATABASE)["high_availability"] == {"mode": "SameZone"}
    assert stack.resource(ACCOUNT)["account_replication_type"] == "ZRS"
    assert stack.outputs["url"] == "https://wandb-azure.wandb.ml"


def test_cluster_uses_entra_id_for_users_and_pods(stacks: Mapping[str, Configuration]) -> None:
    for scenario, stack in stacks.items():
        cluster = stack.resource(CLUSTER)
        by_certificate = values_of(scenario, "azure").get("kubernetes_login") == "certificate"
        assert cluster["local_account_disabled"] is not by_certificate, scenario
        assert cluster["azure_active_directory_role_based_access_control"]["azure_rbac_enabled"] is True, scenario
        assert (cluster["oidc_issuer_enabled"], cluster["workload_identity_enabled"]) == (True, True), scenario
        assert cluster["network_profile"]["network_policy"] == "azure", scenario


def test_changes_of_the_ingress_controller_are_ignored(stacks: Mapping[str, Configuration]) -> None:
    for scenario, stack in stacks.items():
        gateway = stack.resource(GATEWAY)
        ignored = set(gateway["lifecycle"]["ignore_changes"])
        placeholders = {name for name, value in gateway.items() if "placeholder" in str(value)}
        assert placeholders and placeholders <= ignored, scenario
        # A certificate that comes from Key Vault is ours to change.
        assert ("ssl_certificate" in ignored) is ("ssl_certificate" not in gateway), scenario


def test_redis_is_encrypted_and_reachable_only_from_the_cluster(
    stacks: Mapping[str, Configuration],
) -> None:
    stack = stacks["redis"]

    redis = stack.resource("azurerm_managed_redis.cache_redis")
    database = redis["default_database"]
    assert redis["high_availability_enabled"] is True
    # One node is all that the server's client speaks to.
    assert (database["client_protocol"], database["clustering_policy"]) == ("Encrypted", "NoCluster")
    endpoint = stack.resource("azurerm_private_endpoint.cache_endpoint_endpoint")
    connection = endpoint["private_service_connection"]
    assert connection["private_connection_resource_id"] == "${azurerm_managed_redis.cache_redis.id}"
    zone = stack.resource("azurerm_private_dns_zone.cache_endpoint_dns_zone")["name"]
    assert (connection["subresource_names"], zone) == (["redisEnterprise"], "privatelink.redis.azure.net")
    cluster = stack.resource("azurerm_subnet.network_kubernetes")["address_prefixes"][0]
    ways = {(source, port) for subnet, source, port in openings(stack) if subnet == "redis"}
    assert ways == {(cluster, "10000"), (cluster, "6380"), ("AzureLoadBalancer", "*")}


def test_azure_cache_for_redis_requires_tls_without_zones(stacks: Mapping[str, Configuration]) -> None:
    stack = stacks["legacy-redis"]

    redis = stack.resource("azurerm_redis_cache.cache_redis")
    assert (redis["non_ssl_port_enabled"], redis["minimum_tls_version"]) == (False, "1.2")
    endpoint = stack.resource("azurerm_private_endpoint.cache_endpoint_endpoint")
    assert endpoint["private_service_connection"]["subresource_names"] == ["redisCache"]
    assert stack.outputs["redis_port"] == 6380
    assert '"zones"' not in stack.text
    assert stack.resource(ACCOUNT)["account_replication_type"] == "LRS"
    assert "high_availability" not in stack.resource(DATABASE)


def test_event_grid_sends_only_new_objects_of_its_container(stacks: Mapping[str, Configuration]) -> None:
    stack = stacks["queue"]

    topic = stack.resource("azurerm_eventgrid_system_topic.queue_topic")
    assert topic["source_resource_id"] == STORAGE
    subscription = stack.resource("azurerm_eventgrid_system_topic_event_subscription.queue_subscription")
    assert subscription["included_event_types"] == ["Microsoft.Storage.BlobCreated"]
    container = "${azurerm_storage_container.storage_container.name}"
    begins = f"/blobServices/default/containers/{container}/blobs/"
    assert subscription["subject_filter"]["subject_begins_with"] == begins
    assert subscription["storage_queue_endpoint"]["storage_account_id"] == STORAGE
    queue = "${azurerm_storage_queue.queue_queue.name}"
    assert subscription["storage_queue_endpoint"]["queue_name"] == queue
    assert stack.outputs["storage_queue"] == queue


def test_event_grid_waits_for_the_role_of_its_identity(stacks: Mapping[str, Configuration]) -> None:
    stack = stacks["queue"]

    topic = "${azurerm_eventgrid_system_topic.queue_topic.identity[0].principal_id}"
    queue = f"{STORAGE}/queueServices/default/queues/${{azurerm_storage_queue.queue_queue.name}}"
    assert ("Storage Queue Data Message Sender", topic) in principals_on(stack, queue)
    subscription = stack.resource("azurerm_eventgrid_system_topic_event_subscription.queue_subscription")
    assert subscription["delivery_identity"] == {"type": "SystemAssigned"}
    assert subscription["system_topic"] == "${time_sleep.queue_rights_in_effect.triggers.value}"
    waited_for = stack.resource("time_sleep.queue_rights_in_effect")["triggers"]
    assert "${azurerm_role_assignment.queue_sender.id}" in waited_for.values()


def test_event_grid_passes_the_storage_firewall(stacks: Mapping[str, Configuration]) -> None:
    rules = stacks["everything"].resource(ACCOUNT)["network_rules"]

    # It is one of the services that the account trusts
    # (https://learn.microsoft.com/azure/storage/common/storage-network-security-trusted-azure-services).
    assert (rules["default_action"], rules["bypass"]) == ("Deny", ["AzureServices"])


@pytest.mark.parametrize("scenario", ["existing-bucket", "external-bucket"])
def test_external_bucket_needs_no_storage_account(scenario: str, stacks: Mapping[str, Configuration]) -> None:
    assert stacks["recommended"].types >= STORAGE_RESOURCES, "a name that no scenario has proves nothing"
    assert stacks[scenario].types & STORAGE_RESOURCES == set()


def test_existing_container_is_used_and_external_bucket_is_secret(stacks: Mapping[str, Configuration]) -> None:
    given = values_of("existing-bucket", "azure")

    outputs = stacks["existing-bucket"].outputs
    assert outputs["storage_account"] == given["storage_account"]
    assert outputs["storage_container"] == given["blob_container"]
    assert not any(name.startswith("storage_") for name in stacks["external-bucket"].outputs)


def test_private_deployment_listens_only_on_its_private_address(stacks: Mapping[str, Configuration]) -> None:
    gateway = stacks["private-link"].resource(GATEWAY)

    # The second generation cannot be without a public frontend; nothing listens on it.
    assert {frontend["name"] for frontend in gateway["frontend_ip_configuration"]} == {"public", "private"}
    [listener] = gateway["http_listener"]
    assert listener["frontend_ip_configuration_name"] == "private"


def test_private_endpoints_reach_the_frontend_in_use(stacks: Mapping[str, Configuration]) -> None:
    for scenario, frontend in {"private-link": "private", "everything": "public"}.items():
        stack = stacks[scenario]
        gateway = stack.resource(GATEWAY)
        [link] = gateway["private_link_configuration"]
        linked = {
            each["name"]: each.get("private_link_configuration_name") for each in gateway["frontend_ip_configuration"]
        }
        assert {name for name, to in linked.items() if to == link["name"]} == {frontend}, scenario
        assert stack.outputs["private_link_sub_resource_name"] == frontend, scenario
        subnet = stack.resource("azurerm_subnet.network_private_link")
        assert subnet["private_link_service_network_policies_enabled"] is False, scenario


def test_gateway_waits_for_access_to_its_certificate(stacks: Mapping[str, Configuration]) -> None:
    stack, given = stacks["private-link"], values_of("private-link", "azure")

    gateway = stack.resource(GATEWAY)
    [certificate] = gateway["ssl_certificate"]
    assert certificate["key_vault_secret_id"] == given["certificate_secret_id"]
    identity = "${azurerm_user_assigned_identity.gateway_identity_identity.principal_id}"
    assert principals_on(stack, given["certificate_key_vault_id"]) == {("Key Vault Secrets User", identity)}
    assert gateway["identity"]["identity_ids"] == ["${time_sleep.gateway_identity_right_in_effect.triggers.value}"]


@pytest.mark.parametrize(("part", "address"), [("storage", ACCOUNT), ("database", DATABASE)])
def test_customer_managed_keys_have_separate_identities(
    part: str, address: str, stacks: Mapping[str, Configuration]
) -> None:
    stack = stacks["customer-keys"]

    resource = stack.resource(address)
    key = f"azurerm_key_vault_key.{part}_encryption_key"
    # Storage follows a rotation automatically; MySQL gets the newest version at the time of the plan.
    used = {"storage": f"${{{key}.versionless_id}}", "database": f"${{data.{key}_newest.id}}"}
    assert resource["customer_managed_key"]["key_vault_key_id"] == used[part]
    identity = f"azurerm_user_assigned_identity.{part}_encryption_identity"
    user = ("Key Vault Crypto Service Encryption User", f"${{{identity}.principal_id}}")
    assert principals_on(stack, f"${{{key}.resource_versionless_id}}") == {user}
    wait = f"time_sleep.{part}_encryption_right_in_effect"
    assert resource["identity"]["identity_ids"] == [f"${{{wait}.triggers.value}}"]
    assert stack.resource(wait)["triggers"]["value"] == f"${{{identity}.id}}"


def test_storage_private_endpoint_is_created_on_request(stacks: Mapping[str, Configuration]) -> None:
    stack = stacks["everything"]

    endpoint = stack.resource("azurerm_private_endpoint.storage_endpoint_endpoint")
    # Of the private subnet, once its security group guards it.
    guarded = "azurerm_subnet_network_security_group_association.network_private_rules_association"
    assert endpoint["subnet_id"] == f"${{{guarded}.subnet_id}}"
    service = endpoint["private_service_connection"]
    assert (service["private_connection_resource_id"], service["subresource_names"]) == (f"${{{ACCOUNT}.id}}", ["blob"])
    zone = stack.resource("azurerm_private_dns_zone.storage_endpoint_dns_zone")
    assert zone["name"] == "privatelink.blob.core.windows.net"
    link = stack.resource("azurerm_private_dns_zone_virtual_network_link.storage_endpoint_dns_link")
    assert link["virtual_network_id"] == "${azurerm_virtual_network.network_virtual_network.id}"


def test_everything_is_large(stacks: Mapping[str, Configuration]) -> None:
    everything = stacks["everything"]

    assert len(everything.resources("azurerm_subnet")) == 6
    assert everything.resource(DATABASE)["high_availability"] == {"mode": "ZoneRedundant"}
    assert everything.resource(GATEWAY)["sku"] == {"name": "WAF_v2", "tier": "WAF_v2"}
    cluster = everything.resource(CLUSTER)
    assert (cluster["sku_tier"], cluster["support_plan"]) == ("Premium", "KubernetesOfficial")
