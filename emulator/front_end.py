"""What stands before moto: one request at a time, and what the endpoint knows of itself.

Terraform sends ten and more requests at once. moto's backends are plain dictionaries, changed in several steps and
iterated over while another thread adds to them; one lock around each request makes every call atomic, and costs
nothing that the interpreter lock had not taken already. Faults that a test wants (throttling, errors, dropped
connections) belong into a layer around this one, so that a slow or refused answer holds up nobody else.
"""

import json
import logging
import re
import threading
import time
from collections.abc import Iterable
from typing import Any

from emulator.errors import answer_error
from emulator.wsgi import Application, Start

STATUS_PATH = "/_emulator/status"
_SIGNED_FOR = re.compile(r"Credential=[^/]+/\d{8}/(?P<region>[a-z0-9-]+)/(?P<service>[a-z0-9-]+)/")
_WITHOUT_REGIONS = ("iam", "route53", "s3", "sts")


class FrontEnd:
    """WSGI application that lets one request at a time through to `application`.

    `STATUS_PATH` answers with JSON: the regions asked for so far and the hosted zones there from the start.
    """

    def __init__(self, application: Application, *, hosted_zone_ids: list[str]) -> None:
        self._application = application
        self._hosted_zone_ids = hosted_zone_ids
        self._one_at_a_time = threading.Lock()
        self._regions: set[str] = set()
        self._last_request = time.monotonic()

    @property
    def idle_seconds(self) -> float:
        return time.monotonic() - self._last_request

    def __call__(self, environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
        if environ.get("PATH_INFO") == STATUS_PATH:
            return self._status(start_response)
        self._last_request = time.monotonic()
        with self._one_at_a_time:
            self._note_region(environ)
            answer = self._answer(environ, start_response)
        self._last_request = time.monotonic()
        return answer

    def _answer(self, environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
        try:
            return self._application(environ, start_response)
        except Exception as error:
            # A 5xx would be tried again for minutes; the error is not one of passing load but of this endpoint.
            logging.exception("%s %s failed", environ.get("REQUEST_METHOD"), environ.get("PATH_INFO"))
            return answer_error(environ, start_response, "EndpointGap", f"{type(error).__name__}: {error}")

    def _note_region(self, environ: dict[str, Any]) -> None:
        signed = _SIGNED_FOR.search(environ.get("HTTP_AUTHORIZATION", ""))
        if signed and signed["service"] not in _WITHOUT_REGIONS:
            self._regions.add(signed["region"])

    def _status(self, start_response: Start) -> Iterable[bytes]:
        status = {"regions": sorted(self._regions), "hosted_zones": self._hosted_zone_ids}
        body = json.dumps(status).encode()
        start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
        return [body]
