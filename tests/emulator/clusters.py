"""Requests to the Kubernetes API of a deployment.

`python -m tests.emulator.clusters FOLDER` prints the login of the application stack in FOLDER as JSON. It is a program
because a login takes the process's environment.
"""

import json
import os
import ssl
import sys
import tempfile
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from http import HTTPStatus
from pathlib import Path
from typing import Any, Protocol

from scripts.cluster_login import Login, cluster_login
from tests.deployments import REPOSITORY
from tests.emulator.deployed import Deployed
from tests.terraform_runner import Terraform

SERVER = "wandb/wandb-"
_HOLD = f"/_emulator/hold?{urllib.parse.urlencode({'pods': SERVER})}"
# By the folder of the application stack: a login starts a program and Terraform.
_LOGINS: dict[Path, Login] = {}


class WithApplication(Protocol):
    """What has an application stack."""

    application_stack: Path
    application: Terraform


@contextmanager
def never_ready(deployment: Deployed) -> Iterator[None]:
    """Within the block, no new pod of the server gets ready."""
    _call(deployment, "POST", _HOLD)
    try:
        yield
    finally:
        _call(deployment, "DELETE", _HOLD)


def objects_at(deployment: WithApplication, path: str) -> list[dict[str, Any]]:
    """The objects of the list at `path` in the deployment's cluster."""
    found: list[dict[str, Any]] = json.loads(_call(deployment, "GET", path))["items"]
    return found


def send(deployment: WithApplication, method: str, path: str, body: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Sends a request to the cluster of the deployment; returns the answer."""
    answer: dict[str, Any] = json.loads(_call(deployment, method, path, json.dumps(body) if body else None))
    return answer


def _call(deployment: WithApplication, method: str, path: str, body: str | None = None) -> str:
    """Sends a request with the login of the application stack, and with a new one if that has expired."""
    folder = deployment.application_stack
    if folder in _LOGINS:
        try:
            return _answer(deployment, _LOGINS[folder], method, path, body)
        except urllib.error.HTTPError as error:
            if error.code != HTTPStatus.UNAUTHORIZED:
                raise
            error.close()
    program = [sys.executable, "-m", "tests.emulator.clusters", str(folder)]
    _LOGINS[folder] = Login(**json.loads(deployment.application.call(program, cwd=REPOSITORY).text))
    return _answer(deployment, _LOGINS[folder], method, path, body)


def _answer(deployment: WithApplication, login: Login, method: str, path: str, body: str | None) -> str:
    kind = "application/merge-patch+json" if method == "PATCH" else "application/json"
    headers = {"Content-Type": kind, **({"Authorization": f"Bearer {login.token}"} if login.token else {})}
    request = urllib.request.Request(f"{login.host}{path}", body.encode() if body else None, headers, method=method)
    context = ssl.create_default_context(cadata=login.authority)
    if login.certificate and login.key:
        _load_certificate(context, login.certificate, login.key)
    # On Azure the cluster has a name that only the emulator's proxy knows.
    direct = urllib.parse.urlsplit(login.host).hostname == "127.0.0.1"
    proxies = {} if direct else {"https": deployment.application.environment["HTTPS_PROXY"]}
    opener = urllib.request.build_opener(
        urllib.request.ProxyHandler(proxies), urllib.request.HTTPSHandler(context=context)
    )
    with opener.open(request, timeout=10) as answer:
        return str(answer.read().decode())


def _load_certificate(context: ssl.SSLContext, certificate: str, key: str) -> None:
    with tempfile.NamedTemporaryFile("w") as file:
        file.write(f"{certificate}\n{key}")
        file.flush()
        context.load_cert_chain(file.name)


if __name__ == "__main__":
    json.dump(asdict(cluster_login(Path(sys.argv[1]), os.environ)), sys.stdout)
