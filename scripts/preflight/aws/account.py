"""An AWS account, asked with the credentials, roles and region of Terraform."""

from __future__ import annotations

import functools
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from scripts.preflight.findings import DeniedError, UnreachableError
from scripts.preflight.stacks import Arguments, Stack

CONFIG = Config(connect_timeout=5, read_timeout=10, retries={"mode": "standard", "total_max_attempts": 3})
_DENIED = ("AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "AuthorizationError", "Forbidden", "403")
_NO_LOGIN = ("ExpiredToken", "ExpiredTokenException", "InvalidClientTokenId", "UnrecognizedClientException")


@dataclass
class AwsAccount:
    """The account of the infrastructure stack `stack`.

    `resolver`: address and port of the DNS server to ask; omitted: the one of this machine.
    """

    stack: Stack
    resolver: tuple[str, int] | None = None
    clients: dict[tuple[str, str | None], Any] = field(default_factory=dict)
    _lock: threading.RLock = field(default_factory=threading.RLock)
    _sessions: dict[str | None, boto3.session.Session] = field(default_factory=dict)

    @property
    def region(self) -> str:
        return str(self.stack.provider("aws")["region"])

    def client(self, service: str, alias: str | None = None) -> Any:
        """A client with the credentials of the provider, or of the provider with this alias."""
        # boto3 can create only one client at a time, but threads may share it.
        with self._lock:
            if (service, alias) not in self.clients:
                session = self._session(alias)
                try:
                    self.clients[service, alias] = session.client(service, self.region, config=CONFIG)
                except BotoCoreError as error:  # A profile whose login is not complete.
                    raise UnreachableError(str(error)) from error
            return self.clients[service, alias]

    def ask(self, service: str, operation: str, *, alias: str | None = None, **arguments: Any) -> dict[str, Any]:
        """The answer to one request, without its metadata; all pages of a list."""
        return asked(self.client(service, alias), operation, **arguments)

    def exists(self, service: str, operation: str, *missing: str, **arguments: Any) -> bool:
        """Whether the request finds something. `missing` are the error codes of the service for what is not there."""
        try:
            answer = self.ask(service, operation, **arguments)
        except ClientError as error:
            if error_code(error) in missing:
                return False
            raise
        # Some services answer with an empty list instead of an error.
        return not any(found == [] for found in answer.values())

    @functools.cached_property
    def identity(self) -> dict[str, Any]:
        """`Account` and `Arn` of the caller."""
        return self.ask("sts", "get_caller_identity")

    @functools.cached_property
    def zones(self) -> list[str]:
        """The names of the region's zones, in the order of the data source of the network."""
        return zones_of(self)

    @functools.cached_property
    def is_deployed(self) -> bool:
        """Whether the state of the stack has resources. Only the backends `local` and `s3` are asked."""
        type_, arguments = self.stack.backend
        if type_ == "s3":
            bucket, key = str(arguments["bucket"]), str(arguments["key"])
            return answers(state_client(self), "head_object", Bucket=bucket, Key=key)
        return self.stack.has_local_state

    def _session(self, alias: str | None) -> boto3.session.Session:
        if alias not in self._sessions:
            roles = self.stack.provider("aws", alias).get("assume_role") or []
            self._sessions[alias] = _session(self.region, roles)
        return self._sessions[alias]


def asked(client: Any, operation: str, **arguments: Any) -> dict[str, Any]:
    """The answer to one request; a refusal as `DeniedError`, a missing login or network as `UnreachableError`."""
    try:
        if client.can_paginate(operation):
            pages = client.get_paginator(operation).paginate(**arguments)
            return dict(pages.build_full_result())
        return dict(getattr(client, operation)(**arguments))
    except ClientError as error:
        if error_code(error) in _DENIED:
            raise DeniedError(f"may not call {operation}: {error.response['Error'].get('Message', '')}") from error
        if error_code(error) in _NO_LOGIN:
            raise UnreachableError(f"the credentials are not valid: {error_code(error)}") from error
        raise
    except BotoCoreError as error:
        raise UnreachableError(str(error)) from error


def answers(client: Any, operation: str, **arguments: Any) -> bool:
    """Whether a HEAD request finds something."""
    try:
        asked(client, operation, **arguments)
    except ClientError as error:
        if error_code(error) in ("404", "NoSuchBucket", "NoSuchKey", "NotFound"):
            return False
        raise
    return True


def error_code(error: ClientError) -> str:
    return str(error.response["Error"]["Code"])


def state_client(account: AwsAccount) -> Any:
    """An S3 client with the credentials and region of the backend."""
    _, arguments = account.stack.backend
    roles = arguments.get("assume_role") or ({"role_arn": arguments["role_arn"]} if "role_arn" in arguments else None)
    with account._lock:
        session = _session(str(arguments["region"]), [roles] if isinstance(roles, Mapping) else roles or [])
        path_style = {"s3": {"addressing_style": "path"}} if arguments.get("use_path_style") else {}
        return session.client("s3", config=CONFIG.merge(Config(**path_style)))


def zones_of(account: AwsAccount) -> list[str]:
    wanted = next(iter(account.stack.data("aws_availability_zones")), {})
    filters = [{"Name": each["name"], "Values": each["values"]} for each in wanted.get("filter", [])]
    filters.append({"Name": "state", "Values": ["available"]})
    found = account.ask("ec2", "describe_availability_zones", Filters=filters)["AvailabilityZones"]
    excluded = wanted.get("exclude_zone_ids", [])
    return sorted(zone["ZoneName"] for zone in found if zone["ZoneId"] not in excluded)


def _session(region: str, roles: Sequence[Arguments]) -> boto3.session.Session:
    """A session in which each role was assumed by the one before it, as Terraform does."""
    try:
        session = boto3.session.Session(region_name=region)
    except BotoCoreError as error:  # A profile that does not exist.
        raise UnreachableError(str(error)) from error
    for role in roles:
        arguments = {"RoleArn": role["role_arn"], "RoleSessionName": role.get("session_name") or "preflight"}
        if role.get("external_id"):
            arguments["ExternalId"] = role["external_id"]
        try:
            given = asked(session.client("sts", config=CONFIG), "assume_role", **arguments)["Credentials"]
        except (ClientError, DeniedError) as error:
            raise UnreachableError(f"cannot assume {role['role_arn']}: {error}") from error
        session = boto3.session.Session(
            given["AccessKeyId"], given["SecretAccessKey"], given["SessionToken"], region_name=region
        )
    return session
