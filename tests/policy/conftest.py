"""All scenarios and deployment files, with deletion protection."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from constructs_lib.deployment_file.reader import read_file
from tests.deployments import ALL_FILES, REPOSITORY, Configuration, load, synthesize, write_file

DEPLOYMENTS = sorted((REPOSITORY / "deployments").glob("*/*.tfvars"))
# Inputs that no scenario has, added to the recommended scenario.
OPTIONS: Mapping[str, Any] = {
    "bucket_permissions_mode": "public",
    "weave_enabled": True,
    "parquet_enabled": True,
}


@pytest.fixture(scope="session")
def stacks(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Configuration]:
    """Stack name to configuration; no scenario has its data unprotected, as those that tests destroy must have."""
    folder = tmp_path_factory.mktemp("policy")
    files = [
        write_file(folder / f"{name}.tfvars.json", {**values, "deletion_protection": True})
        for name, values in _deployments()
    ]
    return synthesize(load(*files), folder / "cdktf.out")


def _deployments() -> Iterator[tuple[Path, Mapping[str, Any]]]:
    """Cloud and name of each deployment, and its inputs."""
    for file in [*ALL_FILES, *DEPLOYMENTS]:
        yield Path(file.parent.name) / file.stem, read_file(file).values
    for recommended in [file for file in ALL_FILES if file.stem == "recommended"]:
        values = read_file(recommended).values
        yield Path(recommended.parent.name) / "operator", {**values, "wandb_runtime": "operator"}
        if recommended.parent.name == "aws":
            yield Path("aws") / "options", {**values, **OPTIONS}
