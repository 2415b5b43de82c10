"""Sizes of nodes, database and Redis that a deployment can use."""

from __future__ import annotations

import re

from constructs_lib.value_text import show

from ..fields.conversion import fail
from ..fields.suggestions import nearest
from ..kubernetes.component_sizes import Capacity

NODE_EXAMPLE = "Standard_E8s_v5"
# Family, sub-family, vCPUs, constrained vCPUs, features, accelerator, version
# (https://learn.microsoft.com/azure/virtual-machines/vm-naming-conventions).
_NODE = re.compile(r"Standard_([A-Z]{1,2})(\d{1,3})(?:-(\d{1,3}))?([a-z]*)(?:_[A-Z0-9]+)*(?:_v(\d{1,2}))?")
# In that naming convention, p means an Arm processor.
_ARM = "p"
# AKS refuses less than 2 vCPUs (`SystemPoolSkuTooLow`, https://github.com/MicrosoftDocs/azure-dev-docs/issues/213)
# and the series A.
NODE_CPUS_MIN = 2
SMALL_FAMILIES = ("A",)
# AKS supports system pods on these (https://learn.microsoft.com/azure/aks/use-system-pools#system-and-user-node-pools).
SYSTEM_CPUS_MIN = 4
BURSTABLE_FAMILIES = ("B",)

DATABASE_EXAMPLE = "MO_Standard_E2ds_v4"
# Series and vCPUs of MySQL flexible server
# (https://learn.microsoft.com/azure/mysql/flexible-server/concepts-service-tiers-storage), as far as azurerm accepts
# them: it refuses D96ads_v5 and E96ads_v5, which Azure offers
# (https://github.com/hashicorp/terraform-provider-azurerm/blob/main/internal/services/mysql/validate/flexible_server_sku_name.go).
# Without the burstable ones that have less than the 16 GB that W&B requires.
_CPUS = (2, 4, 8, 16, 32, 48, 64)
DATABASE_SKUS = (
    *(f"B_Standard_B{cpus}ms" for cpus in (4, 8, 12, 16, 20)),
    *(f"GP_Standard_D{cpus}{series}" for series in ("ds_v4", "ads_v5") for cpus in _CPUS[1:]),
    *(f"MO_Standard_E{cpus}{series}" for series in ("ds_v4", "ds_v5", "ads_v5") for cpus in (*_CPUS, 20)),
    *("MO_Standard_E80ids_v4", "MO_Standard_E96ds_v5"),
)
SMALL_DATABASE_SKUS = (
    *(f"B_Standard_B{size}" for size in ("1s", "1ms", "2s", "2ms")),
    *("GP_Standard_D2ds_v4", "GP_Standard_D2ads_v5"),
)
BURSTABLE_START = "B_"

REDIS_EXAMPLE = "Balanced_B5"
# https://learn.microsoft.com/azure/redis/overview#choosing-the-right-tier: the number is about the memory in GB. W&B
# requires 4 GB. The server's client supports one node, which Azure offers with up to 24 GB.
REDIS_SKUS = tuple(
    f"{tier}{number}"
    for tier, numbers in (
        ("Balanced_B", (5, 10, 20)),
        ("MemoryOptimized_M", (10, 20)),
        ("ComputeOptimized_X", (5, 10, 20)),
    )
    for number in numbers
)
_REDIS = re.compile(r"(?:Balanced_B|MemoryOptimized_M|ComputeOptimized_X|FlashOptimized_A)(\d{1,4})")
REDIS_SMALL, REDIS_LARGE = 5, 20


def node_size(value: str) -> str:
    """A virtual machine size for the nodes: x86-64, like the server's images."""
    match = _NODE.fullmatch(value)
    if not match:
        fail(f'{show(value)} is not an Azure virtual machine size; write one such as "{NODE_EXAMPLE}"')
    family, cpus, constrained, features = match[1], int(match[2]), match[3], match[4]
    if _ARM in features:
        fail(f'{show(value)} is an Arm size, but the W&B server requires x86-64; write one such as "{NODE_EXAMPLE}"')
    if int(constrained or cpus) < NODE_CPUS_MIN or family in SMALL_FAMILIES:
        fail(f'{show(value)} is too small for a node of an AKS cluster; write one such as "{NODE_EXAMPLE}"')
    return value


# GiB per vCPU (https://learn.microsoft.com/azure/virtual-machines/sizes/overview).
_MEMORY_PER_CPU = {"B": 4, "D": 4, "E": 8, "F": 2, "L": 8}


def node_capacity(value: str) -> Capacity | None:
    """vCPUs and memory of a size that `node_size` accepts; `None` if its name does not tell them."""
    match = _NODE.fullmatch(value)
    memory = _MEMORY_PER_CPU.get(match[1]) if match else None
    if match is None or memory is None or "l" in match[4]:  # the feature l has less memory
        return None
    # A constrained size has fewer vCPUs, but all of the memory.
    return Capacity(int(match[3] or match[2]), int(match[2]) * memory)


def supported_for_system_pods(value: str) -> bool:
    """Whether AKS supports system pods on nodes of this size, which `node_size` accepts."""
    match = _NODE.fullmatch(value)
    return match is not None and int(match[3] or match[2]) >= SYSTEM_CPUS_MIN and match[1] not in BURSTABLE_FAMILIES


def database_sku(value: str) -> str:
    """A SKU of MySQL flexible server: tier and size."""
    if value in SMALL_DATABASE_SKUS:
        fail(
            f'{show(value)} has less than the 16 GB of memory that W&B requires; write one such as "{DATABASE_EXAMPLE}"'
        )
    if value not in DATABASE_SKUS:
        by_lower_case = {sku.lower(): sku for sku in DATABASE_SKUS}
        right = by_lower_case.get(nearest(value, by_lower_case) or "", DATABASE_EXAMPLE)
        fail(f'{show(value)} is not a size of MySQL flexible server; write one such as "{right}"')
    return value


def redis_sku(value: str) -> str:
    """A size of Azure Managed Redis with one node."""
    match = _REDIS.fullmatch(value)
    if not match:
        fail(f'{show(value)} is not a size of Azure Managed Redis; write one such as "{REDIS_EXAMPLE}"')
    if int(match[1]) < REDIS_SMALL:
        fail(f'{show(value)} has less than the 4 GB that W&B requires; write one such as "{REDIS_EXAMPLE}"')
    if int(match[1]) > REDIS_LARGE:
        fail(f'{show(value)} requires more than one node; write at most "{value.rstrip("0123456789")}{REDIS_LARGE}"')
    if value not in REDIS_SKUS:
        fail(f"{show(value)} is not a size of Azure Managed Redis; write one of {', '.join(REDIS_SKUS)}")
    return value
