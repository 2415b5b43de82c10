"""Inputs that have no effect, because another input disables them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ...rules import idle_rule

_TIERS = tuple(
    f"network_{tier}_subnet_cidrs" for tier in ("public", "private", "extra_private", "database", "elasticache")
)
# Idle inputs, the condition, the inputs that the condition reads, and the reason.
_IDLE: tuple[tuple[tuple[str, ...], Callable[[Any], bool], tuple[str, ...], str], ...] = (
    (
        (
            "kms_key_alias",
            "kms_key_extra_aliases",
            "kms_key_policy",
            "kms_key_policy_administrator_arn",
            "kms_key_deletion_window",
        ),
        lambda settings: settings.kms_key_arn is not None,
        ("kms_key_arn",),
        "the existing key kms_key_arn is not changed",
    ),
    (
        ("kms_key_policy_administrator_arn",),
        lambda settings: settings.kms_key_policy is not None,
        ("kms_key_policy",),
        "kms_key_policy is the whole policy",
    ),
    (
        ("kms_clickhouse_key_alias", "kms_clickhouse_key_policy"),
        lambda settings: not settings.enable_clickhouse,
        ("enable_clickhouse",),
        "enable_clickhouse is false",
    ),
    (
        ("elasticache_node_type", "network_elasticache_subnets"),
        lambda settings: not settings.creates_cache,
        ("create_elasticache", "create_elasticache_subnet"),
        "create_elasticache is false",
    ),
    (
        ("bucket_kms_key_arn",),
        lambda settings: settings.bucket_name is None,
        ("bucket_name",),
        "it applies only with bucket_name",
    ),
    (
        ("bucket_access_logs_bucket",),
        lambda settings: settings.bucket_name is not None,
        ("bucket_name",),
        "the logging of the existing bucket_name is not changed",
    ),
    (
        ("kubernetes_public_access_cidrs",),
        lambda settings: not settings.kubernetes_public_access,
        ("kubernetes_public_access",),
        "kubernetes_public_access is false",
    ),
    (
        ("allowed_private_endpoint_cidr",),
        lambda settings: not settings.private_link_allowed_account_ids,
        ("private_link_allowed_account_ids",),
        "private_link_allowed_account_ids is empty",
    ),
    (
        ("zone_role_arn",),
        lambda settings: settings.zone_id is None,
        ("zone_id",),
        "zone_id is not set; remove it after its records are deleted",
    ),
    (("yace_sa_name",), lambda settings: not settings.enable_yace, ("enable_yace",), "enable_yace is false"),
    (
        ("network_cidr", *_TIERS),
        lambda settings: not settings.create_vpc,
        ("create_vpc",),
        "create_vpc is false",
    ),
)


NOTICES = tuple(idle_rule(*line) for line in _IDLE)
