"""AKS clusters (Microsoft.ContainerService): versions, defaults, and the Kubernetes API of each cluster.

- Without local accounts a cluster needs Entra integration, and its administrator's certificate is not given out
  (`BadRequest`).
- A version is one that AKS supports; a change goes to the same or the next minor version, and never back
  (https://learn.microsoft.com/azure/aks/upgrade-aks-cluster).
- With a token of Entra ID, a principal is an administrator if it has the role for it at the cluster, or is in one of
  the cluster's administrator groups (https://learn.microsoft.com/azure/aks/manage-azure-rbac).
- The cluster's API is one of `emulator.kubernetes`: under its name in `azmk8s.io` through the proxy, and under the
  address in the kubeconfig without it.
- Sources: https://learn.microsoft.com/rest/api/aks/managed-clusters.
"""

from typing import Any

from emulator.azure.aks_kubeconfig import SERVER_ID, credentials
from emulator.azure.aks_profiles import complete_profiles
from emulator.azure.authorization import roles_at
from emulator.azure.http_messages import Answer, Json, RefusedError
from emulator.azure.identifiers import derived_guid
from emulator.azure.managed_identities import USER_ASSIGNED, identity_properties
from emulator.azure.network import ADDRESS, store_part
from emulator.azure.principals import TENANT_ID
from emulator.azure.resource_types import Change, ResourceType, register
from emulator.azure.store import Resource
from emulator.azure.subscriptions import GROUP
from emulator.azure.tenant import Tenant
from emulator.kubernetes import MASTERS, User
from emulator.wsgi import Application

CLUSTER = "Microsoft.ContainerService/managedClusters"
POOL = f"{CLUSTER}/agentPools"
HOST_SUFFIX = ".azmk8s.io"
_ADMINISTRATOR = "Azure Kubernetes Service RBAC Cluster Admin"
# The newest patch of each supported minor version.
VERSIONS = {"1.32": "1.32.9", "1.33": "1.33.5", "1.34": "1.34.1", "1.35": "1.35.0"}


def full_version(version: str) -> str:
    """The patch version that runs: an alias such as 1.34 stays as it is in `kubernetesVersion`."""
    return version if version.count(".") == 2 else VERSIONS[version]


def check_version(version: str, previous: str | None) -> None:
    minor = ".".join(version.split(".")[:2])
    if minor not in VERSIONS:
        message = f"Managed cluster is on version {version}, which is not supported in this region."
        raise RefusedError(400, "K8sVersionNotSupported", f"{message} Supported: {', '.join(VERSIONS)}.")
    if previous:
        steps = int(minor.split(".")[1]) - int(previous.split(".")[1])
        if steps not in (0, 1):
            message = f"Upgrading Kubernetes version {previous} to {version} is not allowed."
            raise RefusedError(400, "OperationNotAllowed", f"{message} Go up by one minor version at a time.")


def _complete(change: Change) -> None:
    own, name = change.properties, change.id.name
    group = (change.id.resource_group or "").rsplit("/", 1)[1]
    subscription = f"/subscriptions/{change.id.subscription}"
    own["kubernetesVersion"] = own.get("kubernetesVersion") or max(VERSIONS)
    check_version(
        own["kubernetesVersion"], change.previous.properties["kubernetesVersion"] if change.previous else None
    )
    _check_login(own)
    own["currentKubernetesVersion"] = full_version(own["kubernetesVersion"])
    own["nodeResourceGroup"] = own.get("nodeResourceGroup") or f"MC_{group}_{name}_{change.location}"
    prefix = f"{own.get('dnsPrefix') or name}-{derived_guid(change.id.text)[:8]}"
    own["fqdn"] = f"{prefix}.hcp.{change.location}.azmk8s.io"
    own["azurePortalFQDN"] = f"{prefix}.portal.hcp.{change.location}.azmk8s.io"
    own["powerState"] = {"code": "Running"}
    own["maxAgentPools"] = 100
    node_group = f"{subscription}/resourcegroups/{own['nodeResourceGroup']}"
    _put_managed(change, node_group, GROUP, own["nodeResourceGroup"], {"provisioningState": "Succeeded"})
    if own.setdefault("oidcIssuerProfile", {"enabled": False}).get("enabled"):
        issuer = f"{change.location}.oic.prod-aks.azure.com/{TENANT_ID}/{derived_guid(change.id.text, 'oidc')}"
        own["oidcIssuerProfile"]["issuerURL"] = f"https://{issuer}/"
    kubelet = _identity(change, node_group, f"{name}-agentpool")
    own.setdefault("identityProfile", {"kubeletidentity": kubelet})
    for addon, profile in (own.get("addonProfiles") or {}).items():
        _complete_addon(change, node_group, addon, profile)
    complete_profiles(change.id, own, subscription)
    for address in own["networkProfile"].get("loadBalancerProfile", {}).get("effectiveOutboundIPs", ()):
        _put_managed(change, address["id"], ADDRESS, address["id"].rpartition("/")[2], {})
    _store_pools(change, own.pop("agentPoolProfiles", None) or [])
    _start(change)


def _check_login(properties: Json) -> None:
    entra = properties.get("aadProfile") or {}
    if properties.get("disableLocalAccounts") and not entra.get("managed"):
        message = "Disabling local accounts is only supported for managed AAD clusters."
        raise RefusedError(400, "BadRequest", message)
    if entra:
        entra.setdefault("adminGroupObjectIDs", None)
        entra.setdefault("tenantID", TENANT_ID)


def _put_managed(change: Change, id_: str, type_: str, name: str, properties: Json) -> None:
    body: Json = {"location": change.location, "properties": properties}
    change.tenant.store.put(Resource(id_, type_, name, body, managed=True))


def _identity(change: Change, group: str, name: str) -> Json:
    """An identity that AKS makes in the resource group of the nodes."""
    id_ = f"{group}/providers/{USER_ASSIGNED}/{name}"
    own = identity_properties(id_)
    _put_managed(change, id_, USER_ASSIGNED, name, own)
    return {"resourceId": id_, "clientId": own["clientId"], "objectId": own["principalId"]}


def _complete_addon(change: Change, group: str, addon: str, profile: Json) -> None:
    profile.setdefault("config", None)
    if not profile.get("enabled"):
        return
    profile["identity"] = _identity(change, group, f"{addon.lower()}-{change.id.name}")
    if addon.lower() == "ingressapplicationgateway":
        gateway = (profile["config"] or {}).get("applicationGatewayId")
        profile["config"] = {**(profile["config"] or {}), "effectiveApplicationGatewayId": gateway or ""}


def _store_pools(change: Change, pools: list[Json]) -> None:
    """Stores the node pools of a request; those that it leaves out stay, as only their own request deletes them."""
    version = change.properties["kubernetesVersion"]
    change.tenant.store.put(Resource(change.id.text, CLUSTER, change.id.name, change.body))
    for each in pools:
        properties = {key: value for key, value in each.items() if key != "name"}
        properties["orchestratorVersion"] = properties.get("orchestratorVersion") or version
        store_part(change, f"{change.id.text}/agentPools/{each['name']}", {"properties": properties})


def _start(change: Change) -> None:
    tenant, id_ = change.tenant, change.id.text
    if tenant.clusters.get(change.id.name) is None:
        minor = ".".join(change.properties["kubernetesVersion"].split(".")[:2])
        tenant.clusters.create(change.id.name, version=minor, login=lambda token: _user(tenant, id_, token))


def _user(tenant: Tenant, cluster_id: str, token: str) -> User | None:
    """The user of a token for the API servers of AKS."""
    principal = tenant.principals.of_token(token, SERVER_ID)
    cluster = tenant.store.get(cluster_id)
    if principal is None or cluster is None:
        return None
    entra = cluster.properties.get("aadProfile") or {}
    groups = set(entra.get("adminGroupObjectIDs") or []) & set(principal.groups)
    assigned = entra.get("enableAzureRBAC") and _ADMINISTRATOR in roles_at(tenant, principal.object_ids, cluster_id)
    return User(principal.object_id, (MASTERS,) if groups or assigned else principal.groups)


def _view(tenant: Tenant, cluster: Resource, body: Json) -> None:
    pools = tenant.store.directly_in(f"{cluster.id}/agentPools")
    body["properties"]["agentPoolProfiles"] = [{"name": each.name, **each.properties} for each in pools]


def _deleted(tenant: Tenant, cluster: Resource) -> None:
    tenant.clusters.delete(cluster.name)
    group = f"/subscriptions/{cluster.id.split('/')[2]}/resourcegroups/{cluster.properties['nodeResourceGroup']}"
    tenant.store.remove(group)


def application_of(tenant: Tenant, host: str) -> Application | None:
    """The Kubernetes API of the cluster with that fully qualified domain name."""
    for cluster in tenant.store.of_type(CLUSTER):
        running = tenant.clusters.get(cluster.name)
        if cluster.properties["fqdn"] == host and running:
            return running.application
    return None


def _user_credentials(tenant: Tenant, cluster: Resource, _body: Any) -> Answer:
    return Answer(body=credentials(tenant, cluster, administrator=False))


def _administrator_credentials(tenant: Tenant, cluster: Resource, _body: Any) -> Answer:
    if cluster.properties.get("disableLocalAccounts"):
        message = "Getting static credential is not allowed because this cluster is set to disable local accounts."
        raise RefusedError(400, "BadRequest", message)
    return Answer(body=credentials(tenant, cluster, administrator=True))


def _pool_versions(_tenant: Tenant, cluster: Resource, _body: Any) -> Answer:
    versions = [{"kubernetesVersion": version} for version in VERSIONS.values()]
    return Answer(
        body={
            "id": f"{cluster.id}/availableAgentPoolVersions/default",
            "name": "default",
            "type": f"{CLUSTER}/availableAgentPoolVersions",
            "properties": {"agentPoolVersions": versions},
        }
    )


def _rotate_certificates(tenant: Tenant, cluster: Resource, _body: Any) -> Answer:
    cluster.private.pop("certificate", None)
    return Answer(202, headers=tenant.operations.start(cluster.id, "Updating"))


register(
    ResourceType(
        type=CLUSTER,
        complete=_complete,
        view=_view,
        deleted=_deleted,
        actions={
            "listclusterusercredential": _user_credentials,
            "listclusteradmincredential": _administrator_credentials,
            "rotateclustercertificates": _rotate_certificates,
        },
        reads={"availableagentpoolversions": _pool_versions},
        deleted_status=204,
        long_running=True,
    ),
    ResourceType(type=f"{CLUSTER}/maintenanceConfigurations", has_state=False),
)
