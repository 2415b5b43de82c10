"""An upgrade of the server is a new `wandb_version`, on every cloud."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.deployments import CLOUDS, load, synthesize, values_of, write_file

SERVER = ("resource", "kubernetes_deployment_v1", "server_workload_deployment")
IMAGE = (*SERVER, "spec", "template", "spec", "container", 0, "image")
RESOURCE = ("resource", "helm_release", "server_resource_release", "values", 0)
OUTPUT = ("output", "wandb_version", "value")
OLD, NEW = "0.83.0", "0.84.1"


def _changes(before: Any, after: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any, Any]]:
    if isinstance(before, dict) and isinstance(after, dict) and before.keys() == after.keys():
        for name in before:
            yield from _changes(before[name], after[name], (*path, name))
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        for index, pair in enumerate(zip(before, after, strict=True)):
            yield from _changes(*pair, (*path, index))
    elif before != after:
        yield path, before, after


def _upgrade(cloud: str, runtime: str, folder: Path) -> tuple[Any, Any]:
    """The application before and after an upgrade, which changes nothing in the infrastructure."""
    found = []
    for version in (OLD, NEW):
        values = values_of("recommended", cloud) | {"wandb_version": version, "wandb_runtime": runtime}
        file = write_file(folder / version / cloud / "x.tfvars.json", values)
        found.append(synthesize(load(file), folder / version / "out"))
    before, after = found
    assert before[f"{cloud}-x"].text == after[f"{cloud}-x"].text
    return before[f"{cloud}-x-app"].json, after[f"{cloud}-x-app"].json


@pytest.mark.parametrize("cloud", CLOUDS)
def test_upgrade_of_the_container_changes_only_its_image(cloud: str, tmp_path: Path) -> None:
    before, after = _upgrade(cloud, "container", tmp_path)

    assert list(_changes(before, after)) == [
        (OUTPUT, OLD, NEW),
        (IMAGE, f"wandb/local:{OLD}", f"wandb/local:{NEW}"),
    ]


@pytest.mark.parametrize("cloud", CLOUDS)
def test_upgrade_of_the_operator_changes_only_tags_in_the_resource(cloud: str, tmp_path: Path) -> None:
    before, after = _upgrade(cloud, "operator", tmp_path)

    (output, resource) = _changes(before, after)
    path, old, new = resource
    assert (output, path) == ((OUTPUT, OLD, NEW), RESOURCE)
    tag = '"tag" = "{}"'
    # All components but the console.
    assert old.count(tag.format(OLD)) == 6
    assert old.replace(tag.format(OLD), tag.format(NEW)) == new
