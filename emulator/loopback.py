"""Requests to a server on this machine, which never go through a proxy."""

import urllib.request
from http.client import HTTPResponse

HOST = "127.0.0.1"  # An IP address, not a name: clients then address S3 buckets by path.
_OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def open_local(request: str | urllib.request.Request, timeout: float = 10) -> HTTPResponse:
    """The response, to be closed; raises `HTTPError` for an error."""
    response: HTTPResponse = _OPENER.open(request, timeout=timeout)
    return response
