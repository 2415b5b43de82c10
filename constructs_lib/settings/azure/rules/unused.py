"""Inputs that have no effect, because another input disables them."""

from __future__ import annotations

from typing import Any

from ...rules import idle_rule
from ..certificate import CertificateMode

_MODE = ("ssl", "certificate_secret_id", "use_dns_resolver")
_PLACE = ("blob_container", "external_bucket")


def _no_acme(settings: Any) -> bool:
    return settings.certificate_mode is not CertificateMode.ACME


def _no_storage(settings: Any) -> bool:
    return not settings.creates_storage


# Idle inputs, the condition, the inputs that the condition reads, and the reason.
_IDLE = (
    (
        (
            "cert_manager_email",
            "cert_manager_acme_server",
            "cert_manager_chart_version",
            "cert_manager_chart_repository",
        ),
        _no_acme,
        _MODE,
        "no ACME issuer issues the certificate",
    ),
    (("backup",), _no_storage, _PLACE, "no storage account is created; the database has its own backups"),
    (
        ("certificate_secret_id", "use_dns_resolver"),
        lambda settings: not settings.ssl,
        ("ssl",),
        "ssl is false",
    ),
    (
        ("dns_subscription_id",),
        lambda settings: settings.dns_zone_id is None,
        ("dns_zone_id",),
        "dns_zone_id is not set; remove it after its record is deleted",
    ),
    (
        ("gateway_private_ip_address",),
        lambda settings: not settings.gateway_private,
        ("gateway_private",),
        "gateway_private is false",
    ),
    (
        ("allowed_subscriptions",),
        lambda settings: not settings.create_private_link,
        ("create_private_link",),
        "create_private_link is false",
    ),
    (
        ("azure_cli_image", "azure_cli_version"),
        lambda settings: not settings.approves_private_endpoints,
        ("create_private_link", "allowed_subscriptions"),
        "no private endpoint is approved",
    ),
    (
        (
            "storage_access",
            "storage_replication_type",
            "storage_soft_delete_days",
            "storage_allowed_ip_ranges",
            "storage_private_endpoint",
            "enable_storage_vault_key",
        ),
        _no_storage,
        _PLACE,
        "no storage account is created",
    ),
    (
        ("storage_account_resource_group",),
        lambda settings: settings.storage_key,
        ("storage_key",),
        "the server uses storage_key",
    ),
    (
        ("disable_storage_vault_key_id",),
        lambda settings: not settings.enable_storage_vault_key,
        ("enable_storage_vault_key",),
        "enable_storage_vault_key is false",
    ),
    (
        ("disable_cluster_vault_key",),
        lambda settings: not settings.enable_cluster_vault_key,
        ("enable_cluster_vault_key",),
        "enable_cluster_vault_key is false",
    ),
    (
        ("external_bucket_region",),
        lambda settings: not settings.external_bucket,
        ("external_bucket",),
        "it applies only with external_bucket",
    ),
    (
        ("bucket_path",),
        lambda settings: settings.external_bucket,
        ("external_bucket",),
        "external_bucket is the complete address",
    ),
    (
        ("redis_kind", "redis_capacity", "redis_sku_name", "network_redis_subnet_cidr"),
        lambda settings: not settings.creates_cache,
        ("create_redis", "wandb_runtime", "use_external_redis"),
        "create_redis is false",
    ),
    (
        ("network_private_link_subnet_cidr",),
        lambda settings: not settings.create_private_link,
        ("create_private_link",),
        "create_private_link is false",
    ),
    (
        ("clickhouse_region",),
        lambda settings: settings.clickhouse_private_endpoint_service_name is None,
        ("clickhouse_private_endpoint_service_name",),
        "clickhouse_private_endpoint_service_name is not set",
    ),
)

NOTICES = tuple(idle_rule(*line) for line in _IDLE)
