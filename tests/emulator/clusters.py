"""`python -m tests.emulator.clusters METHOD FOLDER PATH`: a request to the Kubernetes API; prints the answer.

FOLDER is the application stack's. It is a program because the login to a cluster takes the process's environment.
"""

import json
import os
import ssl
import sys
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from scripts.cluster_login import cluster_login
from tests.deployments import REPOSITORY
from tests.emulator.deployed import Deployed

SERVER = "wandb/wandb-"
_HOLD = f"/_emulator/hold?{urllib.parse.urlencode({'pods': SERVER})}"


@contextmanager
def never_ready(deployment: Deployed) -> Iterator[None]:
    """Within the block, no new pod of the server gets ready."""
    _call(deployment, "POST", _HOLD)
    try:
        yield
    finally:
        _call(deployment, "DELETE", _HOLD)


def objects_at(deployment: Deployed, path: str) -> list[dict[str, Any]]:
    """The objects of the list at `path` in the deployment's cluster."""
    found: list[dict[str, Any]] = json.loads(_call(deployment, "GET", path))["items"]
    return found


def _call(deployment: Deployed, method: str, path: str) -> str:
    program = [sys.executable, "-m", "tests.emulator.clusters", method, str(deployment.application_stack), path]
    return deployment.application.call(program, cwd=REPOSITORY).text


def main(method: str, folder: str, path: str) -> None:
    """Sends the request with the login of the application stack."""
    login = cluster_login(Path(folder), os.environ)
    request = urllib.request.Request(
        f"{login.host}{path}", method=method, headers={"Authorization": f"Bearer {login.token}"}
    )
    context = ssl.create_default_context(cadata=login.authority)
    with urllib.request.urlopen(request, timeout=10, context=context) as answer:
        sys.stdout.write(answer.read().decode())


if __name__ == "__main__":
    main(*sys.argv[1:])
