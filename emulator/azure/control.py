"""Requests at the emulator's own address, without TLS, for actions that Azure's API does not have.

- `GET /_emulator/resources`: the inventory.
- `POST /_emulator/faults` `{"method", "path", "kind", "times"}`: faults of chosen requests (see `faults`); `GET` lists
  those that have not come yet.
- `PUT /_emulator/principals/<client id>` `{"object_id", "role", "groups"}`: a service principal.
"""

from emulator.azure.account import listed
from emulator.azure.faults import ChosenFaults
from emulator.azure.http_messages import Answer, Request, gap
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
    raise gap(f"{request.method} {request.path}")
