"""Redis: ElastiCache."""

from __future__ import annotations

from ..base import SettingsModel
from ..fields.declaration import GUIDE, setting
from ..fields.types import Flag
from .types import CacheNodeType


class CacheSettings(SettingsModel):
    """The replication group."""

    create_elasticache: Flag = setting(
        False,
        changes="Whether to create a Redis replication group: two nodes in two zones, encrypted.",
        when_omitted="false; true with the operator, unless use_external_redis is true",
        note="Off by default, as in W&B's guide.",
    )
    create_elasticache_subnet: Flag = setting(
        False,
        since=(GUIDE,),
        changes="The same as create_elasticache; W&B's guide uses both.",
    )
    elasticache_node_type: CacheNodeType = setting(
        None,
        changes="The node type of the replication group.",
        when_omitted="taken from size",
    )
