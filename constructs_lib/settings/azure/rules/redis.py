"""Redis: service and size."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...rules import Findings, rule
from ..sizes import MANAGED_OF_CAPACITY

if TYPE_CHECKING:
    from ..inputs import AzureInputs


def only_one_redis(settings: AzureInputs) -> Findings:
    """The server can use only one Redis."""
    if settings.use_external_redis and settings.create_redis:
        yield "use_external_redis", "selects your own Redis, but create_redis creates another; set only one of them"


def redis_size_inputs_agree(settings: AzureInputs) -> Findings:
    """Each Redis service has its own input for the size."""
    if settings.redis_kind == "cache" and settings.redis_sku_name:
        yield "redis_sku_name", 'is a size of Azure Managed Redis; with redis_kind = "cache", set redis_capacity'
    elif settings.redis_sku_name and settings.redis_capacity:
        yield "redis_sku_name", "sets the same as redis_capacity; remove one of them"


def managed_redis_offers_size(settings: AzureInputs) -> Findings:
    """One node of Azure Managed Redis has less memory than the largest Azure Cache for Redis."""
    largest = max(MANAGED_OF_CAPACITY)
    if settings.redis_kind == "managed" and (settings.redis_capacity or 0) > largest:
        yield (
            "redis_capacity",
            f"{settings.redis_capacity} is more than one node of Azure Managed Redis offers; write at most {largest}, "
            'or redis_kind = "cache"',
        )


def server_has_redis(settings: AzureInputs) -> Findings:
    """W&B's guide has no Redis by default, but current servers require one."""
    if not settings.creates_cache and not settings.use_external_redis:
        yield (
            "create_redis",
            "is false and no external Redis is set; current W&B servers require Redis: set create_redis = true",
        )


def redis_service_is_not_retired(settings: AzureInputs) -> Findings:
    """https://learn.microsoft.com/azure/azure-cache-for-redis/retirement-faq"""
    if settings.creates_cache and settings.redis_kind == "cache":
        yield (
            "redis_kind",
            'is "cache", which Azure retires in 2028 and closed to new customers in April 2026; "managed" replaces it',
        )


RULES = (
    rule(only_one_redis, "use_external_redis", "create_redis"),
    rule(redis_size_inputs_agree, "redis_kind", "redis_sku_name", "redis_capacity"),
    rule(managed_redis_offers_size, "redis_kind", "redis_capacity"),
)
NOTICES = (
    rule(server_has_redis, "create_redis", "wandb_runtime", "use_external_redis"),
    rule(redis_service_is_not_retired, "create_redis", "wandb_runtime", "use_external_redis", "redis_kind"),
)
