"""What roles and bindings allow.

Source: https://kubernetes.io/docs/reference/access-authn-authz/rbac/
"""

from collections.abc import Iterator
from dataclasses import dataclass

from emulator.kubernetes.api import Api
from emulator.kubernetes.authentication import ANONYMOUS, AUTHENTICATED, User
from emulator.kubernetes.objects import Object, labels_of
from emulator.kubernetes.selectors import selected_by

_GROUP = "rbac.authorization.k8s.io"


@dataclass(frozen=True)
class Access:
    """A verb on a resource (`resource` is such as `pods/log`), or on a `path` that is not a resource's."""

    verb: str
    group: str = ""
    resource: str = ""
    namespace: str = ""
    name: str = ""
    path: str = ""


def allows(api: Api, user: User, access: Access) -> bool:
    """Whether the user may do this; members of `system:masters` may do everything."""
    return user.is_master or any(_covers(rule, access) for rule in rules_of(api, user, access.namespace))


def rules_of(api: Api, user: User, namespace: str) -> Iterator[Object]:
    """The rules that apply to the user in the namespace; without one, those for the cluster."""
    bindings = api.list(f"clusterrolebindings.{_GROUP}")
    if namespace:
        bindings = [*bindings, *api.list(f"rolebindings.{_GROUP}", namespace)]
    for binding in bindings:
        if any(_is(subject, user) for subject in binding.get("subjects") or ()):
            reference = binding["roleRef"]
            place = binding["metadata"].get("namespace", "") if reference["kind"] == "Role" else ""
            role = api.get(f"{reference['kind'].lower()}s.{_GROUP}", place, reference["name"]) or {}
            yield from _rules_in(api, role)


def _rules_in(api: Api, role: Object) -> Iterator[Object]:
    """The rules of a role; an aggregated one has those of the roles that it selects, which may be aggregated too."""
    if not (aggregation := role.get("aggregationRule")):
        yield from role.get("rules") or ()
        return
    for other in api.list(f"clusterroles.{_GROUP}"):
        chosen = any(selected_by(each, labels_of(other)) for each in aggregation.get("clusterRoleSelectors") or ())
        if chosen and other["metadata"]["name"] != role["metadata"]["name"]:
            yield from _rules_in(api, other)


def _is(subject: Object, user: User) -> bool:
    match subject["kind"]:
        case "Group":
            return subject["name"] in user.groups or (subject["name"] == AUTHENTICATED and user != ANONYMOUS)
        case "ServiceAccount":
            return user.name == f"system:serviceaccount:{subject['namespace']}:{subject['name']}"
        case _:
            return bool(subject["name"] == user.name)


def _covers(rule: Object, access: Access) -> bool:
    if not {access.verb, "*"} & set(rule["verbs"]):
        return False
    if access.path:
        paths = rule.get("nonResourceURLs") or ()
        return any(access.path == path or (path[-1:] == "*" and access.path.startswith(path[:-1])) for path in paths)
    _, separator, subresource = access.resource.partition("/")
    resources = {access.resource, "*", *([f"*/{subresource}"] if separator else [])}
    names = rule.get("resourceNames")
    return bool(
        {access.group, "*"} & set(rule.get("apiGroups") or ())
        and resources & set(rule.get("resources") or ())
        and (not names or access.name in names)
    )


def service_account(namespace: str, name: str) -> User:
    """The user that a service account is."""
    groups = ("system:serviceaccounts", f"system:serviceaccounts:{namespace}")
    return User(f"system:serviceaccount:{namespace}:{name}", groups)
