"""Requests at the emulator's own address, without TLS, for actions that Azure's API does not have.

- `GET /_emulator/resources`: the inventory.
- `POST /_emulator/faults` `{"method", "path", "kind", "times"}`: faults of chosen requests (see `faults`).
- `PUT /_emulator/principals/<client id>` `{"object_id", "role", "groups"}`: a service principal.
- `PUT /_emulator/existing` `{"id", "properties", ...}`: a resource that was there before the deployment.
"""

from emulator.azure.account import listed
from emulator.azure.existing_resources import put_existing
from emulator.azure.faults import ChosenFaults
from emulator.azure.http_messages import Answer, RefusedError, Request
from emulator.azure.principals import Principal
from emulator.azure.tenant import Tenant

PREFIX = "/_emulator/"


def answer_control(tenant: Tenant, faults: ChosenFaults, request: Request) -> Answer:
    match request.method, *request.segments[1:]:
        case "GET", "resources":
            return Answer(body=listed(tenant))
        case "GET", "faults":
            return Answer(body=faults.pending())
        case "POST", "faults":
            faults.add(**request.body)
            return Answer(204)
        case "PUT", "principals", client_id:
            sent = request.body
            groups = tuple(sent.get("groups", ()))
            tenant.principals.put(Principal(client_id, sent["object_id"], sent["role"], groups))
            return Answer(204)
        case "PUT", "existing":
            put_existing(tenant, request.body["id"], request.body)
            return Answer(204)
    raise RefusedError(404, "NotFound", request.path)
