"""The defaults of components equal the defaults of the inputs."""

import inspect
from collections.abc import Iterator
from typing import Any

import pytest
from cdktf import TerraformStack

from constructs_lib.kubernetes import SideServiceOptions, WeaveOptions
from constructs_lib.settings.clouds import model_of
from tests.unit.kubernetes.server_case import container, server
from tests.unit.library.public_names import PUBLIC

# Argument to the input with the same meaning.
INPUTS = {
    "aws.Bucket.tls_only": "enable_s3_https_only",
    "aws.Cache.apply_immediately": "database_apply_immediately",
    "aws.Cluster.aws_auth_config_map": "preserve_aws_auth_configmap",
    "aws.Cluster.bootstrap_cluster_creator_admin": "kubernetes_legacy_cluster_creator_admin",
    "aws.Cluster.log_retention_days": "log_retention_days",
    "aws.ContainerInsights.log_retention_days": "log_retention_days",
    "aws.Database.apply_immediately": "database_apply_immediately",
    "aws.Database.backup_retention_days": "database_backup_retention_days",
    "aws.Database.binlog_format": "database_binlog_format",
    "aws.Database.innodb_lru_scan_depth": "database_innodb_lru_scan_depth",
    "aws.Database.log_retention_days": "log_retention_days",
    "aws.Database.sort_buffer_size_bytes": "database_sort_buffer_size",
    "aws.FlowLogBucket.tls_only": "enable_s3_https_only",
    "azure.Cluster.azure_policy": "kubernetes_azure_policy",
    "azure.Cluster.host_encryption": "kubernetes_host_encryption",
    "azure.Cluster.max_pods": "node_max_pods",
    "azure.Cluster.sku_tier": "cluster_sku_tier",
    "azure.Database.availability_mode": "database_availability_mode",
    "azure.Database.backup_retention_days": "database_backup_retention_days",
    "azure.Database.geo_redundant_backup": "database_geo_redundant_backup",
    "azure.Database.sort_buffer_size_bytes": "database_sort_buffer_size",
    "azure.ExtraNodePool.host_encryption": "kubernetes_host_encryption",
    "azure.ExtraNodePool.max_pods": "node_max_pods",
    "azure.StorageAccount.soft_delete_days": "storage_soft_delete_days",
    "kubernetes.CertManager.acme_server": "cert_manager_acme_server",
    "kubernetes.CertManager.repository": "cert_manager_chart_repository",
    "kubernetes.DatadogOptions.profiling": "weave_dd_profiling_enabled",
    "kubernetes.DatadogOptions.tracing": "weave_enable_datadog",
    "kubernetes.ClickHouse.database": "clickhouse_database",
    "kubernetes.ClickHouse.port": "clickhouse_port",
    "kubernetes.ClickHouse.replicated": "clickhouse_replicated",
    "kubernetes.ClickHouse.user": "clickhouse_user",
    "kubernetes.OperatorSources.chart_repository": "wandb_chart_repository",
    "kubernetes.OperatorVersions.chart": "wandb_chart_version",
    "kubernetes.OperatorVersions.console": "wandb_console_version",
    "kubernetes.OperatorVersions.controller": "controller_image_tag",
    "kubernetes.OperatorVersions.operator_chart": "operator_chart_version",
    "kubernetes.PodOptions.progress_deadline_seconds": "progress_deadline_seconds",
    "kubernetes.PodOptions.replicas": "wandb_replicas",
    "kubernetes.ComponentOptions.scale_down_protection": "wandb_scale_down_protection",
    "kubernetes.PodOptions.scale_down_protection": "wandb_scale_down_protection",
    "kubernetes.SideServiceOptions.replicas": "weave_replicas",
    "kubernetes.PodOptions.scaled_by_others": "ignore_wandb_replicas",
    "kubernetes.PodOptions.strategy": "wandb_update_strategy",
    "kubernetes.ServerSecrets.version": "wandb_secrets_version",
    "kubernetes.OidcConfig.oidc_auth_method": "oidc_auth_method",
    "kubernetes.WandbOperator.allow_bucket_change": "allow_bucket_change",
    "kubernetes.WandbOperator.otel": "otel_enabled",
    "kubernetes.WandbOperator.release_channel": "wandb_release_channel",
    "kubernetes.WandbOperator.size": "size",
}
# Arguments without an input of the same form, and the reason.
WITHOUT_INPUT = {
    "aws.AccessEntries.bootstrap_cluster_creator_admin": "for clusters whose creator is no administrator",
    "aws.AliasRecords.ipv6": "follows the load balancer",
    "aws.Alarm.below": "each alarm says it",
    "aws.Alarm.expression": "each alarm says it",
    "aws.Alarm.is_silent": "each alarm says it",
    "aws.Alarm.minutes": "each alarm says it",
    "aws.Alarm.period_seconds": "each alarm says it",
    "aws.Alarm.statistic": "each alarm says it",
    "aws.AlarmTopic.names_account": "follows from the senders",
    "aws.Alarms.page": "no input: the page of this project",
    "azure.Alarm.aggregation": "each alarm says it",
    "azure.Alarm.below": "each alarm says it",
    "azure.Alarm.minutes": "each alarm says it",
    "azure.Alarm.samples": "each alarm says it",
    "azure.Alarms.page": "no input: the page of this project",
    "azure.ContainerInsights.retention_days": "an attribute of alarms, with the same default",
    "azure.Diagnostics.retention_days": "an attribute of alarms, with the same default",
    "aws.Cache.engine_version": "no input: only an adopted cache stays at another version",
    "aws.LoadBalancer.dualstack": "follows from the ranges that are let in",
    "aws.Network.keep_private_subnets": "follows deletion_protection",
    "aws.Network.ipv6": "the deployment always requests IPv6 ranges",
    "aws.ExtraNodeGroup.spot": "an attribute of kubernetes_extra_node_groups, with the same default",
    "azure.ExtraNodePool.spot": "an attribute of kubernetes_extra_node_pools, with the same default",
    "aws.Principal.administers": "messages of each principal",
    "azure.SecurityRule.protocol": "messages of each rule",
    "azure.Cluster.local_accounts": "kubernetes_login names a way to log in; its default needs no local account",
    "azure.Cluster.secrets_key_in_use": "the opposite of disable_cluster_vault_key",
    "azure.WafPolicy.mode": "no input: gateway_waf is a firewall that blocks",
    "azure.ApplicationGateway.max_capacity": "no input",
    "azure.ApplicationGateway.min_capacity": "no input",
    "azure.AzureCacheForRedis.sku_name": "no input: redis_kind has Standard only",
    "azure.StorageAccount.replication_type": "storage_replication_type is ZRS where the region has zones",
    "azure.ApplicationGateway.adopted": "no input: the adoption file says it",
    "azure.AzureCacheForRedis.public": "no input: only an adopted cache has a public endpoint",
    "azure.KeyVault.access_policies": "no input: only an adopted vault has access policies",
    "azure.StorageAccount.change_feed": "follows backup",
    "azure.StorageAccount.adopted": "no input: the adoption file says it",
    "kubernetes.WandbOperator.priority_class_name": "no input: only an adopted deployment has another class",
    "kubernetes.WandbServer.priority_class_name": "no input: only an adopted deployment has another class",
    "azure.StorageAccount.shared_key_enabled": "storage_access names a way in; its default needs no key",
    "framework.EphemeralVariable.optional": "no part of a deployment",
    "framework.EphemeralVariable.type_": "no part of a deployment",
    "kubernetes.Proxy.version": "the deployment's is wandb_secrets_version",
    "kubernetes.RegistrySecret.version": "the deployment's is wandb_secrets_version",
    "platform_outputs.CronJobSpec.deadline_seconds": "no input",
    "platform_outputs.PlatformOutputs.storage_type_parameter": "each cloud sets its own",
    "kubernetes.Toleration.operator": "messages of each toleration; the inputs have the same default",
}
INPUT_OF_REQUESTS = {
    "server_workload_deployment": "resource_requests",
    "server_weave_workload_deployment": "weave_resource_requests",
    "server_parquet_workload_deployment": "parquet_resource_requests",
}


def arguments() -> Iterator[tuple[str, inspect.Parameter]]:
    """Each argument of a public construct, dataclass or function that has a default."""
    for name, offered in PUBLIC.items():
        for argument in inspect.signature(offered).parameters.values() if callable(offered) else ():
            if argument.default is not inspect.Parameter.empty:
                yield f"{name}.{argument.name}", argument


# The test of resource requests below compares mappings.
DEFAULTS = {name: each.default for name, each in arguments() if isinstance(each.default, bool | int | str)}
EMPTY = {name: each.name for name, each in arguments() if each.default in (None, ())}
# An input of this name that is no default for the argument, and the reason.
OTHER_MEANING = {"azure.Cluster.network_cidr": "omitted for a cluster in a network of one's own"}


def test_every_default_is_compared_with_an_input_or_explained() -> None:
    assert set(DEFAULTS) == INPUTS.keys() | WITHOUT_INPUT.keys()


@pytest.mark.parametrize("argument", sorted(INPUTS))
def test_component_default_equals_the_input_default(argument: str) -> None:
    cloud, name = argument.partition(".")[0], INPUTS[argument]
    models = [model_of(each).model_fields for each in ("aws", "azure") if cloud in (each, "kubernetes")]
    of_inputs = [fields[name].default for fields in models if name in fields]

    assert of_inputs
    assert all(DEFAULTS[argument] == default for default in of_inputs)


def inputs_of_the_same_name(argument: str) -> list[Any]:
    """The default of the input on each cloud of `argument`."""
    cloud, name = argument.partition(".")[0], EMPTY[argument]
    models = [
        model_of(each).model_fields for each in ("aws", "azure") if cloud == each or cloud not in ("aws", "azure")
    ]
    return [fields[name].default for fields in models if name in fields]


@pytest.mark.parametrize("argument", [each for each in sorted(EMPTY) if inputs_of_the_same_name(each)])
def test_empty_default_is_that_of_the_input_with_the_same_name(argument: str) -> None:
    has_other = any(inputs_of_the_same_name(argument))
    assert has_other == (argument in OTHER_MEANING)


def test_resource_requests_equal_the_input_defaults(stack: TerraformStack) -> None:
    server(stack, weave=WeaveOptions(), parquet=SideServiceOptions())

    inputs = model_of("azure").model_fields
    for address, name in INPUT_OF_REQUESTS.items():
        assert container(stack, address)["resources"]["requests"] == inputs[name].default, address
