"""AWS: moto's server, our extensions of it, and the account's hosted zones."""

import functools
import logging
import re
from collections.abc import Iterable, Sequence
from typing import Any

from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app

from emulator.aws import eks_kubernetes, extensions, hosted_zones, settings
from emulator.aws.calls import name_of, operation_of
from emulator.aws.errors import answer_error, signed_service
from emulator.aws.faults import FAULTS
from emulator.aws.hosted_zones import HostedZone
from emulator.aws.idempotency import IdempotentRetries
from emulator.calls import log_call
from emulator.certificates import Authority
from emulator.front_end import OneAtATime
from emulator.kubernetes import Clusters
from emulator.wsgi import Application, Start

_SIGNED_FOR = re.compile(r"Credential=[^/]+/\d{8}/(?P<region>[a-z0-9-]+)/(?P<service>[a-z0-9-]+)/")
_WITHOUT_REGIONS = ("iam", "route53", "s3", "sts")

# An application only routes the requests of a service, and has no state.
backend_app = functools.cache(create_backend_app)


class Aws:
    """The account with the id `account`, with `zones`.

    `status` reports the regions used so far and the hosted zones created at start.
    """

    faults = FAULTS

    def __init__(self, zones: Sequence[HostedZone], authority: Authority, account: str) -> None:
        settings.apply(account)
        extensions.install()
        self.clusters = Clusters(authority)
        eks_kubernetes.use(self.clusters)
        for zone in zones:
            hosted_zones.create(zone, account)
        self._zones = zones
        self._account = account
        self._regions: set[str] = set()
        self._services = IdempotentRetries(DomainDispatcherApplication(backend_app))
        self.application: Application = OneAtATime(self._answer)

    def answers(self, host: str) -> bool:
        # Clients of AWS are given the emulator's own address.
        return False

    def status(self) -> dict[str, Any]:
        return {
            "cloud": "aws",
            "account": self._account,
            "regions": sorted(self._regions),
            "hosted_zones": [zone.zone_id for zone in self._zones],
            "clusters": self.clusters.inventory(),
        }

    def service_of(self, environ: dict[str, Any]) -> str:
        return signed_service(environ)

    def _answer(self, environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
        self._note_region(environ)
        log_call(
            lambda: (
                f"{signed_service(environ)}:{operation_of(environ) or environ['PATH_INFO']} {name_of(environ)}".rstrip()
            )
        )
        try:
            return self._services(environ, start_response)
        except Exception as error:
            # Not a 5xx, which clients retry for minutes: the emulator lacks something, and a retry does not help.
            logging.exception("%s %s failed", environ.get("REQUEST_METHOD"), environ.get("PATH_INFO"))
            return answer_error(environ, start_response, "EndpointGap", f"{type(error).__name__}: {error}")

    def _note_region(self, environ: dict[str, Any]) -> None:
        signed = _SIGNED_FOR.search(environ.get("HTTP_AUTHORIZATION", ""))
        if signed and signed["service"] not in _WITHOUT_REGIONS:
            self._regions.add(signed["region"])
