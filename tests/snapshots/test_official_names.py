"""Physical names follow the official module, so that an existing deployment can be adopted without replacement."""

from collections.abc import Mapping

import pytest

from tests.deployments import Configuration

ZONES = [f"${{element(data.aws_availability_zones.network_zones.names, {index})}}" for index in (0, 1)]
# The official module's name patterns with the namespace `wandb`.
OFFICIAL_NAMES = {
    "aws_cloudwatch_log_group.cluster_log": "/aws/eks/wandb/cluster",
    "aws_db_parameter_group.database_instance_parameters": "wandb-aurora-db-80-parameter-group",
    "aws_db_subnet_group.database_subnet_group": "wandb-vpc",
    "aws_eks_cluster.cluster_control_plane": "wandb",
    "aws_iam_role.cni_role": "wandb-oidc",
    "aws_iam_role.database_monitoring_role": "wandb-aurora-monitoring",
    "aws_iam_role.identity_role": "wandb-irsa-role",
    "aws_iam_role.nodes_role": "wandb-node",
    "aws_kms_alias.encryption_alias": "alias/wandb-kms-alias",
    "aws_lb.load_balancer_alb": "wandb-alb",
    "aws_lb_target_group.load_balancer_target_group": "wandb-tg-app",
    "aws_rds_cluster_parameter_group.database_cluster_parameters": "wandb-aurora-80-cluster-parameter-group",
    "aws_route53_record.dns_a_wandb-aws-wandb-ml": "wandb-aws.wandb.ml",
    "aws_security_group.load_balancer_inbound": "wandb-alb-inbound",
    "aws_security_group.load_balancer_outbound": "wandb-alb-outbound",
    "aws_security_group.workers_group": "wandb-primary-workers",
}
OFFICIAL_NAME_TAGS = {
    "aws_default_security_group.network_default_security_group": "wandb-vpc-default",
    "aws_eip.network_nat_address_0": f"wandb-vpc-{ZONES[0]}",
    "aws_internet_gateway.network_internet_gateway": "wandb-vpc",
    "aws_kms_key.encryption_key": "wandb-kms-key",
    "aws_nat_gateway.network_nat_gateway_1": f"wandb-vpc-{ZONES[1]}",
    "aws_route_table.network_private_1_routes": f"wandb-vpc-private-{ZONES[1]}",
    "aws_route_table.network_public_routes": "wandb-vpc-public",
    "aws_subnet.network_db_1": f"wandb-vpc-db-{ZONES[1]}",
    "aws_subnet.network_private_0": f"wandb-vpc-private-{ZONES[0]}",
    "aws_subnet.network_public_1": f"wandb-vpc-public-{ZONES[1]}",
    "aws_vpc.network_vpc": "wandb-vpc",
}
OFFICIAL_OTHER_NAMES = {
    ("aws_acm_certificate.certificate_certificate", "domain_name"): "wandb-aws.wandb.ml",
    ("aws_eks_node_group.nodes_group", "node_group_name_prefix"): "wandb-primary",
    ("aws_iam_role.cluster_role", "name_prefix"): "wandb",
    ("aws_launch_template.nodes_template", "name_prefix"): "wandb-primary-",
    ("aws_rds_cluster.database_cluster", "cluster_identifier"): "wandb",
    ("aws_rds_cluster_instance.database_instance_1", "identifier"): "wandb-1",
    # The module's two random words are eight random digits here: no provider for random values is needed.
    ("aws_s3_bucket.storage_bucket", "bucket"): "wandb-file-storage-${substr(terraform_data.storage_suffix.id, 0, 8)}",
}
ADD_ONS = {"aws-ebs-csi-driver", "coredns", "kube-proxy", "metrics-server", "vpc-cni"}


# On Azure, of the scenarios with everything that the module has, both with the namespace `wandb`.
AZURE_NAMES = {
    "redis": {
        "azurerm_application_gateway.gateway_gateway": "wandb-ag",
        "azurerm_federated_identity_credential.identity_credential_wandb-serviceaccount": "wandb-app-credentials",
        "azurerm_kubernetes_cluster.cluster_cluster": "wandb-cluster",
        "azurerm_management_lock.database_lock": "wandb-db",
        "azurerm_management_lock.storage_lock": "wandb-container",
        "azurerm_mysql_flexible_database.database_database": "wandb_local",
        "azurerm_network_security_group.network_public_rules_group": "wandb-allowlist-nsg",
        "azurerm_private_dns_zone.database_dns_zone": "wandb.mysql.database.azure.com",
        "azurerm_private_dns_zone_virtual_network_link.database_dns_link": "wandb-database",
        "azurerm_public_ip.gateway_address": "wandb-public-ip",
        "azurerm_resource_group.resource_group_group": "wandb",
        "azurerm_storage_container.storage_container": "wandb",
        "azurerm_subnet.network_database": "wandb-database",
        "azurerm_subnet.network_kubernetes": "wandb-kubernetes",
        "azurerm_subnet.network_private": "wandb-private",
        "azurerm_subnet.network_public": "wandb-public",
        "azurerm_subnet.network_redis": "wandb-redis",
        "azurerm_user_assigned_identity.identity_identity": "wandb-identity",
        "azurerm_virtual_network.network_virtual_network": "wandb-vpc",
    },
    "queue": {
        "azurerm_eventgrid_system_topic.queue_topic": "wandb-file-metadata",
        "azurerm_eventgrid_system_topic_event_subscription.queue_subscription": "wandb-file-metadata",
        "azurerm_storage_queue.queue_queue": "wandb-file-metadata",
    },
}
# The module's names that all of Azure shares are mended: their start, and eight digits of subscription and namespace.
SUFFIX = '${substr(sha256(join("/", [data.azurerm_client_config.client.subscription_id, "wandb"])), 0, 8)}'
AZURE_GLOBAL_NAMES = {
    ("azurerm_key_vault.vault_vault", "name"): f"wandb-vault-{SUFFIX}",
    ("azurerm_managed_redis.cache_redis", "name"): f"wandb-{SUFFIX}",
    ("azurerm_mysql_flexible_server.database_server", "name"): f"wandb-{SUFFIX}",
    ("azurerm_public_ip.gateway_address", "domain_name_label"): f"wandb-{SUFFIX}",
    ("azurerm_storage_account.storage_account", "name"): f"wandb{SUFFIX}",
}


def test_recommended_aws_deployment_has_official_names(configurations: Mapping[str, Configuration]) -> None:
    stack = configurations["aws-recommended"]

    assert {address: stack.resource(address)["name"] for address in OFFICIAL_NAMES} == OFFICIAL_NAMES
    tags = {address: stack.resource(address)["tags"]["Name"] for address in OFFICIAL_NAME_TAGS}
    assert tags == OFFICIAL_NAME_TAGS
    others = {(address, argument): stack.resource(address)[argument] for address, argument in OFFICIAL_OTHER_NAMES}
    assert others == OFFICIAL_OTHER_NAMES
    assert {addon["addon_name"] for addon in stack.resources("aws_eks_addon").values()} == ADD_ONS


@pytest.mark.parametrize("scenario", AZURE_NAMES)
def test_azure_deployment_has_official_names(scenario: str, configurations: Mapping[str, Configuration]) -> None:
    stack, expected = configurations[f"azure-{scenario}"], AZURE_NAMES[scenario]

    assert {address: stack.resource(address)["name"] for address in expected} == expected


def test_global_azure_names_start_like_the_official_ones(
    configurations: Mapping[str, Configuration],
) -> None:
    stack = configurations["azure-redis"]

    names = {(address, argument): stack.resource(address)[argument] for address, argument in AZURE_GLOBAL_NAMES}
    assert names == AZURE_GLOBAL_NAMES
