"""`python -m tests.emulator.clusters POST|DELETE FOLDER`: holds new pods of the server, or releases them.

FOLDER is the application stack's. It is a program because the login to a cluster takes the process's environment.
"""

import os
import ssl
import sys
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from scripts.cluster_login import cluster_login
from tests.deployments import REPOSITORY
from tests.emulator.deployed import Deployed

SERVER = "wandb/wandb-"


@contextmanager
def never_ready(deployment: Deployed) -> Iterator[None]:
    """Within the block, no new pod of the server gets ready."""
    program = [sys.executable, "-m", "tests.emulator.clusters"]
    deployment.application.call([*program, "POST", str(deployment.application_stack)], cwd=REPOSITORY)
    try:
        yield
    finally:
        deployment.application.call([*program, "DELETE", str(deployment.application_stack)], cwd=REPOSITORY)


def main(method: str, folder: str) -> None:
    """Calls the switch that the emulator's clusters have, with the login of the application stack."""
    login = cluster_login(Path(folder), os.environ)
    url = f"{login.host}/_emulator/hold?{urllib.parse.urlencode({'pods': SERVER})}"
    request = urllib.request.Request(url, method=method, headers={"Authorization": f"Bearer {login.token}"})
    context = ssl.create_default_context(cadata=login.authority)
    urllib.request.urlopen(request, timeout=10, context=context).close()


if __name__ == "__main__":
    main(*sys.argv[1:])
