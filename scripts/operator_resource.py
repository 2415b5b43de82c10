"""Whether the operator has applied its custom resource. Until then, the components of the previous one run."""

import json
from base64 import b64decode
from collections.abc import Mapping
from typing import Any

from constructs_lib.kubernetes.operator_components import RESOURCE_NAME
from scripts.cluster_api import ApiError, KubernetesApi

RESOURCE = f"WeightsAndBiases {RESOURCE_NAME}"
# The controller stores here what it applied last. It contains no secrets, only references to them.
APPLIED = f"{RESOURCE_NAME}-spec-active"


def pending_change(api: KubernetesApi, place: str) -> str | None:
    """Why the components do not run as the resource in `place` says; None if they do.

    `status.phase` is not enough: it stays `Completed` until the controller notices a change.
    """
    try:
        resource = _object(api, f"/apis/apps.wandb.com/v1/{place}/weightsandbiases/{RESOURCE_NAME}")
        if resource is None:
            return f"{RESOURCE}: does not exist"
        if resource.get("status", {}).get("phase") == "Invalid Config":
            return f"{RESOURCE}: the operator cannot apply it"
        secret = _object(api, f"/api/v1/{place}/secrets/{APPLIED}", decoded=True)
    except ApiError:
        # Without permission to read them, only the components count.
        return None
    spec = resource["spec"]
    chart = {name: value for name, value in spec.get("chart", {}).items() if name in ("url", "version")}
    if secret and _includes(secret["chart"], chart) and _includes(secret["values"], spec.get("values", {})):
        return None
    return f"{RESOURCE}: the operator has not applied it yet"


def _object(api: KubernetesApi, path: str, *, decoded: bool = False) -> dict[str, Any] | None:
    """The object at `path`, or of a secret its data as `decoded` JSON; None if there is none."""
    try:
        found: dict[str, Any] = json.loads(api.get(path))
    except ApiError as error:
        if error.status == 404:
            return None
        raise
    return {name: json.loads(b64decode(value)) for name, value in found["data"].items()} if decoded else found


def _includes(applied: Any, wanted: Any) -> bool:
    """Whether `applied` has all that is `wanted`. The controller adds values, and may fill in empty ones."""
    if isinstance(wanted, Mapping):
        return all(_includes((applied or {}).get(name), value) for name, value in wanted.items())
    return not wanted or applied == wanted
