"""The layer in front of moto: it serializes requests and reports the emulator's status.

Terraform sends ten or more requests in parallel. moto's backends are plain dictionaries, and one thread changes them
while another iterates over them. A lock around each request makes every call atomic. It costs no throughput, because
the interpreter lock already limits moto to one thread. Injected faults (throttling, errors, dropped connections) belong
in a layer around this one, so that a slow or refused response does not block other requests.
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
    """WSGI application that passes one request at a time to `application`.

    `STATUS_PATH` returns JSON: the regions used so far and the hosted zones created at start.
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
            # Not a 5xx, which clients retry for minutes: the emulator lacks something, and a retry does not help.
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
