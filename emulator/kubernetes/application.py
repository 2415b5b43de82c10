"""The WSGI application of a cluster: from a request to its answer."""

import logging
import select
from collections.abc import Callable, Iterable
from typing import Any

from emulator.kubernetes import control, discovery, openapi, requests
from emulator.kubernetes.api import Api
from emulator.kubernetes.authentication import user_of
from emulator.kubernetes.authorization import authorize
from emulator.kubernetes.errors import ApiError, no_such_resource, unauthorized
from emulator.kubernetes.requests import Request
from emulator.kubernetes.responses import Response, failure
from emulator.kubernetes.rest import Rest
from emulator.wsgi import Start

_HEALTH = ("/healthz", "/livez", "/readyz")


class KubernetesApplication:
    """Answers the requests of a cluster's clients."""

    def __init__(self, api: Api) -> None:
        self._api = api
        self._rest = Rest(api)
        self.is_closed = False

    def __call__(self, environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
        try:
            response = self._answer(environ)
        except ApiError as error:
            response = failure(error)
        except Exception as error:
            logging.exception("%s %s failed", environ.get("REQUEST_METHOD"), environ.get("PATH_INFO"))
            told = f"Internal error occurred: {type(error).__name__}: {error}"
            response = failure(ApiError(500, "InternalError", told))
        return response.send(start_response)

    def _answer(self, environ: dict[str, Any]) -> Response:
        path = environ["PATH_INFO"]
        if path == "/version":
            return Response(version_info(self._api.version))
        if path.split("/")[1] in [name[1:] for name in _HEALTH]:
            return Response(b"ok", media_type="text/plain; charset=utf-8")
        user = user_of(environ, self._api.user_of_token)
        if user is None:
            raise unauthorized()
        request = requests.read(environ, user)
        found = requests.locate(request, self._api.registry)
        authorize(request, self._api)
        if found:
            return self._rest.answer(request, self._still_open(environ))
        return self._outside_resources(request)

    def _outside_resources(self, request: Request) -> Response:
        described = discovery.answer(request, self._api.registry)
        if described is not None:
            return Response(described[0], media_type=described[1])
        document = openapi.answer(request.path, self._api.registry)
        if document is not None:
            return Response(document)
        held = control.answer(self._api, request.method, request.path, request.query)
        if held is not None:
            return Response(held)
        if self._is_served_group(request.path):
            raise no_such_resource()
        return Response(b"404 page not found\n", 404, "text/plain; charset=utf-8")

    def _is_served_group(self, path: str) -> bool:
        parts = path.strip("/").split("/")
        groups = {group for group, _ in self._api.registry.groups()}
        return (parts[0] == "api" and len(parts) > 1) or (parts[0] == "apis" and len(parts) > 1 and parts[1] in groups)

    def _still_open(self, environ: dict[str, Any]) -> Callable[[], bool]:
        """Whether the client of a watch is there: it sends nothing more, so anything to read is its end."""
        connection = environ.get("werkzeug.socket")

        def is_open() -> bool:
            if self.is_closed:
                return False
            try:
                return connection is None or not select.select([connection], [], [], 0)[0]
            except (OSError, ValueError):
                return False

        return is_open


def version_info(version: str) -> dict[str, str]:
    major, minor = version.split(".")[:2]
    return {
        "major": major,
        "minor": minor,
        "gitVersion": full_version(version),
        "gitCommit": "0" * 40,
        "gitTreeState": "clean",
        "buildDate": "2026-01-01T00:00:00Z",
        "goVersion": "go1.25",
        "compiler": "gc",
        "platform": "linux/amd64",
    }


def full_version(version: str) -> str:
    """The version of the programs, such as v1.34.0."""
    return "v" + ".".join([*version.removeprefix("v").split("."), "0"][:3])
