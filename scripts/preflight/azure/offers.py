"""What the region offers: services, Kubernetes versions, database sizes and versions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from constructs_lib.value_text import counted
from scripts.preflight.findings import Finding, failure, ok, warning
from scripts.preflight.stacks import block

from .account import AzureAccount

# The namespace and type of the services that not every region has, by resource type.
_SERVICES = {
    "azurerm_application_gateway": ("Microsoft.Network", "applicationGateways"),
    "azurerm_eventgrid_system_topic": ("Microsoft.EventGrid", "systemTopics"),
    "azurerm_key_vault": ("Microsoft.KeyVault", "vaults"),
    "azurerm_kubernetes_cluster": ("Microsoft.ContainerService", "managedClusters"),
    "azurerm_managed_redis": ("Microsoft.Cache", "redisEnterprise"),
    "azurerm_mysql_flexible_server": ("Microsoft.DBforMySQL", "flexibleServers"),
    "azurerm_redis_cache": ("Microsoft.Cache", "redis"),
    "azurerm_storage_account": ("Microsoft.Storage", "storageAccounts"),
}


def check_services(account: AzureAccount) -> Iterator[Finding]:
    """Each service must be registered and on offer in the region."""
    registers = account.stack.provider("azurerm").get("resource_provider_registrations") != "none"
    offered = 0
    for type_, (namespace, kind) in _SERVICES.items():
        if not account.stack.count(type_):
            continue
        provider = account.get(f"{account.subscription}/providers/{namespace}", "2021-04-01")
        state = provider["registrationState"] if provider else "absent"
        if state != "Registered" and not registers:
            yield failure(f"{namespace} is {state}", f"run: az provider register --namespace {namespace}")
        types = provider.get("resourceTypes", ()) if provider else ()
        offer = next((each for each in types if each["resourceType"].lower() == kind.lower()), None)
        places = {place.replace(" ", "").lower() for place in (offer or {}).get("locations", ())}
        if places and account.location not in places:
            yield failure(f"{namespace}/{kind} is not on offer in {account.location}", "choose another location")
        else:
            offered += 1
    yield ok(f"{counted(offered, 'service is', 'services are')} on offer in {account.location}")


def check_kubernetes(account: AzureAccount) -> Iterator[Finding]:
    path = (
        f"{account.subscription}/providers/Microsoft.ContainerService/locations/{account.location}/kubernetesVersions"
    )
    offers = {each["version"]: each for each in account.get(path, "2024-09-01")["values"]}
    for cluster in account.stack.resources("azurerm_kubernetes_cluster").values():
        version = ".".join(str(cluster["kubernetes_version"]).split(".")[:2])
        offer = offers.get(version)
        if offer is None:
            yield failure(
                f"AKS does not offer Kubernetes {version} in {account.location}",
                f"set kubernetes_version to one of {', '.join(sorted(offers))}",
            )
        elif offer.get("isPreview"):
            yield warning(f"Kubernetes {version} is a preview", "choose a released kubernetes_version")
        elif "KubernetesOfficial" not in offer["capabilities"]["supportPlan"]:
            yield warning(f"Kubernetes {version} has only long-term support, which costs extra", "choose a newer one")
        else:
            yield ok(f"Kubernetes {version} is on offer with standard support")


def check_database(account: AzureAccount) -> Iterator[Finding]:
    path = f"{account.subscription}/providers/Microsoft.DBforMySQL/locations/{account.location}/capabilities"
    for server in account.stack.resources("azurerm_mysql_flexible_server").values():
        zones: list[Any] = account.get(path, "2021-05-01")["value"]
        # Terraform writes a prefix for the tier: MO_Standard_E2ds_v4.
        size, version = str(server["sku_name"]).partition("_")[2], str(server["version"])
        offered, versions = _sizes_and_versions(zones)
        if size.lower() not in offered:
            yield failure(f"{size} is not on offer in {account.location}", "choose another database_sku_name or size")
        elif version not in versions:
            yield failure(f"MySQL {version} is not on offer in {account.location}", "choose another database_version")
        else:
            yield ok(f"MySQL {version} on {size} is on offer in {account.location}")
        mode = block(server.get("high_availability")).get("mode")
        if mode and not any(mode in zone.get("supportedHAMode", ()) for zone in zones):
            yield failure(
                f"high availability in the mode {mode} is not on offer in {account.location}",
                "set database_availability_mode to another mode, or choose another location",
            )


def _sizes_and_versions(zones: list[Any]) -> tuple[set[str], set[str]]:
    found = [
        version
        for zone in zones
        for edition in zone.get("supportedFlexibleServerEditions", ())
        for version in edition.get("supportedServerVersions", ())
    ]
    return {sku["name"].lower() for each in found for sku in each.get("supportedSkus", ())}, {e["name"] for e in found}
