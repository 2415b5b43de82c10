"""The names of the sizes; each cloud has a table of their values."""

from __future__ import annotations

SIZES = ("small", "medium", "large", "xlarge", "xxlarge")
DEFAULT_SIZE = "small"
# Every size has one to four nodes per zone, as in the official modules.
MIN_NODES_PER_ZONE = 1
MAX_NODES_PER_ZONE = 4
