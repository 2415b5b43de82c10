"""The emulator's stand-in for W&B's chart installs what the chart does."""

from copy import deepcopy
from typing import Any

import pytest

from emulator.kubernetes.controllers.wandb_chart import objects_of
from tests.deployments import CLOUDS
from tests.operator_chart import chart_values, recorded, summary

KINDS = {"deployments.apps": "Deployment", "services": "Service", "ingresses.networking.k8s.io": "Ingress"}
# What the stand-in does not imitate: nothing of the emulator depends on it.
LEFT_OUT = ("requests", "ports", "readiness", "liveness")


@pytest.mark.parametrize("cloud", CLOUDS)
def test_stand_in_installs_the_objects_of_the_chart(cloud: str) -> None:
    installed = [
        {"kind": KINDS[resource], **found, "metadata": {**found["metadata"], "name": name}}
        for resource, objects in objects_of("wandb", chart_values(cloud)).items()
        for name, found in objects.items()
    ]
    expected: Any = {**deepcopy(dict(recorded(cloud))), "others": []}
    found = summary(installed)
    for deployment in [*expected["deployments"].values(), *found["deployments"].values()]:
        # The chart's default is not a value of ours.
        deployment.pop("strategy")
        for container in deployment["containers"].values():
            for name in LEFT_OUT:
                container.pop(name)
    assert found == expected
