"""Virtual machine sizes and quotas of the region, compared with what is used and what the stack adds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from scripts.preflight.findings import Finding, failure, ok, warning
from scripts.preflight.stacks import block

from .account import AzureAccount

_COMPUTE, _NETWORK = "Microsoft.Compute", "Microsoft.Network"


def check_sizes(account: AzureAccount) -> Iterator[Finding]:
    """The size of each node pool must be on offer in its zones, and its nodes must fit into the family's quota."""
    usages = _usages(account, _COMPUTE, "2024-07-01")
    for pool, exists in _pools(account):
        sku = _sku(account, pool["vm_size"])
        if sku is None:
            yield failure(f"{pool['vm_size']} does not exist in {account.location}", "choose another size or location")
            continue
        zones = {zone for info in sku.get("locationInfo", ()) for zone in info.get("zones", ())}
        missing = sorted(set(pool.get("zones") or ()) - zones)
        if any(each["type"] == "Location" for each in sku.get("restrictions", ())):
            yield failure(
                f"{sku['name']} is not available to this subscription in {account.location}",
                "choose another size or location, or ask Azure support to lift the restriction",
            )
            continue
        if missing:
            yield failure(
                f"{sku['name']} is not on offer in zone {', '.join(missing)} of {account.location}",
                "choose another size, location or node_pool_zones",
            )
        if exists:
            yield ok(f"{sku['name']} is already in use by the nodes that are taken over")
            continue
        cores = next(int(each["value"]) for each in sku["capabilities"] if each["name"] == "vCPUs")
        first = int(pool.get("node_count") or pool.get("min_count", 1))
        most = int(pool.get("max_count") or first)
        for name in ("lowPriorityCores",) if pool.get("priority") == "Spot" else (sku["family"], "cores"):
            yield from _compared(account, usages, name, first * cores, most * cores)


def check_addresses(account: AzureAccount) -> Iterator[Finding]:
    usages = _usages(account, _NETWORK, "2024-05-01")
    # A cluster has an address of its own for outgoing traffic.
    needed = account.stack.created.count("azurerm_public_ip", "azurerm_kubernetes_cluster")
    for name in ("PublicIPAddresses", "StandardSkuPublicIpAddresses"):
        yield from _compared(account, usages, name, needed, needed)
    yield from _compared(account, usages, "VirtualNetworks", account.stack.created.count("azurerm_virtual_network"), 0)


def _compared(account: AzureAccount, usages: Mapping[str, Any], name: str, needed: int, most: int) -> Iterator[Finding]:
    usage = usages.get(name.lower())
    if usage is None:
        yield warning(f"{name}: {needed} needed, limit unknown", "look it up under Quotas in the portal")
        return
    used, limit = int(usage["currentValue"]), int(usage["limit"])
    shown = f"{name}: {needed} needed, {used} of {limit} used in {account.location}"
    if account.is_deployed:
        yield ok(f"{name}: {used} of {limit} used; the stack is deployed already")
    elif used + needed > limit:
        yield failure(shown, "request an increase under Quotas in the portal, or use another location")
    elif used + most > limit:
        yield warning(
            f"{name}: the autoscaler's maximum needs {most}, {limit - used} of {limit} are free",
            "request an increase under Quotas in the portal before the load grows",
        )
    else:
        yield ok(shown)


def _usages(account: AzureAccount, provider: str, api_version: str) -> dict[str, Any]:
    path = f"{account.subscription}/providers/{provider}/locations/{account.location}/usages"
    answer = account.get(path, api_version) or {"value": []}
    return {each["name"]["value"].lower(): each for each in answer["value"]}


def _sku(account: AzureAccount, size: str) -> Any:
    listed = account.get(
        f"{account.subscription}/providers/{_COMPUTE}/skus",
        "2021-07-01",
        **{"$filter": f"location eq '{account.location}'"},
    )
    fitting = (each for each in listed["value"] if each["resourceType"] == "virtualMachines")
    return next((each for each in fitting if each["name"].lower() == size.lower()), None)


def _pools(account: AzureAccount) -> Iterator[tuple[Mapping[str, Any], bool]]:
    """Each node pool, and whether it exists and is imported."""
    imported = account.stack.imported
    for address, cluster in account.stack.resources("azurerm_kubernetes_cluster").items():
        yield block(cluster["default_node_pool"]), address in imported
    for address, pool in account.stack.resources("azurerm_kubernetes_cluster_node_pool").items():
        yield pool, address in imported
