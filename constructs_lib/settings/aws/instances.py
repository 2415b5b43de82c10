"""Instance types: the families allowed for nodes, database and cache."""

from __future__ import annotations

import re

from constructs_lib.value_text import show

from ..fields.conversion import fail
from ..kubernetes.component_sizes import Capacity

_SIZE = r"(?:nano|micro|small|medium|large|xlarge|\d{1,3}xlarge|metal(?:-\d{1,2}xl)?)"
_NODE_TYPE = re.compile(rf"([a-z][a-z0-9-]*\d[a-z0-9-]*)\.({_SIZE})")
# Arm: the letter g directly after the generation number (m7g, r8gd, c7gn, im4gn, g5g), and the first family, a1
# (https://docs.aws.amazon.com/ec2/latest/instancetypes/instance-type-names.html). g4dn and g5 are graphics, on x86-64.
_ARM = re.compile(r"a1|[a-z]+\d+g[a-z0-9-]*")
# Too small for the pods that EKS itself starts: 4 to 11 pods per node
# (https://docs.aws.amazon.com/eks/latest/userguide/choosing-instance-type.html).
_TINY = ("nano", "micro", "small")
# W&B requires at least 16 GB, which no burstable class has; `large` is the smallest size of the other families.
# Families that Aurora MySQL 3 runs on (https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/
# Concepts.DBInstanceClass.SupportAurora.html), x86-64 and Graviton.
DATABASE_FAMILIES = ("r5", "r6g", "r6i", "r7g", "r7i", "r8g", "x2g")
# ElastiCache families whose smallest size, `large`, has the 4 GB that W&B requires
# (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/CacheNodes.SupportedTypes.html). The t families have
# less than 4 GB; r6gd requires data tiering, which the server does not support.
CACHE_FAMILIES = ("m5", "m6g", "m7g", "r5", "r6g", "r7g", "c7gn")

# GiB per vCPU of the families that servers use, by the first letters
# (https://docs.aws.amazon.com/ec2/latest/instancetypes/instance-types.html).
_MEMORY_PER_CPU = {"c": 2, "m": 4, "r": 8, "t": 4, "z": 8, "i": 7.5}
_CPUS = {"medium": 1, "large": 2, "xlarge": 4}
# The burstable types (t2, t3, t3a) have more CPUs for their memory in this size.
_BURSTABLE_MEDIUM = Capacity(2, 4)


def node_capacity(value: str) -> Capacity | None:
    """vCPUs and memory of an EC2 type that `server_node_type` accepts; `None` if its name does not tell them."""
    family, _, size = value.partition(".")
    if re.fullmatch(r"t\d.*", family) and size == "medium":
        return _BURSTABLE_MEDIUM
    memory = _MEMORY_PER_CPU.get(family[0]) if family[1:2].isdigit() else None
    count = re.fullmatch(r"(\d*)xlarge", size)
    cpus = _CPUS.get(size) or (4 * int(count[1]) if count and count[1] else None)
    return Capacity(cpus, cpus * memory) if cpus and memory else None


def server_node_type(value: str) -> str:
    """An EC2 type for the nodes: x86-64, like the server's images."""
    match = _NODE_TYPE.fullmatch(value)
    if not match:
        fail(f'{show(value)} is not an EC2 instance type; write one such as "r6i.2xlarge"')
    family, size = match[1], match[2]
    if _ARM.fullmatch(family) or family.startswith("mac"):
        fail(f'{show(value)} is an Arm type, but the W&B server requires x86-64; write one such as "r6i.2xlarge"')
    if size in _TINY:
        fail(f'{show(value)} is too small for a node of an EKS cluster; write one such as "r6i.large"')
    return value


def database_class(value: str) -> str:
    """An instance class for Aurora MySQL 3, x86-64 or Graviton."""
    match = re.fullmatch(rf"db\.([a-z0-9]+)\.({_SIZE})", value)
    if value == "db.serverless":
        fail('"db.serverless" is not supported, because it requires a capacity range; write one such as "db.r6g.large"')
    if not match:
        fail(f'{show(value)} is not a database instance class; write one such as "db.r6g.large"')
    if match[1].startswith("t"):
        fail(f'{show(value)} has less than the 16 GB of memory that W&B requires; write one such as "db.r6g.large"')
    if match[1] not in DATABASE_FAMILIES or match[2] in (*_TINY, "medium") or match[2].startswith("metal"):
        known = ", ".join(DATABASE_FAMILIES)
        fail(f"{show(value)} does not support Aurora MySQL 3; use large or larger of {known}")
    return value


def cache_node_type(value: str) -> str:
    """An ElastiCache node type with the memory that W&B requires."""
    match = re.fullmatch(rf"cache\.([a-z0-9]+)\.({_SIZE})", value)
    if not match:
        fail(f'{show(value)} is not a cache node type; write one such as "cache.m6g.large"')
    if match[1] not in CACHE_FAMILIES or match[2] in (*_TINY, "medium"):
        known = ", ".join(CACHE_FAMILIES)
        fail(
            f"{show(value)} is an old type or has less than the 4 GB that W&B requires; use large or larger of {known}"
        )
    return value


def database_memory(value: str) -> float:
    """GiB of a database class: 8 per vCPU in the r families, 16 in x2g
    (https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Concepts.DBInstanceClass.Summary.html).
    """
    type_ = value.removeprefix("db.")
    capacity = node_capacity(f"r{type_.partition('.')[0][1:]}.{type_.partition('.')[2]}")
    assert capacity is not None  # `database_class` accepts only these families.
    return capacity.memory * (2 if type_.startswith("x") else 1)
