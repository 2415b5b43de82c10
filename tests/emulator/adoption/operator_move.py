"""Moves a server that the official operator runs to the operator of this project, as the page says.

The old operator manages all namespaces, is in `wandb`, and installed the server in `default`.
"""

from collections.abc import Mapping

import yaml

from tests.deployments import REPOSITORY
from tests.emulator.adoption.server_move import NAMESPACE, check_new_server, names, prepare, wait
from tests.emulator.adoption.taken_over import TakenOver
from tests.emulator.clusters import objects_at, send

_DEFINITION = REPOSITORY / "emulator" / "charts" / "operator" / "crds" / "wandb.yaml"
_DEFINITIONS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions"
_ROLES = "/apis/rbac.authorization.k8s.io/v1/clusterroles"
# Each component of the old server, by the end of its deployment's name.
_COMPONENTS = {"app": "wandb/local:0.70.0", "api": "wandb/megabinary:0.70.0", "glue": "wandb/megabinary:0.70.0"}


def move_operator(here: TakenOver, changes: Mapping[str, str]) -> None:
    """The old operator and server stop, the new ones start with the same data, and then the old ones are removed.

    `changes` of lines of the deployment file are made for the move.
    """
    prepare(here, changes)
    _create_old_operator(here)
    before = _secrets(here)
    assert {"wandb-gorilla-session-key", "wandb-spec-user", "users-secret"} <= before

    # The controller first: it would start the server again.
    for namespace in ("wandb", "default"):
        for name in names(objects_at(here, _deployments(namespace))):
            send(here, "PATCH", f"{_deployments(namespace)}/{name}", {"spec": {"replicas": 0}})
    wait(lambda: not objects_at(here, "/api/v1/namespaces/default/pods"))
    here.application.apply()
    assert here.application.plan() == {}
    check_new_server(here, runs_operator=True)
    # The new controller leaves the old resource alone: the old server stays down, and could come back.
    old = objects_at(here, _deployments("default"))
    assert names(old) == {"wandb-app-bc", "wandb-api", "wandb-glue"}
    assert {each["spec"]["replicas"] for each in old} == {0}
    assert before <= _secrets(here)

    _remove_old_operator(here)
    assert "users-secret" in _secrets(here)
    assert here.application.plan() == {}
    check_new_server(here, runs_operator=True)
    assert len(objects_at(here, _resources(NAMESPACE))) == 1


def _create_old_operator(here: TakenOver) -> None:
    """What the official releases `operator` and `wandb-cr` have, and a secret that a user created."""
    send(here, "POST", "/api/v1/namespaces", {"metadata": {"name": "wandb"}})
    send(here, "POST", _DEFINITIONS, yaml.safe_load(_DEFINITION.read_text()))
    of_helm = {"meta.helm.sh/release-name": "operator", "meta.helm.sh/release-namespace": "wandb"}
    send(here, "POST", _ROLES, {"metadata": {"name": "wandb-manager-role", "annotations": of_helm}, "rules": []})
    labels = {"control-plane": "controller-manager"}
    pod = {"containers": [{"name": "manager", "image": "wandb/controller:1.10.1", "args": ["--leader-elect"]}]}
    spec = {"selector": {"matchLabels": labels}, "template": {"metadata": {"labels": labels}, "spec": pod}}
    send(here, "POST", _deployments("wandb"), {"metadata": {"name": "wandb-controller-manager"}, "spec": spec})

    send(here, "POST", "/api/v1/namespaces/default/secrets", {"metadata": {"name": "users-secret"}})
    account = {"serviceAccount": {"name": "default"}}
    images = {name: image.split(":") for name, image in _COMPONENTS.items()}
    values = {
        "global": {"mysql": {"passwordSecret": {"name": "users-secret", "passwordKey": "optional"}}},
        **{name: {"image": {"repository": image, "tag": tag}, **account} for name, (image, tag) in images.items()},
    }
    resource = {"apiVersion": "apps.wandb.com/v1", "kind": "WeightsAndBiases", "metadata": {"name": "wandb"}}
    send(here, "POST", _resources("default"), {**resource, "spec": {"chart": {"version": "0.30.0"}, "values": values}})
    wait(lambda: "wandb-spec-active" in _secrets(here))
    assert objects_at(here, _resources("default"))[0]["metadata"]["finalizers"] == ["finalizer.app.wandb.com"]


def _remove_old_operator(here: TakenOver) -> None:
    """The commands of the page: without the finalizer, because the old controller is stopped."""
    send(here, "PATCH", f"{_resources('default')}/wandb", {"metadata": {"finalizers": None}})
    send(here, "DELETE", f"{_resources('default')}/wandb")
    wait(lambda: not objects_at(here, _deployments("default")))
    assert objects_at(here, _resources("default")) == []
    send(here, "DELETE", f"{_deployments('wandb')}/wandb-controller-manager")
    send(here, "DELETE", f"{_ROLES}/wandb-manager-role")


def _deployments(namespace: str) -> str:
    return f"/apis/apps/v1/namespaces/{namespace}/deployments"


def _resources(namespace: str) -> str:
    return f"/apis/apps.wandb.com/v1/namespaces/{namespace}/weightsandbiases"


def _secrets(here: TakenOver) -> set[str]:
    return names(objects_at(here, "/api/v1/namespaces/default/secrets"))
