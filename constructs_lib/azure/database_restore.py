"""A database that is restored to a point in time, next to the first one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from cdktf import Fn

# Hexadecimal digits of a SHA-256.
_SUFFIX_LENGTH = 6


@dataclass(frozen=True)
class PointInTime:
    """The state of the MySQL flexible server with the id `source_id` at `time` (UTC, RFC 3339)."""

    source_id: str
    time: str

    @property
    def suffix(self) -> str:
        """What the name of the restored server ends in; another point in time has another one."""
        return str(Fn.substr(Fn.sha256(f"{self.source_id} {self.time}"), 0, _SUFFIX_LENGTH))

    # Azure does not return these later, and another value would replace the server.
    ignored = ("create_mode", "source_server_id", "point_in_time_restore_time_in_utc")

    @property
    def arguments(self) -> dict[str, Any]:
        """The arguments of the restored server."""
        return {
            "create_mode": "PointInTimeRestore",
            "source_server_id": self.source_id,
            "point_in_time_restore_time_in_utc": self.time,
        }
