"""A read-only client of the Kubernetes API. It needs only a few GET requests, so the standard library is enough."""

import json
import ssl
import tempfile
import urllib.error
import urllib.parse
import urllib.request
from typing import Any

from scripts.cluster_login import ClusterAccessError, Login

TIME_LIMIT_SECONDS = 10


class ApiError(Exception):
    """An error response; `by_api`: from the API itself, not from a pod behind its proxy."""

    def __init__(self, status: int, text: str, *, by_api: bool) -> None:
        super().__init__(text)
        self.status = status
        self.by_api = by_api


class KubernetesApi:
    """The Kubernetes API at the address of `login`, through the proxy of the environment if there is one."""

    def __init__(self, login: Login) -> None:
        self._login = login
        try:
            self._opener = urllib.request.build_opener(urllib.request.HTTPSHandler(context=_context(login)))
        except ssl.SSLError as error:
            raise ClusterAccessError(f"the certificates of the login are not valid: {error}") from None

    def items(self, path: str, **query: str) -> list[dict[str, Any]]:
        """The objects of a list."""
        try:
            found: list[dict[str, Any]] = json.loads(self.get(path, **query))["items"]
        except ApiError as error:
            raise ClusterAccessError(f"{self._login.host} refused the request: {error}") from None
        return found

    def get(self, path: str, **query: str) -> bytes:
        """The body of the response; raises ApiError for a status other than 200."""
        address = f"{self._login.host.rstrip('/')}{path}"
        request = urllib.request.Request(f"{address}?{urllib.parse.urlencode(query)}" if query else address)
        if self._login.token:
            request.add_header("Authorization", f"Bearer {self._login.token}")
        try:
            with self._opener.open(request, timeout=TIME_LIMIT_SECONDS) as answer:
                body: bytes = answer.read()
        except urllib.error.HTTPError as error:
            with error:
                raise _api_error(error.code, error.read()) from None
        except OSError as error:  # unknown host, no route, timeout, wrong certificate
            raise ClusterAccessError(f"{self._login.host} cannot be reached from here: {error}") from None
        return body


def _context(login: Login) -> ssl.SSLContext:
    context = ssl.create_default_context(cadata=login.authority)
    if login.certificate and login.key:
        # Python reads them only from files.
        with tempfile.NamedTemporaryFile("w", suffix=".pem") as file:
            file.write(f"{login.certificate}\n{login.key}")
            file.flush()
            context.load_cert_chain(file.name)
    return context


def _api_error(status: int, body: bytes) -> ApiError:
    text = body.decode(errors="replace")
    try:
        said = json.loads(text)
    except ValueError:
        said = None
    if isinstance(said, dict) and said.get("kind") == "Status":
        return ApiError(status, f"{said.get('message') or said.get('reason')} ({status})", by_api=True)
    return ApiError(status, f"HTTP status {status}", by_api=False)
