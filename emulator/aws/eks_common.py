"""Shared helpers of the EKS extensions: request parameters, errors and updates.

moto returns the cluster when a cluster is changed, and stores no updates. The provider expects an update id and polls
it with DescribeUpdate until the update is successful. Here every update is successful at once.
"""

import json
from collections.abc import Mapping
from typing import Any
from weakref import WeakKeyDictionary

from moto.core.responses import ActionResult
from moto.core.utils import utcnow
from moto.eks import urls
from moto.eks.exceptions import InvalidParameterException, InvalidRequestException, ResourceNotFoundException
from moto.eks.models import Cluster
from moto.eks.responses import EKSResponse
from moto.moto_api._internal import mock_random

from emulator.aws.moto_patches import add, serve_paths

# One pattern for all paths below a cluster: moto finds the operation in the service model.
serve_paths(urls.url_paths, EKSResponse, "/clusters/(?P<name>[^/]+)/(?P<rest>.+)$")

_updates: WeakKeyDictionary[Cluster, dict[str, dict[str, Any]]] = WeakKeyDictionary()


def body_of(response: EKSResponse) -> dict[str, Any]:
    """The request's JSON body, empty if it has none."""
    body: dict[str, Any] = json.loads(response.body) if response.body else {}
    return body


def path_part(response: EKSResponse, name: str) -> str:
    """A parameter of the request's path, with its name in the service model."""
    part: str = response.uri_match[name]
    return part


def cluster_of(response: EKSResponse) -> Cluster:
    """The cluster in the request's path."""
    name = response.uri_match.get("name") or response.uri_match["clusterName"]
    return response.eks_backend.describe_cluster(name)


def not_found(message: str) -> ResourceNotFoundException:
    return ResourceNotFoundException(message=message)


def invalid_parameter(message: str) -> InvalidParameterException:
    return InvalidParameterException(message=message)


def invalid_request(message: str) -> InvalidRequestException:
    return InvalidRequestException(message=message)


def arn_of(cluster: Cluster, kind: str, *parts: str) -> str:
    """The ARN of a resource of the cluster: its kind, the cluster's name, then `parts`."""
    prefix = cluster.arn.partition(":cluster/")[0]
    return f"{prefix}:{kind}/" + "/".join((cluster.name, *parts))


def record_update(cluster: Cluster, kind: str, params: Mapping[str, Any]) -> dict[str, Any]:
    """Store a successful update of the given kind; return it in the form of the EKS API."""
    update = {
        "id": str(mock_random.uuid4()),
        "status": "Successful",
        "type": kind,
        "params": [{"type": key, "value": json.dumps(value)} for key, value in params.items()],
        "createdAt": utcnow(),
        "errors": [],
    }
    keep_update(cluster, update)
    return update


def keep_update(cluster: Cluster, update: dict[str, Any]) -> None:
    _updates.setdefault(cluster, {})[update["id"]] = update


@add(EKSResponse)
def describe_update(self: EKSResponse) -> ActionResult:
    update_id = path_part(self, "updateId")
    try:
        return ActionResult({"update": _updates[cluster_of(self)][update_id]})
    except KeyError:
        raise not_found(f"No update found for ID: {update_id}") from None


@add(EKSResponse)
def list_updates(self: EKSResponse) -> ActionResult:
    return ActionResult({"updateIds": list(_updates.get(cluster_of(self), {}))})
