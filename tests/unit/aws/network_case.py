"""Networks for two test files."""

from typing import Any

MINIMAL: dict[str, Any] = {
    "name": "wandb",
    "cidr": "10.10.0.0/16",
    "public_subnet_cidrs": ["10.10.0.0/24", "10.10.1.0/24"],
    "private_subnet_cidrs": ["10.10.10.0/24", "10.10.11.0/24"],
    "database_subnet_cidrs": ["10.10.20.0/24", "10.10.21.0/24"],
}
EVERYTHING = MINIMAL | {
    "cache_subnet_cidrs": ["10.10.30.0/24", "10.10.31.0/24"],
    "cluster_name": "wandb-cluster",
    "ipv6": True,
}
