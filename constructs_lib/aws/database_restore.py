"""A database that is restored to a point in time, next to the first one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from cdktf import Fn
from cdktf_cdktf_provider_aws.rds_cluster import RdsClusterRestoreToPointInTime

# Hexadecimal digits of a SHA-256.
_SUFFIX_LENGTH = 6


@dataclass(frozen=True)
class PointInTime:
    """The state of the Aurora cluster `source` at `time` (UTC, RFC 3339); without `time`, the latest possible one."""

    source: str
    time: str | None = None

    @property
    def suffix(self) -> str:
        """What the name of the restored cluster ends in; another point in time has another one."""
        return str(Fn.substr(Fn.sha256(f"{self.source} {self.time or 'latest'}"), 0, _SUFFIX_LENGTH))

    @property
    def arguments(self) -> dict[str, Any]:
        """The arguments of the restored cluster."""
        block = RdsClusterRestoreToPointInTime(
            source_cluster_identifier=self.source,
            restore_to_time=self.time,
            use_latest_restorable_time=True if self.time is None else None,
        )
        return {"restore_to_point_in_time": block}
