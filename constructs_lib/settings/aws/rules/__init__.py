"""What does not go together on AWS, and what deserves a warning."""

from __future__ import annotations

from . import cluster, data, entrance, network, places, unused

RULES = (*network.RULES, *entrance.RULES, *data.RULES, *cluster.RULES, *places.RULES)
NOTICES = (*network.NOTICES, *entrance.NOTICES, *data.NOTICES, *cluster.NOTICES, *unused.NOTICES)

__all__ = ["NOTICES", "RULES"]
