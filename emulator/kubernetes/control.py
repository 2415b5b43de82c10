"""Switches of a cluster that Kubernetes does not have.

`POST /_emulator/hold?pods=NAMESPACE/PREFIX` keeps the pods whose name starts with PREFIX from getting ready, and
`DELETE` lets them. `GET` lists what is held.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

from emulator.front_end import answer_json
from emulator.kubernetes.api import Api
from emulator.kubernetes.errors import ApiError, bad_request
from emulator.kubernetes.objects import Object
from emulator.wsgi import Start

if TYPE_CHECKING:
    from emulator.kubernetes.clusters import Clusters

HOLD = "/_emulator/hold"
PATH = "/_emulator/kubernetes"


def answer(api: Api, method: str, path: str, query: dict[str, str]) -> Object | None:
    """The answer to a request for a switch; None: the path is another one."""
    if path != HOLD:
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


def answer_for(clusters: "Clusters", environ: dict[str, Any], start_response: Start) -> Iterable[bytes] | None:
    """The same over the emulator's own port, under `/_emulator/kubernetes/CLUSTER/hold`; None: another path.

    `GET /_emulator/kubernetes` lists the clusters, each with its endpoint and inventory.
    """
    path = environ.get("PATH_INFO", "")
    if path == PATH:
        found = [(name, cluster) for name in clusters.names() if (cluster := clusters.get(name))]
        listed = {name: {"endpoint": cluster.endpoint, "inventory": cluster.inventory()} for name, cluster in found}
        return answer_json(start_response, "200 OK", listed)
    name, _, switch = path.removeprefix(f"{PATH}/").partition("/")
    if not path.startswith(f"{PATH}/") or switch != "hold":
        return None
    cluster = clusters.get(name)
    if cluster is None:
        return answer_json(start_response, "404 Not Found", {"message": f"no cluster {name}"})
    query = {key: values[0] for key, values in parse_qs(environ.get("QUERY_STRING", "")).items()}
    try:
        return answer_json(start_response, "200 OK", cluster.switch(environ["REQUEST_METHOD"], query))
    except ApiError as error:
        return answer_json(start_response, "400 Bad Request", error.status())
