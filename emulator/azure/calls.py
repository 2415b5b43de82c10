"""The action of a request to Resource Manager, such as `Microsoft.Network/virtualNetworks/write`.

A path alternates types and names; POST on a name is an action of the resource
(https://learn.microsoft.com/azure/role-based-access-control/resource-provider-operations).
"""

import re

from emulator.azure.authorization import ACTIONS
from emulator.azure.http_messages import Request

_PROVIDER = re.compile(r".*/providers/(?P<namespace>[^/]+)(?P<rest>(?:/[^/]+)*)", re.IGNORECASE)


def subscription_of(request: Request) -> str:
    """The subscription of a request; empty if it is in none."""
    segments = [each for each in request.path.split("/") if each]
    return segments[1].lower() if segments[:1] == ["subscriptions"] and len(segments) > 1 else ""


def action_of(request: Request) -> str:
    path = request.path.rstrip("/")
    found = _PROVIDER.fullmatch(path)
    if found is None:
        # Subscriptions and resource groups: /subscriptions/<id>/resourceGroups/<name>
        segments = [each for each in path.split("/") if each]
        kinds = segments[::2]
        names = {"subscriptions": "Microsoft.Resources/subscriptions", "resourcegroups": "resourceGroups"}
        type_ = "/".join(names.get(each.lower(), each) for each in kinds)
        return f"{type_}/{ACTIONS.get(request.method, 'action')}"
    parts = found["rest"].strip("/").split("/")
    if request.method == "POST":
        # Types and names, then the action.
        return "/".join([found["namespace"], *parts[:-1:2], parts[-1], "action"])
    return "/".join([found["namespace"], *parts[::2], ACTIONS[request.method]])
