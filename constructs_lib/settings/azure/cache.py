"""Redis: Azure Managed Redis, or the older Azure Cache for Redis."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator

from ..base import SettingsModel
from ..fields.conversion import fail
from ..fields.declaration import HEAD, OURS, setting
from ..fields.types import Check, Flag, OptionalText, OptionalWhole, Text, markdown_list, one_of, when_given
from .skus import REDIS_SKUS, redis_sku

# Family C has 0 to 6 (azurerm_redis_cache); below 3 it has less than the 4 GB that W&B requires, and 6 is larger than
# one node of Azure Managed Redis, the default service.
CAPACITIES = (3, 5)
CAPACITIES_CACHE = (3, 6)


def _capacity(value: int | None) -> int | None:
    if value is not None and not CAPACITIES[0] <= value <= CAPACITIES_CACHE[1]:
        less = "; lower ones have less than the 4 GB W&B asks for" if 0 <= value < CAPACITIES[0] else ""
        fail(f"{value} is out of range; write {CAPACITIES[0]} to {CAPACITIES_CACHE[1]}{less}")
    return value


class CacheSettings(SettingsModel):
    """Service and size of Redis."""

    create_redis: Flag = setting(
        False,
        changes="Whether to create a Redis cache: encrypted, with an access key, reachable only inside the network.",
        when_omitted="false; true with the operator, unless use_external_redis is true",
        note="Takes effect, and is off by default; v1.7.1 ignores it, HEAD defaults to true.",
    )
    redis_kind: Annotated[Text, AfterValidator(one_of("managed", "cache"))] = setting(
        "managed",
        since=(OURS,),
        changes="The service: Azure Managed Redis (`managed`), or Azure Cache for Redis (`cache`), as in the "
        "official module.",
    )
    redis_capacity: Annotated[
        OptionalWhole, AfterValidator(Check(_capacity, "3 to 6, with Azure Managed Redis 3 to 5"))
    ] = setting(
        None,
        since=(HEAD,),
        changes="The capacity of Azure Cache for Redis, family C: 3 has 6 GB, 4 has 13 GB, 5 has 26 GB, 6 has 53 GB.",
        when_omitted="taken from size",
        note="With Azure Managed Redis, it selects the size with about the same memory.",
    )
    redis_sku_name: Annotated[OptionalText, AfterValidator(when_given(Check(redis_sku, markdown_list(REDIS_SKUS))))] = (
        setting(
            None,
            since=(OURS,),
            changes="The size of Azure Managed Redis, such as Balanced_B5.",
            when_omitted="taken from redis_capacity, or from size",
            note="Where azurerm cannot scale the existing Redis, a change replaces it by an empty one.",
        )
    )
