"""A request of the API, read from its path, query and body.

Source: https://kubernetes.io/docs/reference/using-api/api-concepts/#resource-uris
"""

import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs

import yaml

from emulator.kubernetes import protobuf
from emulator.kubernetes.authentication import User
from emulator.kubernetes.decoding import members
from emulator.kubernetes.errors import ApiError, bad_request, invalid_options, unsupported
from emulator.kubernetes.objects import Object
from emulator.kubernetes.registry import Registry
from emulator.kubernetes.resources import Resource
from emulator.wsgi import body_of

_READ = ("application/json", "application/yaml", protobuf.MEDIA_TYPE, "")
_MEDIA_TYPES = "application/json, application/yaml, application/vnd.kubernetes.protobuf"


@dataclass
class Caller:
    """Who changes an object, and how: `manager` owns the changed fields; `warnings` go into the answer."""

    user: User
    manager: str
    dry_run: bool = False
    field_validation: str = "Warn"
    warnings: list[str] = field(default_factory=list)


@dataclass
class Request:
    """A request: `namespace` and `name` are "" where the path has none."""

    method: str
    path: str
    query: dict[str, str]
    accept: str
    content_type: str
    body: bytes
    caller: Caller
    resource: Resource | None = None
    namespace: str = ""
    name: str = ""
    subresource: str = ""

    @property
    def verb(self) -> str:
        """The verb of the API, as authorization knows it."""
        if self.method in ("GET", "HEAD"):
            if self.name:
                return "get"
            return "watch" if is_true(self.query.get("watch")) else "list"
        names = {"POST": "create", "PUT": "update", "PATCH": "patch"}
        return names.get(self.method) or ("delete" if self.name else "deletecollection")

    def wants(self, kind: str) -> bool:
        """Whether the client prefers another form of the answer, such as `Table`."""
        return f"as={kind}" in self.accept.split(",")[0].replace(" ", "")

    def object(self) -> Object:
        """The object in the body."""
        if self.content_type not in _READ:
            message = f"the body of the request was in an unknown format - accepted media types include: {_MEDIA_TYPES}"
            raise ApiError(415, "UnsupportedMediaType", message)
        found = self.document()
        if not isinstance(found, dict):
            raise bad_request("the object provided is unrecognized: it is not a JSON object")
        return found

    def document(self) -> Any:
        """The body as JSON or YAML, whatever it holds."""
        try:
            if self.content_type == protobuf.MEDIA_TYPE:
                return protobuf.decode(self.body) if self.body else {}
            return (
                yaml.safe_load(self.body)
                if "yaml" in self.content_type
                else json.loads(self.body or b"{}", object_pairs_hook=members)
            )
        except (ValueError, yaml.YAMLError) as error:
            text = self.body.decode(errors="replace")
            why = json_error(text, error) if isinstance(error, json.JSONDecodeError) else str(error)
            if self.method == "PATCH":
                raise bad_request(f"error decoding patch: {why}") from error
            kind = self.resource.kind if self.resource else "object"
            raise bad_request(
                f"the object provided is unrecognized (must be of type {kind}): couldn't get version/kind; "
                f"json parse error: {why} ({text[:40]})"
            ) from error


def json_error(text: str, error: json.JSONDecodeError) -> str:
    """The words of Go's encoding/json."""
    rest = text[error.pos :]
    if not rest.strip():
        return "unexpected end of JSON input"
    for literal in ("null", "true", "false"):
        if rest[0] == literal[0]:
            place, wanted = next(pair for pair in enumerate(literal) if rest[pair[0] : pair[0] + 1] != pair[1])
            return f"invalid character '{rest[place]}' in literal {literal} (expecting '{wanted}')"
    return f"invalid character '{rest[0]}' looking for beginning of value"


def _check_options(method: str, query: dict[str, str]) -> None:
    kind = {"POST": "CreateOptions", "PUT": "UpdateOptions", "PATCH": "PatchOptions"}.get(method, "DeleteOptions")
    if query.get("dryRun", "All") not in ("All", ""):
        raise invalid_options(kind, unsupported("dryRun", [query["dryRun"]], ["All"]))
    allowed = ["", "Ignore", "Strict", "Warn"]
    if query.get("fieldValidation", "") not in allowed:
        raise invalid_options(kind, unsupported("fieldValidation", query["fieldValidation"], allowed))


def read(environ: dict[str, Any], user: User) -> Request:
    """The request without its resource: `locate` finds that."""
    query = {name: values[0] for name, values in parse_qs(environ.get("QUERY_STRING", ""), True).items()}
    _check_options(environ["REQUEST_METHOD"], query)
    agent = environ.get("HTTP_USER_AGENT", "").partition("/")[0].strip() or "unknown"
    return Request(
        method=environ["REQUEST_METHOD"],
        path=environ["PATH_INFO"],
        query=query,
        accept=environ.get("HTTP_ACCEPT", ""),
        content_type=environ.get("CONTENT_TYPE", "").partition(";")[0].strip(),
        body=body_of(environ),
        caller=Caller(
            user,
            query.get("fieldManager") or agent,
            dry_run="All" in query.get("dryRun", ""),
            field_validation=query.get("fieldValidation") or "Warn",
        ),
    )


def locate(request: Request, registry: Registry) -> bool:
    """Find the resource, namespace, name and subresource in the path; False if there is no such resource."""
    parts = request.path.strip("/").split("/")
    if parts[0] == "api" and len(parts) > 2:
        group, version, rest = "", parts[1], parts[2:]
    elif parts[0] == "apis" and len(parts) > 3:
        group, version, rest = parts[1], parts[2], parts[3:]
    else:
        return False
    if rest[0] == "namespaces" and len(rest) > 2 and registry.find(group, version, rest[2]):
        request.namespace, rest = rest[1], rest[2:]
    request.resource = registry.find(group, version, rest[0])
    if request.resource is None:
        return False
    request.name = rest[1] if len(rest) > 1 else ""
    request.subresource = "/".join(rest[2:])
    return not request.subresource or request.subresource in request.resource.subresources


def is_true(text: str | None) -> bool:
    return text is not None and text.lower() in ("1", "t", "true", "")
