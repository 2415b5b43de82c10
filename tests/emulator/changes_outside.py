"""Changes that someone makes in the cloud, outside of Terraform."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tests.emulator.azure.management import Management
from tests.emulator.clusters import send
from tests.emulator.deployed import Deployed, resources_in

_SECRET = "kubernetes_secret_v1.server_secret_secret"
_DELETED = "deleted, would be created again"
_TAG = {"planted": "by hand"}
_NETWORKS, _CLUSTERS = "2023-09-01", "2024-09-01"


@dataclass(frozen=True)
class Planted:
    """The changes, as `make drift --json` reports them: those to report, and address and attribute of the expected."""

    unexpected: Sequence[Mapping[str, Any]]
    expected: set[tuple[str, str]]
    in_application: Sequence[Mapping[str, Any]]


def change_outside(deployment: Deployed) -> Planted:
    """Adds a tag, adds a node as an autoscaler does, and deletes the server's secret in the cluster."""
    values = {each["address"]: each["values"] for each in deployment.resources()}
    (tagged, scaled) = _on_aws(deployment, values) if deployment.cloud == "aws" else _on_azure(deployment, values)
    row = {
        "address": tagged,
        "attribute": 'tags["planted"]',
        "before": None,
        "after": "by hand",
        "note": "a deploy changes it back",
    }
    return Planted([row], {scaled}, [{"address": _delete_secret(deployment), "change": _DELETED}])


def _on_aws(deployment: Deployed, values: Mapping[str, Any]) -> tuple[str, tuple[str, str]]:
    bucket = "aws_s3_bucket.storage_bucket"
    tags = {**(values[bucket]["tags_all"] or {}), **_TAG}
    tag_set = [{"Key": name, "Value": value} for name, value in tags.items()]
    deployment.client("s3").put_bucket_tagging(Bucket=values[bucket]["id"], Tagging={"TagSet": tag_set})
    nodes = next(address for address in values if address.startswith("aws_eks_node_group."))
    size = values[nodes]["scaling_config"][0]["desired_size"] + 1
    deployment.client("eks").update_nodegroup_config(
        clusterName=values[nodes]["cluster_name"],
        nodegroupName=values[nodes]["node_group_name"],
        scalingConfig={"desiredSize": size},
    )
    return bucket, (nodes, "scaling_config[0].desired_size")


def _on_azure(deployment: Deployed, values: Mapping[str, Any]) -> tuple[str, tuple[str, str]]:
    management = Management(deployment)
    [network] = [address for address in values if address.startswith("azurerm_virtual_network.")]
    _put(management, values[network]["id"], _NETWORKS, lambda body: body.update(tags={**body.get("tags", {}), **_TAG}))
    [cluster] = [address for address in values if address.startswith("azurerm_kubernetes_cluster.")]
    _put(management, values[cluster]["id"], _CLUSTERS, _add_node)
    return network, (cluster, "default_node_pool[0].node_count")


def _put(management: Management, id_: str, version: str, change: Any) -> None:
    body = management.call("GET", id_, version)
    change(body)
    management.call("PUT", id_, version, body)


def _add_node(body: dict[str, Any]) -> None:
    body["properties"]["agentPoolProfiles"][0]["count"] += 1


def _delete_secret(deployment: Deployed) -> str:
    resources = resources_in(deployment.application_state)
    [metadata] = next(each["values"]["metadata"] for each in resources if each["address"] == _SECRET)
    send(deployment, "DELETE", f"/api/v1/namespaces/{metadata['namespace']}/secrets/{metadata['name']}")
    return _SECRET
