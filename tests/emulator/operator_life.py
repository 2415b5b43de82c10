"""W&B by its operator on either cloud, with stand-ins for its charts and its controller.

From the container to the operator and back; upgrades, a rotation and options in between.
"""

import json
import time
from base64 import b64decode
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.error import HTTPError

from tests.canaries import find_secrets
from tests.deployments import CANARY
from tests.emulator.clusters import objects_at, send
from tests.emulator.deployed import NOTHING_NEW, Deployed, Values
from tests.emulator.stories import Steps, Story

RESOURCE, OPERATOR = "helm_release.server_resource_release", "helm_release.server_operator_release"
SECRET = "kubernetes_secret_v1.server_secret_secret"
CONTROLLER = "wandb-controller-manager"
# By name, the image of each component's deployment.
IMAGES = {
    "wandb-api": "wandb/megabinary:0.83.0",
    "wandb-app-bc": "wandb/local:0.83.0",
    "wandb-console-bc": "wandb/console:2.18.16",
    "wandb-executor-bc": "wandb/megabinary:0.83.0",
    "wandb-glue": "wandb/megabinary:0.83.0",
    "wandb-parquet-bc": "wandb/megabinary:0.83.0",
    "wandb-weave-bc": "wandb/weave-python:0.83.0",
}
OPTIONS: Mapping[str, Any] = {
    "weave_trace_enabled": True,
    "clickhouse_host": "clickhouse.example.com",
    "clickhouse_password": f"{CANARY}-clickhouse",
    "otel_enabled": True,
    "allow_bucket_change": True,
    "session_length_hours": 26,
    "weave_storage_size": "50Gi",
}
ANOTHER_LICENSE = f"{CANARY}-another"
DEFINITION = "weightsandbiases.apps.wandb.com"
_DEPLOYMENTS = "/apis/apps/v1/namespaces/wandb/deployments"
_RESOURCES = "/apis/apps.wandb.com/v1/namespaces/wandb/weightsandbiases"
_APPLIED = "/api/v1/namespaces/wandb/secrets/wandb-spec-active"
_APPLY_SECONDS = 60


def life_of(deployment: Deployed, values: Values, options: Values = OPTIONS) -> Steps:
    """From the container to the operator; upgrades, rotation and `options` by the operator; back to the container."""
    values = {**values, "wandb_runtime": "container"}
    operator = {**values, "wandb_runtime": "operator"}
    deployment.start(values)
    deployment.start_application()
    before = [*deployment.managed(), *deployment.managed_by_application()]
    deployment.application.destroy(NOTHING_NEW)
    yield "infrastructure to the operator", deployment.change(operator, NOTHING_NEW)
    deployment.application.apply()
    yield "components", _components(deployment)
    yield "plan after deploy", {**deployment.terraform.plan(NOTHING_NEW), **deployment.application.plan()}

    operator |= {"wandb_version": "0.83.1"}
    yield "server upgrade", _change(deployment, operator)
    yield "upgraded components", _components(deployment)
    operator |= {"operator_chart_version": "1.4.2", "controller_image_tag": "1.22.1"}
    yield "operator change", _change(deployment, operator)
    license_input = "wandb_license" if "wandb_license" in values else "license"
    operator |= {license_input: ANOTHER_LICENSE, "wandb_secrets_version": 2}
    yield "rotation", _change(deployment, operator)
    yield "rotated components", _components(deployment)

    yield "infrastructure with options", deployment.change({**operator, **options}, NOTHING_NEW)
    yield "options on", deployment.apply_changes(deployment.application)
    yield "components with options", _components(deployment)
    yield "cluster roles with options", _cluster_roles(deployment)
    yield "plan with options", {**deployment.terraform.plan(), **deployment.application.plan()}
    yield "infrastructure without options", deployment.change(operator, NOTHING_NEW)
    yield "options off", deployment.apply_changes(deployment.application)
    yield "components without options", _components(deployment)
    yield "cluster roles without options", _cluster_roles(deployment)
    yield "plan after changes", {**deployment.terraform.plan(), **deployment.application.plan()}
    yield "leaks", find_secrets(deployment.folder, [CANARY])

    deployment.application.destroy(NOTHING_NEW)
    yield "left", deployment.objects()
    yield "infrastructure to the container", deployment.change(values, NOTHING_NEW)
    deployment.application.apply()
    yield "plan of the container", deployment.application.plan()
    yield "addresses of the container", (before, [*deployment.managed(), *deployment.managed_by_application()])


def _change(deployment: Deployed, values: Values) -> Mapping[str, str]:
    """Changes the application to `values`; returns the planned action of each address."""
    deployment.configure(values)
    return deployment.apply_changes(deployment.application)


def _components(deployment: Deployed) -> dict[str, dict[str, Any]]:
    """The deployments in the server's namespace, once the controller has applied the resource and all are ready."""
    give_up = time.monotonic() + _APPLY_SECONDS
    components: list[dict[str, Any]] = []
    while not (components and all(map(_is_ready, components))):
        assert time.monotonic() < give_up
        time.sleep(0.2)
        components = objects_at(deployment, _DEPLOYMENTS) if _is_applied(deployment) else []
    return {each["metadata"]["name"]: each for each in components}


def _is_ready(component: Mapping[str, Any]) -> bool:
    found: bool = component["status"].get("availableReplicas") == component["spec"]["replicas"]
    return found


def _is_applied(deployment: Deployed) -> bool:
    """The phase does not tell: it is `Completed` until the controller notices a change."""
    [resource] = objects_at(deployment, _RESOURCES)
    try:
        active = send(deployment, "GET", _APPLIED)
    except HTTPError as error:  # The controller has not created it yet.
        error.close()
        return False
    applied = json.loads(b64decode(active["data"]["values"]))
    applied.get("global", {}).pop("operator", None)
    found: bool = applied == resource["spec"]["values"]
    return found


def _cluster_roles(deployment: Deployed) -> set[str]:
    return set(deployment.objects().get("kubernetes/clusterroles.rbac.authorization.k8s.io", ()))


def images(components: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    """By name, the image of each component that is ready, without the controller."""
    return {
        name: each["spec"]["template"]["spec"]["containers"][0]["image"]
        for name, each in components.items()
        if name != CONTROLLER and _is_ready(each)
    }


def check_deploy(story: Story) -> None:
    """All components run, each from its image, as the resource's own; the plan after it is empty."""
    components = story["components"]

    assert images(components) == IMAGES
    assert {each["metadata"]["ownerReferences"][0]["kind"] for name, each in components.items() if name in IMAGES} == {
        "WeightsAndBiases"
    }
    assert story["plan after deploy"] == {}


def check_upgrades(story: Story) -> None:
    """A new server version changes the resource only; a new operator changes its release only."""
    assert story["server upgrade"] == {RESOURCE: "update", "output.wandb_version": "update"}
    assert images(story["upgraded components"]) == {
        name: image.replace("0.83.0", "0.83.1") for name, image in IMAGES.items()
    }
    assert story["operator change"] == {OPERATOR: "update"}
    manager = story["rotated components"][CONTROLLER]["spec"]["template"]["spec"]["containers"][0]
    assert manager["image"] == "wandb/controller:1.22.1"


def check_rotation(story: Story) -> None:
    """A new license changes secret and resource; every component gets new pods."""
    before, after = story["upgraded components"], story["rotated components"]

    assert story["rotation"] == {RESOURCE: "update", SECRET: "update"}
    assert all(_mark(before[name]) != _mark(after[name]) for name in IMAGES)
    searched, leaks = story["leaks"]
    assert searched and leaks == []


def _mark(component: Mapping[str, Any]) -> str:
    mark: str = component["spec"]["template"]["metadata"]["annotations"]["revision/secret"]
    return mark


def check_options(story: Story) -> None:
    """Traces switch their component on and off, collectors the controller's cluster role; no plan follows."""
    assert story["options on"] == story["options off"] == dict.fromkeys((OPERATOR, RESOURCE, SECRET), "update")
    added = set(images(story["components with options"])) - set(IMAGES)
    assert added == {"wandb-weave-trace-bc"}
    assert set(images(story["components without options"])) == set(IMAGES)
    assert story["cluster roles with options"] - story["cluster roles without options"] == {"wandb-manager-role"}
    assert (story["plan with options"], story["plan after changes"]) == ({}, {})


def check_destroy(story: Story, kept: Mapping[str, Sequence[str]]) -> None:
    """Destroying the application leaves only definitions, which Helm never deletes, and what else is `kept`."""
    left = {kind: list(names) for kind, names in story["left"].items()}
    definitions = left.pop("kubernetes/customresourcedefinitions.apiextensions.k8s.io")
    assert DEFINITION in definitions
    assert left == kept


def check_way_back(story: Story) -> None:
    """Both changes of the runtime replace nothing, and end with the addresses of the beginning."""
    for step in ("infrastructure to the operator", "infrastructure to the container"):
        assert "replace" not in story[step].values()
    assert story["plan of the container"] == {}
    before, after = story["addresses of the container"]
    assert sorted(after) == sorted(before)
