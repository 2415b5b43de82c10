"""What AKS enforces, and who can use the Kubernetes API of a cluster."""

import base64
import json
import ssl
import urllib.error
import urllib.request
import uuid
from pathlib import Path
from typing import Any

import pytest

from emulator.azure.aks import VERSIONS
from emulator.azure.aks_kubeconfig import SERVER_ID
from emulator.azure.cloud import Azure
from emulator.azure.principals import OWNER
from tests.programs.emulator.azure.conftest import GROUP, SUBSCRIPTION, Client

CLUSTER = f"{GROUP}/providers/Microsoft.ContainerService/managedClusters/one"
ADMINISTRATORS = "00000000-0000-0000-0000-0000000000cc"
ENTRA = {"managed": True, "enableAzureRBAC": True}


def cluster(version: str = "1.34", **properties: Any) -> dict[str, Any]:
    pools = [{"name": "default", "mode": "System", "count": 3, "vmSize": "Standard_D4s_v5"}]
    own = {"kubernetesVersion": version, "dnsPrefix": "one", "agentPoolProfiles": pools}
    return {"location": "westeurope", "identity": {"type": "SystemAssigned"}, "properties": {**own, **properties}}


@pytest.fixture
def running(client: Client) -> Client:
    assert client.put(CLUSTER, cluster(aadProfile=ENTRA)).status == 201
    return client


def test_version_goes_up_by_one_minor_version_and_never_down(client: Client) -> None:
    assert client.put(CLUSTER, cluster("1.20")).code == "K8sVersionNotSupported"
    client.put(CLUSTER, cluster("1.33"))

    assert client.put(CLUSTER, cluster("1.35")).code == "OperationNotAllowed"
    assert client.put(CLUSTER, cluster("1.32")).code == "OperationNotAllowed"
    assert client.put(CLUSTER, cluster("1.34")).body["properties"]["currentKubernetesVersion"] == "1.34.1"


def test_omitted_service_range_and_pool_sizes_are_those_of_aks(client: Client) -> None:
    properties = client.put(CLUSTER, cluster()).body["properties"]

    network, [pool] = properties["networkProfile"], properties["agentPoolProfiles"]
    assert (network["serviceCidr"], network["dnsServiceIP"]) == ("10.0.0.0/16", "10.0.0.10")
    assert (pool["maxPods"], pool["osDiskSizeGB"]) == (30, 128)


def test_local_accounts_are_only_disabled_with_entra_integration(client: Client) -> None:
    assert client.put(CLUSTER, cluster(disableLocalAccounts=True)).code == "BadRequest"
    assert client.put(CLUSTER, cluster(disableLocalAccounts=True, aadProfile=ENTRA)).status == 201

    assert client.post(f"{CLUSTER}/listClusterAdminCredential").code == "BadRequest"


def test_pool_is_not_newer_than_its_cluster(running: Client) -> None:
    pool = {"properties": {"count": 1, "mode": "User", "orchestratorVersion": "1.35"}}

    assert running.put(f"{CLUSTER}/agentPools/more", pool).code == "NodePoolMcVersionIncompatible"


def test_pool_has_a_supported_version(running: Client) -> None:
    pool = {"properties": {"count": 1, "mode": "User", "orchestratorVersion": "1.20"}}

    assert running.put(f"{CLUSTER}/agentPools/more", pool).code == "K8sVersionNotSupported"


def test_versions_of_pools_are_those_of_clusters(running: Client) -> None:
    found = running.get(f"{CLUSTER}/availableAgentPoolVersions").body["properties"]["agentPoolVersions"]

    assert [each["kubernetesVersion"] for each in found] == [*VERSIONS.values()]
    assert running.get(f"{CLUSTER}/otherVersions").code == "EmulatorGap"


def test_gateway_of_the_ingress_addon_exists(client: Client) -> None:
    gateway = f"{GROUP}/providers/Microsoft.Network/applicationGateways/missing"
    addon = {"enabled": True, "config": {"applicationGatewayId": gateway}}

    reply = client.put(CLUSTER, cluster(addonProfiles={"ingressApplicationGateway": addon}))
    assert reply.code == "LinkedInvalidPropertyId"


def test_count_of_an_autoscaled_pool_is_between_its_limits(running: Client) -> None:
    pool = {"properties": {"count": 9, "minCount": 1, "maxCount": 3, "enableAutoScaling": True}}

    assert running.put(f"{CLUSTER}/agentPools/more", pool).code == "InvalidParameter"


def test_last_system_pool_is_not_deleted(running: Client) -> None:
    running.put(f"{CLUSTER}/agentPools/more", {"properties": {"count": 1, "mode": "User"}})

    assert running.delete(f"{CLUSTER}/agentPools/default").code == "OperationNotAllowed"
    assert running.delete(f"{CLUSTER}/agentPools/more").status == 204
    (pool,) = running.get(CLUSTER).body["properties"]["agentPoolProfiles"]
    assert pool["name"] == "default"


def test_node_resource_group_goes_with_the_cluster(running: Client) -> None:
    own = running.get(CLUSTER).body["properties"]
    identity = own["identityProfile"]["kubeletidentity"]["resourceId"]

    assert running.get(identity).body["properties"]["principalId"]
    running.delete(CLUSTER)
    assert running.get(identity).status == 404
    assert running.get(f"{SUBSCRIPTION}/resourceGroups/{own['nodeResourceGroup']}").status == 404


def kubeconfig(reply_body: Any) -> dict[str, Any]:
    (entry,) = reply_body["kubeconfigs"]
    config: dict[str, Any] = json.loads(base64.b64decode(entry["value"]))
    return config


def test_administrator_has_the_same_certificate_until_it_is_rotated(running: Client) -> None:
    first = kubeconfig(running.post(f"{CLUSTER}/listClusterAdminCredential").body)
    second = kubeconfig(running.post(f"{CLUSTER}/listClusterAdminCredential").body)

    assert first == second
    assert running.post(f"{CLUSTER}/rotateClusterCertificates").status == 202
    rotated = kubeconfig(running.post(f"{CLUSTER}/listClusterAdminCredential").body)
    assert rotated["users"] != first["users"]
    assert first["clusters"][0]["cluster"]["server"].startswith("https://127.0.0.1:")
    user = kubeconfig(running.post(f"{CLUSTER}/listClusterUserCredential").body)["users"][0]["user"]
    assert user["exec"]["command"] == "kubelogin"


def status_of(azure: Azure, token: str | None, certificate: Path | None = None) -> int:
    """How the cluster's own API answers a request with a token, or with a file of a certificate and its key."""
    cluster = azure.tenant.clusters.get("one")
    assert cluster is not None
    context = ssl.create_default_context(cadata=cluster.authority_pem)
    if certificate:
        context.load_cert_chain(certificate)
    opener = urllib.request.build_opener(urllib.request.HTTPSHandler(context=context), urllib.request.ProxyHandler({}))
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    request = urllib.request.Request(f"{cluster.endpoint}/api/v1/namespaces", headers=headers)
    try:
        with opener.open(request, timeout=20) as response:
            return int(response.status)
    except urllib.error.HTTPError as refused:
        refused.close()
        return refused.code


def test_certificate_of_the_kubeconfig_makes_an_administrator(azure: Azure, running: Client, tmp_path: Path) -> None:
    user = kubeconfig(running.post(f"{CLUSTER}/listClusterAdminCredential").body)["users"][0]["user"]
    certificate = tmp_path / "administrator.pem"
    parts = ("client-certificate-data", "client-key-data")
    certificate.write_bytes(b"".join(base64.b64decode(user[part]) for part in parts))

    assert status_of(azure, None) == 403
    assert status_of(azure, None, certificate) == 200


def test_token_makes_an_administrator_by_role_only(azure: Azure, running: Client) -> None:
    assert status_of(azure, running.token(SERVER_ID)) == 403
    assert status_of(azure, running.token("https://management.azure.com")) == 401

    running.grant("Azure Kubernetes Service RBAC Cluster Admin", CLUSTER)

    assert status_of(azure, running.token(SERVER_ID)) == 200


def test_cluster_is_reached_under_its_own_name(running: Client) -> None:
    own = running.get(CLUSTER).body["properties"]
    token = {"Authorization": f"Bearer {running.token(SERVER_ID)}"}

    assert running.run("GET", f"https://{own['fqdn']}/api/v1/namespaces", token, None).status == 403
    assert running.run("GET", f"https://{own['fqdn']}/api/v1/namespaces", {}, None).status == 403
    assert running.run("GET", "https://other.hcp.westeurope.azmk8s.io/version", token, None).status == 404


def test_token_makes_an_administrator_by_group(azure: Azure, client: Client, contributor: Client) -> None:
    client.put(CLUSTER, cluster(aadProfile={**ENTRA, "adminGroupObjectIDs": [ADMINISTRATORS]}))
    assert status_of(azure, contributor.token(SERVER_ID)) == 403

    principal = {"object_id": str(uuid.uuid4()), "role": "Contributor", "groups": [ADMINISTRATORS]}
    client.control("PUT", f"principals/{contributor.client_id}", principal)

    assert status_of(azure, contributor.token(SERVER_ID)) == 200


def test_cluster_is_updated_with_what_it_answered(running: Client) -> None:
    # azurerm sends back the whole cluster, with the outbound address that AKS made.
    body = running.get(CLUSTER).body

    assert running.put(CLUSTER, {**body, "tags": {"Changed": "yes"}}).status == 200
    running.delete(CLUSTER)
    (address,) = body["properties"]["networkProfile"]["loadBalancerProfile"]["effectiveOutboundIPs"]
    assert running.get(address["id"]).status == 404


def test_status_lists_the_objects_in_a_cluster(azure: Azure, client: Client) -> None:
    principal = {"object_id": OWNER.object_id, "role": "Owner", "groups": [ADMINISTRATORS]}
    client.control("PUT", f"principals/{client.client_id}", principal)
    client.put(CLUSTER, cluster(aadProfile={**ENTRA, "adminGroupObjectIDs": [ADMINISTRATORS]}))
    assert azure.status()["clusters"] == {"one": {}}

    host = client.get(CLUSTER).body["properties"]["fqdn"]
    headers = {"Authorization": f"Bearer {client.token(SERVER_ID)}", "Content-Type": "application/json"}
    namespace = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "wandb"}}
    assert client.run("POST", f"https://{host}/api/v1/namespaces", headers, json.dumps(namespace)).status == 201

    assert azure.status()["clusters"] == {"one": {"namespaces": ["wandb"]}}
