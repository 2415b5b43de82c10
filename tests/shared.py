"""What the workers of one test run create once, and share."""

import fcntl
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.deployments import load, synthesize


@contextmanager
def shared_folder(factory: pytest.TempPathFactory, name: str) -> Iterator[Path]:
    """A folder that the workers of one test run share, while no other worker uses it."""
    base = factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / f"shared-{name}"
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield folder


def synthesized_once(factory: pytest.TempPathFactory, name: str, files_in: Callable[[Path], Iterable[Path]]) -> Path:
    """Where the deployment files `files_in(folder)` are synthesized, which may write them into the folder."""
    with shared_folder(factory, name) as folder:
        output, done = folder / "cdktf.out", folder / "done"
        if not done.exists():
            synthesize(load(*files_in(folder)), output)
            done.touch()
        return output
