"""The Kubernetes cluster of a deployment on the emulator."""

import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

from tests.emulator.deployed import Deployed


@contextmanager
def never_ready(deployment: Deployed) -> Iterator[None]:
    """Within the block, no pod of a new revision gets ready."""
    _switch(deployment, "POST")
    try:
        yield
    finally:
        _switch(deployment, "DELETE")


def _switch(deployment: Deployed, method: str) -> None:
    # Without a proxy: the emulator is on this machine.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    url = f"{deployment.emulator.endpoint}/_emulator/kubernetes/hold"
    opener.open(urllib.request.Request(url, method=method), timeout=10).close()
