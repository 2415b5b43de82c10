"""Errors of the API, in the words that clients show.

Source: https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/status/
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from emulator.kubernetes.objects import Object
from emulator.kubernetes.resources import Resource


class ApiError(Exception):
    """An error answer: `code`, `reason` and `message` of the Status object."""

    def __init__(self, code: int, reason: str, message: str, details: Object | None = None) -> None:
        super().__init__(message)
        self.code, self.reason, self.message, self.details = code, reason, message, details

    def status(self) -> Object:
        answer: Object = {"kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Failure"}
        answer |= {"message": self.message, **({"reason": self.reason} if self.reason else {})}
        if self.details is not None:
            answer["details"] = self.details
        return {**answer, "code": self.code}


class UndecodableError(ApiError):
    """The `body` of a request is not an object of the kind that it should be, because of `why`."""

    def __init__(self, resource: Resource, body: Object, why: str) -> None:
        told = f'{resource.kind} in version "{resource.version}" cannot be handled as a {resource.kind}: {why}'
        super().__init__(400, "BadRequest", told)
        self.body, self.why = body, why


@dataclass(frozen=True)
class Cause:
    """Why a field is invalid."""

    reason: str
    field: str
    message: str

    def __str__(self) -> str:
        return f"{self.field}: {self.message}"


def required(field: str, detail: str = "") -> Cause:
    return Cause("FieldValueRequired", field, f"Required value{': ' if detail else ''}{detail}")


def invalid_value(field: str, value: Any, detail: str) -> Cause:
    return Cause("FieldValueInvalid", field, f"Invalid value: {_shown(value)}: {detail}")


def unsupported(field: str, value: Any, allowed: Sequence[str]) -> Cause:
    choices = ", ".join(f'"{choice}"' for choice in allowed)
    return Cause("FieldValueNotSupported", field, f"Unsupported value: {_shown(value)}: supported values: {choices}")


def forbidden_field(field: str, detail: str) -> Cause:
    return Cause("FieldValueForbidden", field, f"Forbidden: {detail}")


def not_found_value(field: str, value: Any) -> Cause:
    return Cause("FieldValueNotFound", field, f"Not found: {_shown(value)}")


def duplicate(field: str, value: Any) -> Cause:
    return Cause("FieldValueDuplicate", field, f"Duplicate value: {_shown(value)}")


def _shown(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"))


def invalid(resource: Resource, name: str, causes: Sequence[Cause]) -> ApiError:
    different = list(dict.fromkeys(map(str, causes)))
    told = different[0] if len(different) == 1 else f"[{', '.join(different)}]"
    details = {
        **({"name": name} if name else {}),
        **_group(resource),
        "kind": resource.kind,
        "causes": [{"reason": each.reason, "message": each.message, "field": each.field} for each in causes],
    }
    kind = f"{resource.kind}.{resource.group}" if resource.group else resource.kind
    return ApiError(422, "Invalid", f'{kind} "{name}" is invalid: {told}', details)


def invalid_options(kind: str, cause: Cause) -> ApiError:
    """What is wrong with the options of a request, such as `CreateOptions`."""
    causes = [{"reason": cause.reason, "message": cause.message, "field": cause.field}]
    details = {"group": "meta.k8s.io", "kind": kind, "causes": causes}
    return ApiError(422, "Invalid", f'{kind}.meta.k8s.io "" is invalid: {cause}', details)


def not_found(resource: Resource, name: str) -> ApiError:
    return ApiError(404, "NotFound", f'{resource.qualified} "{name}" not found', _details(resource, name))


def no_such_resource() -> ApiError:
    return ApiError(404, "NotFound", "the server could not find the requested resource", {})


def already_exists(resource: Resource, name: str) -> ApiError:
    return ApiError(409, "AlreadyExists", f'{resource.qualified} "{name}" already exists', _details(resource, name))


def conflict(resource: Resource, name: str, why: str) -> ApiError:
    message = f'Operation cannot be fulfilled on {resource.qualified} "{name}": {why}'
    return ApiError(409, "Conflict", message, _details(resource, name))


def modified(resource: Resource, name: str) -> ApiError:
    why = "the object has been modified; please apply your changes to the latest version and try again"
    return conflict(resource, name, why)


def forbidden(resource: Resource, name: str, why: str, causes: Sequence[Object] = ()) -> ApiError:
    what = f'{resource.qualified} "{name}"' if name else resource.qualified
    details = _details(resource, name)
    if causes:
        details["causes"] = list(causes)
    return ApiError(403, "Forbidden", f"{what} is forbidden: {why}", details)


def bad_request(message: str) -> ApiError:
    return ApiError(400, "BadRequest", message)


def unauthorized() -> ApiError:
    return ApiError(401, "Unauthorized", "Unauthorized")


def method_not_allowed() -> ApiError:
    message = "the server does not allow this method on the requested resource"
    return ApiError(405, "MethodNotAllowed", message, {})


def expired(version: int, oldest: int) -> ApiError:
    return ApiError(410, "Expired", f"too old resource version: {version} ({oldest})")


def _details(resource: Resource, name: str) -> Object:
    return {**({"name": name} if name else {}), **_group(resource), "kind": resource.plural}


def _group(resource: Resource) -> Object:
    return {"group": resource.group} if resource.group else {}
