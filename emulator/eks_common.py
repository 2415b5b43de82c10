"""What the EKS extensions share: reading a request, refusing one, and the record of updates.

moto answers changes of a cluster with the cluster itself and keeps no updates. The provider takes an update's id from
the answer and asks for it (DescribeUpdate) until it is successful; here every update is successful at once.
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

from emulator.moto_patches import add, serve_paths

# One pattern for everything below a cluster: moto finds the operation by the service's own description.
serve_paths(urls.url_paths, EKSResponse, "/clusters/(?P<name>[^/]+)/(?P<rest>.+)$")

_updates: WeakKeyDictionary[Cluster, dict[str, dict[str, Any]]] = WeakKeyDictionary()


def body_of(response: EKSResponse) -> dict[str, Any]:
    """The request's JSON body, empty if it has none."""
    body: dict[str, Any] = json.loads(response.body) if response.body else {}
    return body


def path_part(response: EKSResponse, name: str) -> str:
    """A named part of the request's path, as in the service's description."""
    part: str = response.uri_match[name]
    return part


def cluster_of(response: EKSResponse) -> Cluster:
    """The cluster that the request's path names."""
    name = response.uri_match.get("name") or response.uri_match["clusterName"]
    return response.eks_backend.describe_cluster(name)


def not_found(message: str) -> ResourceNotFoundException:
    return ResourceNotFoundException(message=message)


def invalid_parameter(message: str) -> InvalidParameterException:
    return InvalidParameterException(message=message)


def invalid_request(message: str) -> InvalidRequestException:
    return InvalidRequestException(message=message)


def arn_of(cluster: Cluster, kind: str, *parts: str) -> str:
    """The ARN of something that belongs to the cluster: its kind, the cluster's name, then `parts`."""
    prefix = cluster.arn.partition(":cluster/")[0]
    return f"{prefix}:{kind}/" + "/".join((cluster.name, *parts))


def record_update(cluster: Cluster, kind: str, params: Mapping[str, Any]) -> dict[str, Any]:
    """Keep a finished update of the given kind and return it as the service describes it."""
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
