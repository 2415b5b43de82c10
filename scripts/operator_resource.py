"""Whether the operator has applied its custom resource. Until then, the components of the previous one run."""

import json
from base64 import b64decode
from collections.abc import Mapping, Sequence
from functools import reduce
from typing import Any

from constructs_lib.kubernetes.operator_components import RESOURCE_NAME
from scripts.cluster_api import ApiError, KubernetesApi

RESOURCE = f"WeightsAndBiases {RESOURCE_NAME}"
# The controller stores here what it applied last. It contains no secrets, only references to them.
APPLIED = f"{RESOURCE_NAME}-spec-active"
# The controller adds the values that people save in the console, and those of W&B's release channel.
CONSOLE, CHANNEL = f"{RESOURCE_NAME}-spec-user", f"{RESOURCE_NAME}-latest-cached-release"


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
        applied, console, channel = (
            _object(api, f"/api/v1/{place}/secrets/{name}", decoded=True) or {} for name in (APPLIED, CONSOLE, CHANNEL)
        )
    except ApiError:
        # Without permission to read them, only the components count.
        return None
    spec = resource["spec"]
    # Without the channel, a chart is given, and the last release of the channel no longer counts.
    others = [console, *([] if "chart" in spec else [channel])]
    if applied and _is_applied(applied, spec, [each.get("values") or {} for each in others]):
        return None
    return f"{RESOURCE}: the operator has not applied it yet"


def _is_applied(applied: Mapping[str, Any], spec: Mapping[str, Any], others: Sequence[Mapping[str, Any]]) -> bool:
    """Whether the chart and the values that are `applied` are those of `spec`, with the values of `others` added."""
    chart = {name: value for name, value in spec.get("chart", {}).items() if name in ("url", "version")}
    own = {"global": {"operator": applied["values"].get("global", {}).get("operator", {})}}
    expected = reduce(_merged, (*others, own), spec.get("values", {}))
    return chart.items() <= applied["chart"].items() and bool(applied["values"] == expected)


def _merged(values: Any, others: Any) -> Any:
    """`values` with what only `others` have, as the controller merges them.

    https://github.com/wandb/operator/blob/v1/pkg/utils/merge.go
    """
    if isinstance(values, Mapping) and isinstance(others, Mapping):
        both = {name: _merged(value, others[name]) for name, value in values.items() if name in others}
        return {**others, **values, **both}
    return [*values, *others] if isinstance(values, list) and isinstance(others, list) else values


def _object(api: KubernetesApi, path: str, *, decoded: bool = False) -> dict[str, Any] | None:
    """The object at `path`, or of a secret its data as `decoded` JSON; None if there is none."""
    try:
        found: dict[str, Any] = json.loads(api.get(path))
    except ApiError as error:
        if error.status == 404:
            return None
        raise
    return {name: json.loads(b64decode(value)) for name, value in found["data"].items()} if decoded else found
