"""An upgrade of the server is a new `wandb_version`, on every cloud."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.deployments import CLOUDS, load, synthesize, values_of, write_file

SERVER = ("resource", "kubernetes_deployment_v1", "server_workload_deployment")
IMAGE = (*SERVER, "spec", "template", "spec", "container", 0, "image")
OUTPUT = ("output", "wandb_version", "value")


def _changes(before: Any, after: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any, Any]]:
    if isinstance(before, dict) and isinstance(after, dict) and before.keys() == after.keys():
        for name in before:
            yield from _changes(before[name], after[name], (*path, name))
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        for index, pair in enumerate(zip(before, after, strict=True)):
            yield from _changes(*pair, (*path, index))
    elif before != after:
        yield path, before, after


@pytest.mark.parametrize("cloud", CLOUDS)
def test_version_upgrade_changes_one_argument(cloud: str, tmp_path: Path) -> None:
    found = []
    for version in ("0.48.1", "0.49.0"):
        values = values_of("recommended", cloud) | {"wandb_version": version}
        file = write_file(tmp_path / version / cloud / "x.tfvars.json", values)
        found.append(synthesize(load(file), tmp_path / version / "out"))
    before, after = found

    assert before[f"{cloud}-x"].text == after[f"{cloud}-x"].text
    assert list(_changes(before[f"{cloud}-x-app"].json, after[f"{cloud}-x-app"].json)) == [
        (OUTPUT, "0.48.1", "0.49.0"),
        (IMAGE, "wandb/local:0.48.1", "wandb/local:0.49.0"),
    ]
