"""Lists in pages.

Source: https://kubernetes.io/docs/reference/using-api/api-concepts/#retrieving-large-results-sets-in-chunks
"""

import base64
import json

from emulator.kubernetes.errors import bad_request
from emulator.kubernetes.objects import Object, key_of
from emulator.kubernetes.requests import Request
from emulator.kubernetes.resources import Resource
from emulator.kubernetes.selectors import Matches
from emulator.kubernetes.store import Store


def list_page(store: Store, resource: Resource, request: Request, matches: Matches) -> tuple[list[Object], Object]:
    """The objects of a page, and the metadata of the list."""
    with store.lock:
        present = store.items(resource.storage, request.namespace or None)
        metadata: Object = {"resourceVersion": str(store.version)}
    after = _position(request.query.get("continue", ""))
    found = [item for item in present if key_of(item) > after and matches(item)]
    limit = int(request.query.get("limit") or 0)
    if limit and len(found) > limit:
        metadata["continue"] = _token(found[limit - 1])
        metadata["remainingItemCount"] = len(found) - limit
        found = found[:limit]
    return found, metadata


def _token(item: Object) -> str:
    return base64.urlsafe_b64encode(json.dumps(key_of(item)).encode()).decode()


def _position(token: str) -> tuple[str, ...]:
    try:
        return tuple(json.loads(base64.urlsafe_b64decode(token))) if token else ()
    except ValueError as error:
        raise bad_request("continue key is not valid: it is not one of this server") from error
