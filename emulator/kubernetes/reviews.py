"""Questions about users and rights: they are answered and not stored.

Source: https://kubernetes.io/docs/reference/kubernetes-api/authorization-resources/ and authentication-resources/
"""

from uuid import NAMESPACE_DNS, uuid5

from emulator.kubernetes.api import Api
from emulator.kubernetes.authentication import AUTHENTICATED, User
from emulator.kubernetes.managed_fields import UPDATE, Manager, note_update
from emulator.kubernetes.objects import Object, now
from emulator.kubernetes.rbac import Access, allows, rules_of
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
            login = api.user_of_token(spec.get("token", ""))
            status = {"authenticated": True, "user": _shown(login)} if login else {"authenticated": False}
        case "SelfSubjectRulesReview":
            everything = {"verbs": ["*"], "apiGroups": ["*"], "resources": ["*"]}
            found = rules_of(api, user, spec.get("namespace", ""))
            rules = [everything] if user.is_master else [rule for rule in found if "resources" in rule]
            status = {"resourceRules": rules, "nonResourceRules": [], "incomplete": False}
        case "SubjectAccessReview" | "LocalSubjectAccessReview":
            status = _allowed(api, User(spec.get("user", ""), tuple(spec.get("groups") or ())), spec)
        case _:
            status = _allowed(api, user, spec)
    body.setdefault("metadata", {})
    if resource.group == "authorization.k8s.io":
        note_update(None, body, api.registry.schema(resource), Manager(caller.manager, UPDATE, resource.api_version))
    return {**body, "apiVersion": resource.api_version, "kind": resource.kind, "status": status}


def _allowed(api: Api, user: User, spec: Object) -> Object:
    asked, path = spec.get("resourceAttributes") or {}, spec.get("nonResourceAttributes") or {}
    resource = "/".join(filter(None, (asked.get("resource", ""), asked.get("subresource"))))
    place = (asked.get("namespace", ""), asked.get("name", ""))
    verb = asked.get("verb") or path.get("verb", "")
    return {"allowed": allows(api, user, Access(verb, asked.get("group", ""), resource, *place, path.get("path", "")))}


def _shown(user: User) -> Object:
    return {"username": user.name, "groups": [*user.groups, AUTHENTICATED]}
