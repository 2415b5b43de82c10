"""Questions about users and rights: they are answered and not stored.

Source: https://kubernetes.io/docs/reference/kubernetes-api/authorization-resources/ and authentication-resources/
"""

from uuid import NAMESPACE_DNS, uuid5

from emulator.kubernetes.api import Api
from emulator.kubernetes.authentication import AUTHENTICATED, User
from emulator.kubernetes.managed_fields import UPDATE, Manager, note_update
from emulator.kubernetes.objects import Object, now
from emulator.kubernetes.requests import Caller
from emulator.kubernetes.resources import Resource


def answer(api: Api, resource: Resource, body: Object, caller: Caller) -> Object:
    user, spec = caller.user, body.get("spec") or {}
    status: Object
    match resource.kind:
        case "SelfSubjectReview":
            body["metadata"] = {**(body.get("metadata") or {}), "creationTimestamp": now()}
            status = {"userInfo": _shown(user) | {"uid": str(uuid5(NAMESPACE_DNS, user.name))}}
        case "TokenReview":
            found = api.login(spec.get("token", ""))
            status = {"authenticated": True, "user": _shown(found)} if found else {"authenticated": False}
        case "SelfSubjectRulesReview":
            everything = {"verbs": ["*"], "apiGroups": ["*"], "resources": ["*"]}
            rules = [everything] if user.is_master else []
            status = {"resourceRules": rules, "nonResourceRules": [], "incomplete": False}
        case "SubjectAccessReview" | "LocalSubjectAccessReview":
            status = _allowed(User(spec.get("user", ""), tuple(spec.get("groups") or ())))
        case _:
            status = _allowed(user)
    body.setdefault("metadata", {})
    if resource.group == "authorization.k8s.io":
        note_update(None, body, api.registry.schema(resource), Manager(caller.manager, UPDATE, resource.api_version))
    return {**body, "apiVersion": resource.api_version, "kind": resource.kind, "status": status}


def _allowed(user: User) -> Object:
    return {"allowed": user.is_master}


def _shown(user: User) -> Object:
    return {"username": user.name, "groups": [*user.groups, AUTHENTICATED]}
