"""The access policy and redrive policy of SQS queues.

moto adds spaces to a redrive policy, and the provider plans to remove them. A change of any other attribute removes the
queue's access policy.
"""

import json
from typing import Any

from moto.sqs.models import Queue

from emulator.aws.moto_patches import attribute, getter, wrap

_attributes = getter(Queue, "attributes")


@attribute(Queue, "attributes")
def attributes(self: Queue) -> dict[str, Any]:
    result: dict[str, Any] = _attributes(self)
    if result.get("RedrivePolicy"):
        result["RedrivePolicy"] = json.dumps(json.loads(result["RedrivePolicy"]), separators=(",", ":"))
    return result


@wrap(Queue, "_set_attributes")
def set_attributes(original: Any, self: Queue, attributes: dict[str, Any], now: float | None = None) -> None:
    policy = self.policy if "_policy_json" in vars(self) else None  # Not set while the queue is created.
    original(self, attributes, now)
    if "Policy" not in attributes:
        self.policy = policy
