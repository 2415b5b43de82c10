"""All scenarios and deployment files, with deletion protection."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from constructs_lib.deployment_file.reader import read_file
from tests.deployments import ALL_FILES, REPOSITORY, Configuration, read, write_file
from tests.shared import synthesized_once

DEPLOYMENTS = sorted((REPOSITORY / "deployments").glob("*/*.tfvars"))
# Inputs that no scenario has, added to the recommended scenario: of the single container on AWS, and of the operator.
OPTIONS: Mapping[str, Any] = {
    "wandb_runtime": "container",
    "bucket_permissions_mode": "public",
    "weave_enabled": True,
    "parquet_enabled": True,
}
OPERATOR_OPTIONS: Mapping[str, Mapping[str, Any]] = {
    "aws": {"otel_enabled": True, "enable_yace": True, "container_insights": True},
    "azure": {"otel_enabled": True, "container_insights": True},
}


@pytest.fixture(scope="session")
def stacks(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Configuration]:
    """Stack name to configuration; no scenario has its data unprotected, as those that tests destroy must have."""
    return read(synthesized_once(tmp_path_factory, "protected", _files))


def _files(folder: Path) -> Iterator[Path]:
    for name, values in _deployments():
        yield write_file(folder / f"{name}.tfvars.json", {**values, "deletion_protection": True})


def _deployments() -> Iterator[tuple[Path, Mapping[str, Any]]]:
    """Cloud and name of each deployment, and its inputs."""
    for file in [*ALL_FILES, *DEPLOYMENTS]:
        yield Path(file.parent.name) / file.stem, read_file(file).values
    for recommended in [file for file in ALL_FILES if file.stem == "recommended"]:
        values, cloud = read_file(recommended).values, recommended.parent.name
        yield Path(cloud) / "operator", {**values, **OPERATOR_OPTIONS[cloud]}
        if cloud == "aws":
            yield Path("aws") / "options", {**values, **OPTIONS}
