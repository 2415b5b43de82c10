"""A small deployment on each cloud, with the single container, and access to its two stacks."""

import json
import re
from pathlib import Path
from typing import Any

from cdktf import App

from constructs_lib.deployments import Deployment
from constructs_lib.settings.clouds import model_of
from constructs_lib.settings.kubernetes.operator import CONTAINER
from constructs_lib.stacks import add_stacks

Stack = dict[str, Any]
LEAST: dict[str, dict[str, Any]] = {
    "aws": {
        "namespace": "tracker",
        "domain_name": "example.com",
        "subdomain": "wandb",
        "zone_id": "Z0",
        "allowed_inbound_cidr": ["192.0.2.0/24"],
        "allowed_inbound_ipv6_cidr": [],
        "wandb_runtime": CONTAINER,
    },
    "azure": {
        "namespace": "tracker",
        "domain_name": "example.com",
        "subdomain": "wandb",
        "location": "northeurope",
        "cert_manager_email": "platform@example.com",
        "wandb_runtime": CONTAINER,
    },
}
_CROSSING = "cross-stack-output-"


def synthesize(cloud: str, folder: Path, **inputs: Any) -> dict[str, Stack]:
    """Stack name to configuration, without cdktf's notes; the stacks are named `aws-x` and `aws-x-app`."""
    settings: Any = model_of(cloud).model_validate({**LEAST[cloud], **inputs})
    app = App(outdir=str(folder))
    add_stacks(app, Deployment(f"{cloud}-x", cloud, Path("x.tfvars"), settings, ()))
    app.synth()
    files = sorted((folder / "stacks").glob("*/cdk.tf.json"))
    return {file.parent.name: _without_notes(json.loads(file.read_text())) for file in files}


def _without_notes(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _without_notes(inner) for name, inner in value.items() if name != "//"}
    return [_without_notes(inner) for inner in value] if isinstance(value, list) else value


def application(cloud: str, folder: Path, **inputs: Any) -> Stack:
    """The application stack."""
    return synthesize(cloud, folder, **inputs)[f"{cloud}-x-app"]


def taken_from(cloud: str) -> str:
    """What every value that the application stack takes from its infrastructure starts with, in an expression."""
    return f"data.terraform_remote_state.cross-stack-reference-input-{cloud}-x.outputs.{_CROSSING}"


def offered(infrastructure: Stack) -> set[str]:
    """The names of what the infrastructure offers to the application."""
    names = infrastructure["output"]
    return {name.removeprefix(_CROSSING) for name in names if name.startswith(_CROSSING)}


def used(stack: Stack) -> set[str]:
    """The names of what the application takes."""
    return set(re.findall(rf"{_CROSSING}([\w-]+)", json.dumps(stack)))


def container(stack: Stack, deployment: str = "server_workload_deployment") -> Stack:
    """The one container of a deployment."""
    [found] = stack["resource"]["kubernetes_deployment_v1"][deployment]["spec"]["template"]["spec"]["container"]
    assert isinstance(found, dict)
    return found


def variables(stack: Stack, deployment: str = "server_workload_deployment") -> dict[str, str]:
    """The plain variables of a container."""
    return {each["name"]: each["value"] for each in container(stack, deployment)["env"] if "value" in each}


def stored(stack: Stack) -> dict[str, str]:
    """The server's variables in the Kubernetes secret."""
    found: dict[str, str] = stack["resource"]["kubernetes_secret_v1"]["server_secret_secret"]["data_wo"]
    return found
