"""Azure: each request goes to the service of its host name."""

import logging
from collections.abc import Iterable
from typing import Any

from emulator.azure import resource_manager
from emulator.azure.authorization import ASSIGNMENT, assignments_at
from emulator.azure.calls import action_of, subscription_of
from emulator.azure.control import PREFIX, answer_control
from emulator.azure.existing_resources import put_existing
from emulator.azure.faults import FAULTS, ChosenFaults
from emulator.azure.http_messages import Answer, RefusedError, Request, gap
from emulator.azure.key_vault import answer_deleted_vaults
from emulator.azure.login import GRAPH_HOST, LOGIN_HOST, answer_graph, answer_login
from emulator.azure.offers import answer_offers
from emulator.azure.role_definitions import answer_definitions
from emulator.azure.storage_data import HOST_SUFFIXES as STORAGE_SUFFIXES
from emulator.azure.storage_data import answer_storage
from emulator.azure.subscriptions import METADATA, answer_subscription, check_subscription
from emulator.azure.tenant import Tenant
from emulator.azure.vault_data import HOST_SUFFIX, answer_vault
from emulator.calls import log_call
from emulator.certificates import Authority
from emulator.front_end import OneAtATime
from emulator.wsgi import Start, host_of

# Importing a service registers its types of resources.
from emulator.azure import (  # isort: skip
    aks as aks,
    aks_pools as aks_pools,
    application_gateway as application_gateway,
    backup as backup,
    dns as dns,
    event_grid as event_grid,
    monitor as monitor,
    mysql as mysql,
    private_endpoints as private_endpoints,
    redis as redis,
    security_groups as security_groups,
    storage as storage,
)

MANAGEMENT_HOST = "management.azure.com"
# Hosts under these domains are never passed on: a client of the emulator must not reach Azure.
_DOMAINS = ("azure.com", "azure.net", "azmk8s.io", "microsoft.com", "microsoftonline.com", "windows.net")
_AUDIENCES = ("https://management.azure.com", "https://management.core.windows.net")


class Azure:
    """A tenant. `existing` are the ids of resources that are there at the start.

    `groups` (object ids) are the groups of the principal that owns the subscriptions. As a context manager, it ends the
    Kubernetes APIs of its clusters.
    """

    faults = FAULTS

    def __init__(self, authority: Authority, existing: Iterable[str] = (), groups: Iterable[str] = ()) -> None:
        self.tenant = Tenant(authority, groups)
        for id_ in existing:
            put_existing(self.tenant, id_)
        self._chosen_faults = ChosenFaults(OneAtATime(self._answer))

    def __enter__(self) -> "Azure":
        return self

    def __exit__(self, *_error: object) -> None:
        self.tenant.clusters.close()

    def status(self) -> dict[str, Any]:
        return {"cloud": "azure", "clusters": self.tenant.clusters.inventory()}

    def service_of(self, environ: dict[str, Any]) -> str:
        return str(environ.get("HTTP_HOST", ""))

    def answers(self, host: str) -> bool:
        return any(host == domain or host.endswith(f".{domain}") for domain in _DOMAINS)

    def application(self, environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
        host = host_of(environ)
        if host.endswith(aks.HOST_SUFFIX):
            # Not one at a time: a watch stays open.
            kubernetes = aks.application_of(self.tenant, host)
            if kubernetes is not None:
                return kubernetes(environ, start_response)
        return self._chosen_faults(environ, start_response)

    def _answer(self, environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
        request = Request.read(environ)
        try:
            answer = self._answer_host(request)
        except RefusedError as refused:
            answer = refused.answer
        except Exception as failure:
            # Not a 5xx, which clients retry for minutes: the emulator lacks something, and a retry does not help.
            logging.exception("%s %s%s failed", request.method, request.host, request.path)
            answer = RefusedError(400, "EmulatorGap", f"{type(failure).__name__}: {failure}").answer
        # What does not exist is asked for before every creation.
        if answer.status >= 400 and (request.method, answer.status) != ("GET", 404):
            error = answer.body.get("error") if isinstance(answer.body, dict) else None
            logging.info("refused: %s %s%s: %s %s", request.method, request.host, request.path, answer.status, error)
        return answer.send(start_response, request.method)

    def _answer_host(self, request: Request) -> Answer:
        host = request.host
        if host == MANAGEMENT_HOST:
            return self._answer_manager(request)
        if host == LOGIN_HOST:
            return answer_login(self.tenant.principals, request)
        if host == GRAPH_HOST:
            return answer_graph(self.tenant.principals, request)
        if host.endswith(HOST_SUFFIX):
            return answer_vault(self.tenant, request)
        if host.endswith(STORAGE_SUFFIXES):
            return answer_storage(self.tenant, request)
        if request.path.startswith(PREFIX):
            return answer_control(self.tenant, self._chosen_faults, request)
        raise gap(f"{request.method} {host}{request.path}")

    def _answer_manager(self, request: Request) -> Answer:
        if request.path == "/metadata/endpoints":
            return Answer(body=METADATA)
        principal = self.tenant.principals.of_token(request.bearer, *_AUDIENCES)
        if principal is None:
            message = "Authentication failed. The 'Authorization' header is missing or its token is not valid."
            raise RefusedError(401, "AuthenticationFailed", message)
        log_call(lambda: f"{action_of(request)} {subscription_of(request)}".rstrip())
        check_subscription(request)
        segments = [segment.lower() for segment in request.segments]
        if "operations" in segments and "locations" in segments:
            return self.tenant.operations.answer(request.segments[-1])
        if "deletedvaults" in segments:
            return answer_deleted_vaults(self.tenant, request)
        if (offered := answer_offers(principal, request)) is not None:
            return offered
        if "roledefinitions" in segments:
            return answer_definitions(request)
        if segments[-1:] == ["roleassignments"] and request.method == "GET":
            scope = request.path[: -len(f"/providers/{ASSIGNMENT}")]
            return Answer(body={"value": [each.body for each in assignments_at(self.tenant, scope)]})
        answered = answer_subscription(self.tenant, principal, request)
        return answered or resource_manager.answer(self.tenant, principal, request)
