"""What W&B's chart operator-wandb installs with the values of the recommended deployments.

`recorded` was rendered from the chart and installed by the controller 1.22.0 with the API of Kubernetes 1.36. It holds
names, labels, ports and requests only.
"""

import json
import tempfile
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from tests.deployments import load, synthesize, values_of, write_file
from tests.unit.kubernetes.helm_values import parsed

FILE = Path(__file__).parent / "official" / "operator_wandb.json"
CHART_VERSION = "0.43.8"
# Labels of the chart's own version, and of the image.
_VERSIONS = ("helm.sh/chart", "app.kubernetes.io/version")


@cache
def recorded(cloud: str) -> Mapping[str, Any]:
    """The summary of the objects with the values of the cloud's recommended deployment."""
    found: dict[str, Any] = json.loads(FILE.read_text())[cloud]
    return found


@cache
def chart_values(cloud: str) -> Mapping[str, Any]:
    """The values in the resource of the cloud's recommended deployment; references read `${...}`."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        values = {**values_of("recommended", cloud), "wandb_runtime": "operator"}
        file = write_file(folder / cloud / "recommended.tfvars.json", values)
        stack = synthesize(load(file), folder / "out")[f"{cloud}-recommended-app"]
    [expression] = stack.json["resource"]["helm_release"]["server_resource_release"]["values"]
    found: dict[str, Any] = parsed(expression)["object"]["spec"]["values"]
    return found


def summary(objects: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Names, labels, ports and requests of `objects`."""
    found: dict[str, Any] = {"deployments": {}, "services": {}, "ingresses": {}, "others": []}
    objects = list(objects)
    scaled = {
        each["spec"]["scaleTargetRef"]["name"]: each["spec"]["minReplicas"]
        for each in objects
        if each["kind"] == "HorizontalPodAutoscaler"
    }
    for each in objects:
        name, spec = each["metadata"]["name"], each.get("spec", {})
        if each["kind"] == "Deployment":
            found["deployments"][name] = {"pods": scaled.get(name, spec["replicas"]), **_deployment(spec)}
        elif each["kind"] == "Service":
            ports = [
                {key: port.get(key) for key in ("name", "port", "targetPort", "nodePort")} for port in spec["ports"]
            ]
            found["services"][name] = {
                "type": spec.get("type", "ClusterIP"),
                "selector": spec["selector"],
                # The API sets the target to the port.
                "ports": [{**port, "targetPort": port["targetPort"] or port["port"]} for port in ports],
            }
        elif each["kind"] == "Ingress":
            found["ingresses"][name] = {"spec": spec, "annotations": each["metadata"].get("annotations", {})}
        elif "helm.sh/hook" not in (each["metadata"].get("annotations") or {}):
            found["others"].append(f"{each['kind']} {name}")
    found["others"].sort()
    return found


def _deployment(spec: Mapping[str, Any]) -> dict[str, Any]:
    pod = spec["template"]["spec"]
    labels = spec["template"]["metadata"]["labels"]
    return {
        "selector": spec["selector"]["matchLabels"],
        "labels": {name: value for name, value in labels.items() if name not in _VERSIONS},
        "strategy": spec.get("strategy", {}).get("type", "RollingUpdate"),
        "service_account": pod["serviceAccountName"],
        "init": {each["name"]: each["image"] for each in pod.get("initContainers") or []},
        "containers": {each["name"]: _container(each) for each in pod["containers"]},
    }


def _container(container: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "image": container["image"],
        "requests": (container.get("resources") or {}).get("requests", {}),
        "ports": {port["name"]: port["containerPort"] for port in container.get("ports") or []},
        "readiness": _path(container.get("readinessProbe")),
        "liveness": _path(container.get("livenessProbe")),
    }


def _path(probe: Mapping[str, Any] | None) -> str | None:
    return ((probe or {}).get("httpGet") or {}).get("path")
