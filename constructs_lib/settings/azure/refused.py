"""Refused inputs of the official module, with reason and alternative."""

from __future__ import annotations

from ..fields.declaration import HEAD, KUBERNETES, Refusal
from ..kubernetes.refused import refused_inputs

_INTERNAL_REDIS = "this Redis is for installations that W&B itself runs"
_OWN_REDIS = "use create_redis or use_external_redis"
_TELEMETRY = "W&B's telemetry collector is not installed"
_OFF = (None, False, "false")

REFUSALS = (
    *refused_inputs(
        bucket="set blob_container and storage_account, or external_bucket",
        region="set external_bucket_region",
        redis=_OWN_REDIS,
    ),
    Refusal(
        "bucket_kms_key_arn",
        "string",
        (KUBERNETES,),
        "a container on Azure is encrypted by its account",
        "set enable_storage_vault_key",
    ),
    Refusal(
        "service_port",
        "number",
        (KUBERNETES,),
        "the gateway reaches the server's pods, not a port of the nodes",
        "remove it",
        harmless=(None, 32_543, "32543"),
    ),
    Refusal("use_ctrlplane_redis", "bool", (HEAD,), _INTERNAL_REDIS, _OWN_REDIS, harmless=_OFF),
    Refusal("use_chainguard_redis", "bool", (HEAD,), _INTERNAL_REDIS, _OWN_REDIS, harmless=_OFF),
    Refusal(
        "app_wandb_env",
        "map(string)",
        (HEAD,),
        "all containers of the server have the same variables",
        "use other_wandb_env",
        harmless=(None, {}),
    ),
    Refusal("lumen_agent_wif_audience", "string", (HEAD,), _TELEMETRY, "remove it"),
    Refusal("lumen_data_root", "string", (HEAD,), _TELEMETRY, "remove it"),
)

# Names from other modules, other tools, the other cloud and former versions.
OTHER_NAMES = {
    "allowed_inbound_cidr": "allowed_ip_ranges",
    "azure_subscription_id": "subscription_id",
    "bucket_name": "blob_container",
    "certificate_id": "certificate_secret_id",
    "container_name": "blob_container",
    "create_elasticache": "create_redis",
    "database_engine_version": "database_version",
    "database_instance_class": "database_sku_name",
    "database_password_revision": "database_password_version",
    "default_tags": "tags",
    "eks_cluster_version": "kubernetes_version",
    "elasticache_node_type": "redis_sku_name",
    "environment": "other_wandb_env",
    "instance_type": "kubernetes_instance_type",
    "kubernetes_extra_node_groups": "kubernetes_extra_node_pools",
    "kubernetes_instance_types": "kubernetes_instance_type",
    "kubernetes_max_nodes_per_az": "kubernetes_max_node_per_az",
    "kubernetes_min_nodes_per_az": "kubernetes_min_node_per_az",
    "kubernetes_public_access_cidrs": "kubernetes_api_allowed_ip_ranges",
    "name": "namespace",
    "prefix": "namespace",
    "region": "location",
    "sku_tier": "cluster_sku_tier",
    "storage_account_name": "storage_account",
    "version": "wandb_version",
    "vm_size": "kubernetes_instance_type",
    "vnet_cidr": "network_cidr",
    "vpc_cidr": "network_cidr",
    "wandb_env": "other_wandb_env",
    "wandb_secrets_revision": "wandb_secrets_version",
    "zone_id": "dns_zone_id",
    "zones": "node_pool_zones",
}
