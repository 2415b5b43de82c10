"""The application by W&B's operator, with stand-ins for its chart and its controller: upgrades, rotation, removal."""

import json
from collections.abc import Mapping

import pytest

from tests.certificates import ONE
from tests.emulator.application_options import ALL_ON
from tests.emulator.deployed import NOTHING_NEW, Deployed, Values
from tests.emulator.stories import Steps, Story, Told

RESOURCE, OPERATOR = "helm_release.server_resource_release", "helm_release.server_operator_release"
SECRET = "kubernetes_secret_v1.server_secret_secret"
COMPONENTS = {
    *("wandb-app-bc", "wandb-api", "wandb-console-bc", "wandb-executor-bc"),
    *("wandb-glue", "wandb-parquet-bc", "wandb-weave-bc"),
}
CONTROLLER, AUTOSCALER = "wandb-controller-manager", "cluster-autoscaler"
DEFINITION = {
    "kubernetes/customresourcedefinitions.apiextensions.k8s.io": ["weightsandbiases.apps.wandb.com"],
}
TRACES = {
    "weave_trace_enabled": True,
    "clickhouse_host": "clickhouse.example.com",
    "clickhouse_password": "canary-5f3a9c-clickhouse",
}
# Options of the single container that the operator does not have.
_OF_THE_CONTAINER = ("weave_enabled", "weave_storage_class", "weave_storage_provisioner", "parquet_enabled")
OPTIONS = {
    **{name: value for name, value in ALL_ON.items() if name not in _OF_THE_CONTAINER},
    "custom_ca_certs": [ONE],
    "redis_ca_cert": ONE,
}


def life_of(deployment: Deployed, values: Values) -> Steps:
    """From the container to the operator; upgrades, rotation and options by the operator; back to the container."""
    operator = {**values, "wandb_runtime": "operator"}
    deployment.start(values)
    deployment.start_application()
    container = (deployment.managed(), deployment.managed_by_application())
    deployment.application.destroy()
    yield "infrastructure to the operator", deployment.change(operator)
    deployment.application.apply()
    yield "objects", deployment.objects()
    yield "addresses", deployment.managed_by_application()
    yield "infrastructure after deploy", deployment.terraform.plan(NOTHING_NEW)
    yield "plan after deploy", deployment.application.plan()

    yield "server upgrade", deployment.change_application({**operator, "wandb_version": "0.83.1"})
    yield "plan after server upgrade", deployment.application.plan()
    upgraded = {**operator, "wandb_version": "0.83.1", "operator_chart_version": "1.4.2"}
    yield "operator change", deployment.change_application(upgraded)
    yield "license", deployment.change_application({**upgraded, "license": "canary-5f3a9c-l2", "wandb_secrets_version": 2})

    yield "infrastructure with traces", deployment.change({**upgraded, **TRACES}, NOTHING_NEW)
    yield "traces on", deployment.apply_changes(deployment.application)
    yield "objects with traces", deployment.objects()
    yield "infrastructure without traces", deployment.change(upgraded, NOTHING_NEW)
    yield "traces off", deployment.apply_changes(deployment.application)
    yield "objects without traces", deployment.objects()

    deployment.application.destroy()
    yield "left", deployment.objects()
    yield "infrastructure to the container", deployment.change(values)
    deployment.application.apply()
    yield "plan of the container", deployment.application.plan()
    yield "container", (container, (deployment.managed(), deployment.managed_by_application()))


STORIES: Mapping[str, Told] = {"operator": ("aws", "recommended", life_of)}
pytestmark = [pytest.mark.story("operator"), pytest.mark.application]


def test_x(story: Story) -> None:
    story["container"]
    print(json.dumps(story._seen, indent=1, default=str))
