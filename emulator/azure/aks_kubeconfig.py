"""The kubeconfigs that AKS hands out.

https://learn.microsoft.com/rest/api/aks/managed-clusters/list-cluster-user-credentials: with Entra integration the
user's runs kubelogin, without local accounts as the only way; the administrator's has a certificate.
"""

import base64
import json

from emulator.azure.http_messages import Json
from emulator.azure.store import Resource
from emulator.azure.tenant import Tenant
from emulator.kubernetes import MASTERS

# The Entra application of the API servers of all clusters (https://azure.github.io/kubelogin/concepts/aks.html).
SERVER_ID = "6dae42f8-4368-4678-94ff-3960e28e3630"


def credentials(tenant: Tenant, cluster: Resource, *, administrator: bool) -> Json:
    """The response of both lists of credentials."""
    group = cluster.id.split("/")[4]
    kind = "clusterAdmin" if administrator else "clusterUser"
    user = f"{kind}_{group}_{cluster.name}"
    with_certificate = administrator or not cluster.properties.get("aadProfile")
    login = _certificate(tenant, cluster) if with_certificate else _KUBELOGIN
    running = tenant.clusters.get(cluster.name)
    assert running is not None
    server: Json = {"server": running.endpoint, "certificate-authority-data": _encoded(running.authority_pem)}
    config: Json = {
        "apiVersion": "v1",
        "kind": "Config",
        "preferences": {},
        "current-context": cluster.name,
        "clusters": [{"name": cluster.name, "cluster": server}],
        "contexts": [{"name": cluster.name, "context": {"cluster": cluster.name, "user": user}}],
        "users": [{"name": user, "user": login}],
    }
    return {"kubeconfigs": [{"name": kind, "value": _encoded(json.dumps(config))}]}


_KUBELOGIN: Json = {
    "exec": {
        "apiVersion": "client.authentication.k8s.io/v1beta1",
        "command": "kubelogin",
        "args": ["get-token", "--environment", "AzurePublicCloud", "--server-id", SERVER_ID],
    }
}


def _certificate(tenant: Tenant, cluster: Resource) -> Json:
    """The same certificate each time: a new one would be a change in every plan."""
    if "certificate" not in cluster.private:
        cluster.private["certificate"] = tenant.authority.client_certificate("masterclient", MASTERS)
    certificate, key = cluster.private["certificate"]
    return {"client-certificate-data": _encoded(certificate), "client-key-data": _encoded(key)}


def _encoded(text: str) -> str:
    return base64.b64encode(text.encode()).decode()
