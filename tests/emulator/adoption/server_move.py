"""Moves the server of an adopted deployment from its old place in the cluster to the new one, as the page says."""

import time
from base64 import b64decode
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from scripts.secret_variables import secret_environment
from tests.deployments import load
from tests.emulator.adoption.taken_over import TakenOver
from tests.emulator.clusters import objects_at, send
from tests.terraform_runner import APPLICATION_PROVIDERS, why_no_provider

NAMESPACE = "wandb-server"
OLD, PORT = "wandb", 32543
_LABELS = {"app": OLD}
_SECONDS = 60
_OLD_DEPLOYMENTS = "/apis/apps/v1/namespaces/default/deployments"
_OLD_SERVICES = "/api/v1/namespaces/default/services"
_PRIORITIES = "/apis/scheduling.k8s.io/v1/priorityclasses"


def has_application_providers(cloud: str, folder: Path) -> bool:
    """Whether the providers of the application stack are available; other tests say which is not."""
    place = folder / "providers"
    place.mkdir()
    return why_no_provider(place, *APPLICATION_PROVIDERS[cloud]) is None


def move_server(here: TakenOver, changes: Mapping[str, str]) -> None:
    """The old server stops, the new one starts with the same database, and the old one could still come back.

    `changes` of lines of the deployment file are made for the move.
    """
    prepare(here, changes)
    _create_old_server(here)

    send(here, "PATCH", f"{_OLD_DEPLOYMENTS}/{OLD}", {"spec": {"replicas": 0}})
    send(here, "DELETE", f"{_OLD_SERVICES}/{OLD}")
    here.application.apply()
    assert here.application.plan() == {}

    check_new_server(here, runs_operator=bool(changes))
    # To go back, the old deployment has only to be scaled up again.
    [old] = objects_at(here, _OLD_DEPLOYMENTS)
    assert (old["metadata"]["name"], old["spec"]["replicas"]) == (OLD, 0)
    assert {f"{OLD}-priority", f"{NAMESPACE}-priority"} <= names(objects_at(here, _PRIORITIES))


def prepare(here: TakenOver, changes: Mapping[str, str]) -> None:
    """Deploys the infrastructure for the new server, and logs in to the cluster."""
    text = here.file.read_text()
    for line, other in changes.items():
        assert f"\n{line}\n" in text
        text = text.replace(f"\n{line}\n", f"\n{other}\n")
    here.file.write_text(f'{text}license = "a-license"\n')
    here.configure()
    here.terraform.apply()
    here.application.environment |= secret_environment(load(here.file), ["*"], {})
    here.application.init()
    # The login to the cluster takes its address from the state of the application.
    here.application.apply("-target=kubernetes_namespace_v1.namespace")


def _create_old_server(here: TakenOver) -> None:
    """The objects of the official module's single container that could be in the way."""
    pod = {"containers": [{"name": OLD, "image": "wandb/local:0.40.0"}], "priorityClassName": f"{OLD}-priority"}
    spec = {"selector": {"matchLabels": _LABELS}, "template": {"metadata": {"labels": _LABELS}, "spec": pod}}
    service = {"type": "NodePort", "selector": _LABELS, "ports": [{"port": 8080, "nodePort": PORT}]}
    for path, body in (
        (_PRIORITIES, {"metadata": {"name": f"{OLD}-priority"}, "value": 1_000_000_000}),
        (_OLD_DEPLOYMENTS, {"metadata": {"name": OLD}, "spec": {"replicas": 1, **spec}}),
        (
            _OLD_SERVICES,
            {"metadata": {"name": OLD}, "spec": service},
        ),
    ):
        send(here, "POST", path, body)


def check_new_server(here: TakenOver, *, runs_operator: bool) -> None:
    """The pods of the new server are ready, and have the password of the old one's database."""
    deployments: list[dict[str, Any]] = []

    def all_are_ready() -> bool:
        deployments[:] = objects_at(here, f"/apis/apps/v1/namespaces/{NAMESPACE}/deployments")
        return all(each["status"].get("availableReplicas") == each["spec"]["replicas"] for each in deployments)

    wait(all_are_ready)
    assert ("wandb-app-bc" if runs_operator else OLD) in names(deployments)
    stored = [
        b64decode(value).decode()
        for secret in objects_at(here, f"/api/v1/namespaces/{NAMESPACE}/secrets")
        for value in (secret.get("data") or {}).values()
    ]
    # The container has it in its connection string.
    assert any(here.password in value for value in stored)


def names(objects: list[dict[str, Any]]) -> set[str]:
    """The names of objects."""
    return {each["metadata"]["name"] for each in objects}


def wait(until: Callable[[], Any]) -> None:
    """Waits until the function returns something true."""
    give_up = time.monotonic() + _SECONDS
    while not until():
        assert time.monotonic() < give_up
        time.sleep(0.2)
