"""`python -m tests.emulator.clusters METHOD FOLDER PATH [BODY]`: a request to the Kubernetes API; prints the answer.

FOLDER is the application stack's. It is a program because the login to a cluster takes the process's environment.
"""

import json
import os
import ssl
import sys
import tempfile
import urllib.parse
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

from scripts.cluster_login import cluster_login
from tests.deployments import REPOSITORY
from tests.emulator.deployed import Deployed
from tests.terraform_runner import Terraform

SERVER = "wandb/wandb-"
_HOLD = f"/_emulator/hold?{urllib.parse.urlencode({'pods': SERVER})}"


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
    answer: dict[str, Any] = json.loads(_call(deployment, method, path, *([json.dumps(body)] if body else [])))
    return answer


def _call(deployment: WithApplication, method: str, path: str, *body: str) -> str:
    program = [sys.executable, "-m", "tests.emulator.clusters", method, str(deployment.application_stack), path, *body]
    return deployment.application.call(program, cwd=REPOSITORY).text


def main(method: str, folder: str, path: str, body: str | None = None) -> None:
    """Sends the request with the login of the application stack."""
    login = cluster_login(Path(folder), os.environ)
    kind = "application/merge-patch+json" if method == "PATCH" else "application/json"
    headers = {"Content-Type": kind, **({"Authorization": f"Bearer {login.token}"} if login.token else {})}
    request = urllib.request.Request(f"{login.host}{path}", body.encode() if body else None, headers, method=method)
    context = ssl.create_default_context(cadata=login.authority)
    if login.certificate and login.key:
        _load_certificate(context, login.certificate, login.key)
    with urllib.request.urlopen(request, timeout=10, context=context) as answer:
        sys.stdout.write(answer.read().decode())


def _load_certificate(context: ssl.SSLContext, certificate: str, key: str) -> None:
    with tempfile.NamedTemporaryFile("w") as file:
        file.write(f"{certificate}\n{key}")
        file.flush()
        context.load_cert_chain(file.name)


if __name__ == "__main__":
    main(*sys.argv[1:])
