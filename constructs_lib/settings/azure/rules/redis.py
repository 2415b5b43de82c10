"""Which Redis, and how large."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...rules import Findings, rule
from ..sizes import MANAGED_OF_CAPACITY

if TYPE_CHECKING:
    from ..inputs import AzureInputs


def only_one_redis(settings: AzureInputs) -> Findings:
    """The server talks to one Redis."""
    if settings.use_external_redis and settings.create_redis:
        yield "use_external_redis", "uses a Redis of your own, and create_redis makes another; set one of them"


def redis_size_inputs_agree(settings: AzureInputs) -> Findings:
    """The size of Redis has one name for each service."""
    if settings.redis_kind == "cache" and settings.redis_sku_name:
        yield "redis_sku_name", 'is a size of Azure Managed Redis; with redis_kind = "cache" set redis_capacity'
    elif settings.redis_sku_name and settings.redis_capacity:
        yield "redis_sku_name", "says the size that redis_capacity says too; keep one of them"


def managed_redis_offers_size(settings: AzureInputs) -> Findings:
    """One node of Azure Managed Redis holds less than the largest of the older service."""
    largest = max(MANAGED_OF_CAPACITY)
    if settings.redis_kind == "managed" and (settings.redis_capacity or 0) > largest:
        yield (
            "redis_capacity",
            f"{settings.redis_capacity} is more than one node of Azure Managed Redis holds; write at most {largest}, "
            'or redis_kind = "cache"',
        )


def server_has_redis(settings: AzureInputs) -> Findings:
    """Off by default, although current servers want one."""
    if not settings.create_redis and not settings.use_external_redis:
        yield (
            "create_redis",
            "is off and no external Redis is set; current W&B servers want one, so set create_redis = true",
        )


def redis_service_is_not_retired(settings: AzureInputs) -> Findings:
    """https://learn.microsoft.com/azure/azure-cache-for-redis/retirement-faq"""
    if settings.create_redis and settings.redis_kind == "cache":
        yield (
            "redis_kind",
            'is "cache", which Azure ends in 2028 and has sold to no newcomer since April 2026; "managed" follows it',
        )


RULES = (
    rule(only_one_redis, "use_external_redis", "create_redis"),
    rule(redis_size_inputs_agree, "redis_kind", "redis_sku_name", "redis_capacity"),
    rule(managed_redis_offers_size, "redis_kind", "redis_capacity"),
)
NOTICES = (
    rule(server_has_redis, "create_redis", "use_external_redis"),
    rule(redis_service_is_not_retired, "create_redis", "redis_kind"),
)
