"""Long-running operations: a resource is not ready at once, and the response names the address to ask.

https://learn.microsoft.com/azure/azure-resource-manager/management/async-operations: `Azure-AsyncOperation` answers a
`status` until it is `Succeeded`; `Retry-After` is the wait that Azure recommends, here as short as the operation.
"""

import time
import uuid
from dataclasses import dataclass

from emulator.azure.http_messages import Answer, Json, RefusedError

_DURATION_SECONDS = 0.1
_HOST = "https://management.azure.com"
# azurerm's library waits at least `Retry-After`, else 10 seconds
# (go-azure-sdk, sdk/client/resourcemanager/poller_lro.go).
_RETRY_AFTER = {"Retry-After": "0"}


@dataclass(frozen=True)
class _Operation:
    state: str
    ready: float


class Operations:
    """The operations in progress: `state` is what the resource shows as `provisioningState`."""

    def __init__(self) -> None:
        self._by_id: dict[str, _Operation] = {}
        self._by_resource: dict[str, _Operation] = {}

    def start(self, resource_id: str, state: str) -> dict[str, str]:
        """Starts an operation and returns the headers of its response."""
        operation = _Operation(state, time.monotonic() + _DURATION_SECONDS)
        id_ = str(uuid.uuid4())
        self._by_id[id_] = operation
        self._by_resource[resource_id.lower()] = operation
        segments = resource_id.split("/")
        namespace = segments[-3] if "providers" not in segments else segments[segments.index("providers") + 1]
        url = f"{_HOST}/subscriptions/{segments[2]}/providers/{namespace}/locations/global/operations/{id_}"
        return {"Azure-AsyncOperation": f"{url}?api-version=2024-01-01", **_RETRY_AFTER}

    def state_of(self, resource_id: str) -> str | None:
        """The state of a resource whose operation has not ended."""
        operation = self._by_resource.get(resource_id.lower())
        return operation.state if operation and time.monotonic() < operation.ready else None

    def answer(self, id_: str) -> Answer:
        operation = self._by_id.get(id_)
        if operation is None:
            raise RefusedError(404, "OperationNotFound", f"The operation '{id_}' was not found.")
        done = time.monotonic() >= operation.ready
        body: Json = {"id": id_, "name": id_, "status": "Succeeded" if done else "InProgress"}
        return Answer(body=body, headers={} if done else _RETRY_AFTER)
