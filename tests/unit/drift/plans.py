"""Plans as `terraform show -json` writes them, of a bucket and other resources."""

from collections.abc import Mapping
from typing import Any

BUCKET = "aws_s3_bucket.storage_bucket"


def change(before: Any, after: Any, actions: tuple[str, ...] = ("update",), **more: Any) -> dict[str, Any]:
    """A change; `more` has marks, such as `after_unknown`."""
    return {"actions": list(actions), "before": before, "after": after, **more}


def resource(address: str, of: Mapping[str, Any], mode: str = "managed") -> dict[str, Any]:
    """A resource with its change."""
    return {"address": address, "mode": mode, "type": address.partition(".")[0], "change": of}


def plan(
    *,
    drift: tuple[Mapping[str, Any], ...] = (),
    changes: tuple[Mapping[str, Any], ...] = (),
    outputs: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """A plan that found `drift`, and that would make `changes`."""
    return {"resource_drift": list(drift), "resource_changes": list(changes), "output_changes": outputs or {}}
