"""What the library says of the vendor's chart, against what the chart makes of the library's values."""

from typing import Any

import pytest

from constructs_lib.kubernetes.operator_components import COMPONENTS, SERVICES
from constructs_lib.kubernetes.operator_sources import OperatorVersions
from constructs_lib.settings.kubernetes.component_sizes import REQUESTS
from scripts.server_parts import CONTROLLER, Part, parts_of
from tests.deployments import CLOUDS
from tests.operator_chart import CHART_VERSION, chart_values, recorded

_GIB = {"Mi": 1 / 1024, "Gi": 1.0}


def cpus(text: str) -> float:
    return float(text.removesuffix("m")) / 1000 if text.endswith("m") else float(text)


def test_default_chart_is_the_recorded_one() -> None:
    assert OperatorVersions(server="1").chart == CHART_VERSION


@pytest.mark.parametrize("cloud", CLOUDS)
def test_chart_installs_exactly_the_components(cloud: str) -> None:
    chart = recorded(cloud)
    assert set(chart["deployments"]) == {component.deployment for component in COMPONENTS}
    # The headless service is for the pods of its own component.
    assert set(chart["services"]) - {"wandb-parquet-grpc"} <= set(SERVICES)
    for component in COMPONENTS:
        ports = chart["services"].get(component.service, {}).get("ports", [])
        own = {(port.name, port.port, port.target_port or port.port) for port in component.ports}
        assert own <= {(port["name"], port["port"], port["targetPort"]) for port in ports}


@pytest.mark.parametrize("cloud", CLOUDS)
def test_chart_has_the_images_and_the_service_account(cloud: str) -> None:
    values = chart_values(cloud)
    for component in COMPONENTS:
        own, found = values[component.key], recorded(cloud)["deployments"][component.deployment]
        image = f"{own['image']['repository']}:{own['image']['tag']}"
        containers = [each["image"] for each in found["containers"].values()]
        assert {*containers, *found["init"].values()} == {image}
        assert found["service_account"] == own["serviceAccount"]["name"]


@pytest.mark.parametrize("cloud", CLOUDS)
def test_chart_requests_what_the_size_table_says(cloud: str) -> None:
    for pods in REQUESTS["small"]:
        if pods.component == "parquet-backfill":  # A job.
            continue
        [component] = [each for each in COMPONENTS if each.key == pods.component]
        found = recorded(cloud)["deployments"][component.deployment]
        requests = [each["requests"] for each in found["containers"].values()]
        assert found["pods"] == pods.replicas
        assert sum(cpus(each["cpu"]) for each in requests) == pytest.approx(pods.cpus)
        memory = sum(float(each["memory"][:-2]) * _GIB[each["memory"][-2:]] for each in requests)
        assert memory == pytest.approx(pods.memory)


@pytest.mark.parametrize("cloud", CLOUDS)
def test_check_after_a_deploy_asks_services_and_paths_of_the_chart(cloud: str) -> None:
    class Settings:
        runs_operator, weave_trace_enabled = True, False

    chart, asked = recorded(cloud), [part for part in parts_of(Settings) if part.deployment != CONTROLLER]
    assert {part.deployment for part in asked} == set(chart["deployments"])
    for part in asked:
        if part.service:
            assert part.port in {port["name"] for port in chart["services"][part.service]["ports"]}
            assert part.path in probes(chart, part)


def probes(chart: Any, part: Part) -> set[str | None]:
    containers = chart["deployments"][part.deployment]["containers"].values()
    return {each[probe] for each in containers for probe in ("readiness", "liveness")}


def test_load_balancer_has_a_node_port_per_routed_service() -> None:
    ports = {
        name: [port["nodePort"] for port in service["ports"] if port["nodePort"]]
        for name, service in recorded("aws")["services"].items()
    }
    assert {name: found for name, found in ports.items() if found} == {
        "wandb-app": [32543],
        "wandb-api": [32544],
        "wandb-console": [32545],
    }
    assert recorded("aws")["ingresses"] == {}


@pytest.mark.parametrize("cloud", CLOUDS)
def test_chart_has_no_rights_in_the_whole_cluster(cloud: str) -> None:
    kinds = {each.partition(" ")[0] for each in recorded(cloud)["others"]}
    assert kinds == {
        "ConfigMap",
        "CronJob",
        "HorizontalPodAutoscaler",
        "PodDisruptionBudget",
        "Role",
        "RoleBinding",
        "Secret",
    }
