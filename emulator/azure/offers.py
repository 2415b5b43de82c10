"""What a subscription may use and what a region offers: quotas, sizes, versions and permissions.

Everything is on offer, with ample quotas, unless a table here says otherwise.
Sources, all under https://learn.microsoft.com/rest/api: compute/usage/list, compute/resource-skus/list,
aks/managed-clusters/list-kubernetes-versions, mysql/flexibleserver/location-based-capabilities/list.
"""

import re

from emulator.azure.http_messages import Answer, Json, Request
from emulator.azure.principals import Principal

# Current value and limit by name of the usage.
USAGES: dict[str, tuple[int, int]] = {
    "cores": (0, 500),
    "lowPriorityCores": (0, 500),
    "standardESv5Family": (0, 500),
    "PublicIPAddresses": (0, 100),
    "StandardSkuPublicIpAddresses": (0, 100),
    "VirtualNetworks": (0, 100),
}
# Sizes that a subscription may not use, and zones in which a size is not on offer.
RESTRICTED: set[str] = set()
ZONES: dict[str, list[str]] = {}
KUBERNETES_VERSIONS = ["1.33", "1.34", "1.35", "1.36"]
PREVIEWS: set[str] = set()
LONG_TERM_ONLY: set[str] = set()
MYSQL_SIZES = {f"Standard_{size}" for size in ("E2ds_v4", "E4ds_v4", "E8ds_v4", "E16ds_v4", "E32ds_v4", "E2ads_v5")}
MYSQL_VERSIONS = ["5.7", "8.0.21", "8.4"]
MYSQL_AVAILABILITY = ["SameZone", "ZoneRedundant"]
# Names that are taken anywhere in Azure.
TAKEN: set[str] = set()
UNREGISTERED: set[str] = set()
# The states of subscriptions that are not enabled; None: the login does not see it.
SUBSCRIPTIONS: dict[str, str | None] = {}
# Subscriptions in which only reading is allowed.
READ_ONLY: set[str] = set()
# The regions of a resource type that not all regions have.
PLACES: dict[str, list[str]] = {}
# Certificates of any vault, by name, as the vault answers.
CERTIFICATES: dict[str, Json] = {}
# Blobs with a lease.
LEASED: set[str] = set()
_SIZE = re.compile(r"Standard_E(\d+)\w*_v5")
_NOT_BY_CONTRIBUTOR = [
    "Microsoft.Authorization/*/Delete",
    "Microsoft.Authorization/*/Write",
    "Microsoft.Authorization/elevateAccess/Action",
]


def answer_offers(principal: Principal, request: Request) -> Answer | None:
    """The answer to a question about a subscription or region; None for another request."""
    segments = [segment.lower() for segment in request.segments]
    match segments[3:]:
        case ["microsoft.compute" | "microsoft.network", "locations", _, "usages"]:
            return _listed({"name": {"value": name}, "currentValue": used, "limit": limit}
                           for name, (used, limit) in USAGES.items())  # fmt: skip
        case ["microsoft.compute", "skus"]:
            return _listed(_sku(f"Standard_E{cores}{kind}_v5") for cores in (2, 4, 8, 16, 32) for kind in ("s", "ds"))
        case ["microsoft.containerservice", "locations", _, "kubernetesversions"]:
            return Answer(body={"values": [_version(each) for each in KUBERNETES_VERSIONS]})
        case ["microsoft.dbformysql", "locations", _, "capabilities"]:
            return _listed([_capability()])
        case [*_, "microsoft.authorization", "permissions"]:
            return _listed([_permission("Reader" if segments[1] in READ_ONLY else principal.role)])
        case ["microsoft.network", "locations", _, "checkdnsnameavailability"]:
            return Answer(body={"available": request.query["domainNameLabel"] not in TAKEN})
        case [*_, "checknameavailability"]:
            name = (request.body or {}).get("name")
            taken = {"nameAvailable": False, "reason": "AlreadyExists", "message": f"The name {name} is already taken."}
            return Answer(body=taken if name in TAKEN else {"nameAvailable": True})
    return None


def _listed(values: object) -> Answer:
    return Answer(body={"value": list(values)})  # type: ignore[call-overload]


def _sku(size: str) -> Json:
    cores = _SIZE.fullmatch(size)
    assert cores is not None
    return {
        "resourceType": "virtualMachines",
        "name": size,
        "family": "standardESv5Family",
        "capabilities": [{"name": "vCPUs", "value": cores[1]}],
        "locationInfo": [{"zones": ZONES.get(size, ["1", "2", "3"])}],
        "restrictions": [{"type": "Location", "reasonCode": "NotAvailableForSubscription"}]
        if size in RESTRICTED
        else [],
    }


def _version(version: str) -> Json:
    plans = ["AKSLongTermSupport"] if version in LONG_TERM_ONLY else ["KubernetesOfficial", "AKSLongTermSupport"]
    return {"version": version, "isPreview": version in PREVIEWS, "capabilities": {"supportPlan": plans}}


def _capability() -> Json:
    sizes = [{"name": size} for size in sorted(MYSQL_SIZES)]
    versions = [{"name": version, "supportedSkus": sizes} for version in MYSQL_VERSIONS]
    edition = {"name": "MemoryOptimized", "supportedServerVersions": versions}
    return {"zone": "none", "supportedHAMode": MYSQL_AVAILABILITY, "supportedFlexibleServerEditions": [edition]}


def _permission(role: str) -> Json:
    by_role = {
        "Owner": {"actions": ["*"], "notActions": []},
        "Contributor": {"actions": ["*"], "notActions": _NOT_BY_CONTRIBUTOR},
        "Reader": {"actions": ["*/read"], "notActions": []},
    }
    return {**by_role.get(role, {"actions": [], "notActions": []}), "dataActions": [], "notDataActions": []}
