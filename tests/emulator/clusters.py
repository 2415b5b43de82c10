"""The Kubernetes cluster of a deployment on the emulator."""

import ssl
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

from scripts.cluster_login import cluster_login
from tests.emulator.deployed import Deployed

SERVER = "wandb/wandb-"


@contextmanager
def never_ready(deployment: Deployed) -> Iterator[None]:
    """Within the block, no new pod of the server gets ready."""
    _switch(deployment, "POST")
    try:
        yield
    finally:
        _switch(deployment, "DELETE")


def _switch(deployment: Deployed, method: str) -> None:
    """Calls the switch of the emulator in the cluster's API, with the login of the application stack."""
    login = cluster_login(deployment.application_stack, deployment.application.environment)
    url = f"{login.host}/_emulator/hold?{urllib.parse.urlencode({'pods': SERVER})}"
    request = urllib.request.Request(url, method=method, headers={"Authorization": f"Bearer {login.token}"})
    opener = urllib.request.build_opener(
        # Without a proxy: the cluster is on this machine.
        urllib.request.ProxyHandler({}),
        urllib.request.HTTPSHandler(context=ssl.create_default_context(cadata=login.authority)),
    )
    opener.open(request, timeout=10).close()
