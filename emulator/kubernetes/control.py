"""Switches of a cluster that Kubernetes does not have.

`POST /_emulator/hold?pods=NAMESPACE/PREFIX` keeps the pods whose name starts with PREFIX from getting ready, and
`DELETE` lets them. `GET` lists what is held.
"""

from emulator.kubernetes.api import Api
from emulator.kubernetes.errors import bad_request
from emulator.kubernetes.objects import Object

_HOLD = "/_emulator/hold"


def answer(api: Api, method: str, path: str, query: dict[str, str]) -> Object | None:
    """The answer to a request for a switch; None: the path is another one."""
    if path != _HOLD:
        return None
    if method in ("POST", "DELETE"):
        namespace, slash, prefix = query.get("pods", "").partition("/")
        if not slash:
            raise bad_request("pods must be NAMESPACE/PREFIX")
        set_held(api, namespace, prefix, held=method == "POST")
    return {"held": [f"{namespace}/{prefix}" for namespace, prefix in sorted(api.held)]}


def set_held(api: Api, namespace: str, prefix: str, *, held: bool) -> None:
    with api.store.lock:
        if held:
            api.held.add((namespace, prefix))
        else:
            api.held.discard((namespace, prefix))
    api.poke()
