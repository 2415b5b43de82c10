"""Roles and bindings are evaluated for users and service accounts."""

from typing import Any

import pytest

RBAC = "/apis/rbac.authorization.k8s.io/v1"
IN_DEFAULT = f"{RBAC}/namespaces/default"
MAPS = "/api/v1/namespaces/default/configmaps"
VIEWER = {"kind": "User", "apiGroup": "rbac.authorization.k8s.io", "name": "viewer"}
READ_MAPS = {"apiGroups": [""], "resources": ["configmaps"], "verbs": ["get", "list"]}


def bind(call: Any, role: str, subject: dict[str, Any], *, binding: str, rules: list[dict[str, Any]]) -> None:
    """Creates a role (`Role` or `ClusterRole`), and binds it by a `RoleBinding` or `ClusterRoleBinding`."""
    roles, bindings = (
        f"{RBAC}/{kind.lower()}s" if kind.startswith("Cluster") else f"{IN_DEFAULT}/{kind.lower()}s"
        for kind in (role, binding)
    )
    assert call("POST", roles, {"metadata": {"name": "r"}, "rules": rules})[0] == 201
    reference = {"apiGroup": "rbac.authorization.k8s.io", "kind": role, "name": "r"}
    made = call("POST", bindings, {"metadata": {"name": "b"}, "roleRef": reference, "subjects": [subject]})
    assert made[0] == 201, made


@pytest.mark.parametrize("role", ["Role", "ClusterRole"])
def test_role_binding_allows_its_verbs_in_its_namespace(role: str, call: Any) -> None:
    bind(call, role, VIEWER, binding="RoleBinding", rules=[READ_MAPS])

    assert call("GET", MAPS, token="viewer")[0] == 200
    assert call("POST", MAPS, {"metadata": {"name": "x"}}, token="viewer")[0] == 403
    assert call("GET", MAPS.replace("default", "kube-system"), token="viewer")[0] == 403
    assert call("GET", MAPS.replace("configmaps", "secrets"), token="viewer")[0] == 403


def test_cluster_role_binding_allows_its_verbs_everywhere(call: Any) -> None:
    named = {**READ_MAPS, "resources": ["configmaps"], "verbs": ["get"], "resourceNames": ["kube-root-ca.crt"]}
    paths = {"nonResourceURLs": ["/metrics/*"], "verbs": ["get"]}
    group = {"kind": "Group", "name": "system:authenticated"}
    bind(call, "ClusterRole", group, binding="ClusterRoleBinding", rules=[named, paths])

    assert call("GET", f"{MAPS}/kube-root-ca.crt", token="viewer")[0] == 200
    assert call("GET", f"{MAPS.replace('default', 'kube-system')}/kube-root-ca.crt", token="viewer")[0] == 200
    assert call("GET", f"{MAPS}/other", token="viewer")[0] == 403
    assert call("GET", MAPS, token="viewer")[0] == 403


def test_aggregated_role_has_the_rules_of_the_roles_it_selects(call: Any) -> None:
    bind(call, "ClusterRole", VIEWER, binding="ClusterRoleBinding", rules=[])
    selector = {"matchLabels": {"to": "r"}}
    role = {"metadata": {"name": "r"}, "aggregationRule": {"clusterRoleSelectors": [selector]}}
    assert call("PUT", f"{RBAC}/clusterroles/r", role)[0] == 200
    assert call("GET", MAPS, token="viewer")[0] == 403

    for name, labels in (("chosen", {"to": "r"}), ("other", {"to": "x"})):
        rule = READ_MAPS if labels == selector["matchLabels"] else {**READ_MAPS, "resources": ["secrets"]}
        assert (
            call("POST", f"{RBAC}/clusterroles", {"metadata": {"name": name, "labels": labels}, "rules": [rule]})[0]
            == 201
        )

    assert call("GET", MAPS, token="viewer")[0] == 200
    assert call("GET", MAPS.replace("configmaps", "secrets"), token="viewer")[0] == 403


def test_service_account_has_what_is_bound_to_it(call: Any) -> None:
    token = call("POST", "/api/v1/namespaces/default/serviceaccounts/default/token", {})[1]["status"]["token"]
    assert call("GET", MAPS, token=token)[0] == 403

    account = {"kind": "ServiceAccount", "name": "default", "namespace": "default"}
    bind(call, "Role", account, binding="RoleBinding", rules=[READ_MAPS])

    assert call("GET", MAPS, token=token)[0] == 200
    review = {"user": "system:serviceaccount:default:default"}
    for verb, allowed in (("list", True), ("delete", False)):
        asked = {"namespace": "default", "verb": verb, "resource": "configmaps"}
        path = "/apis/authorization.k8s.io/v1/subjectaccessreviews"
        answer = call("POST", path, {"spec": {**review, "resourceAttributes": asked}})[1]
        assert answer["status"] == {"allowed": allowed}
