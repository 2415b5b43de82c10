"""All scenarios, synthesized once for every test of this tier."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from constructs_lib.deployment_file.reader import read_file
from constructs_lib.settings.kubernetes.operator import CONTAINER, DEFAULT_RUNTIME, OPERATOR
from tests.deployments import ALL_FILES, CANARY, Configuration, read, write_file
from tests.shared import synthesized_once

# What a scenario also needs in the other runtime, and options that none has, by file.
OTHER_RUNTIME_OPTIONS: Mapping[str, Mapping[str, Any]] = {
    # Its nodes are too small for the components of size "large".
    "aws/everything": {
        "kubernetes_instance_types": ["r6i.4xlarge", "r7i.4xlarge"],
        "weave_trace_enabled": True,
        "clickhouse_host": "clickhouse.example.com",
        "clickhouse_password": CANARY,
        "wandb_image_registry": "registry.example.com/mirror",
        "wandb_chart_repository": "oci://registry.example.com/charts",
        "wandb_chart_credentials_secret": "chart-login",
    },
    # The channel has no pinned versions.
    "aws/redis": {"wandb_release_channel": True},
}


def other_runtime(values: Mapping[str, Any]) -> str:
    """The way to run W&B that the deployment file with `values` does not choose."""
    return CONTAINER if values.get("wandb_runtime", DEFAULT_RUNTIME) == OPERATOR else OPERATOR


@pytest.fixture(scope="session")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that all scenarios are synthesized into."""
    return synthesized_once(tmp_path_factory, "scenarios", lambda _: ALL_FILES)


@pytest.fixture(scope="session")
def other_configurations(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Configuration]:
    """Stack name to configuration of the same scenarios in their other runtime."""
    return read(synthesized_once(tmp_path_factory, "other-runtime", _other_files))


def _other_files(folder: Path) -> Iterator[Path]:
    for file in ALL_FILES:
        name, values = f"{file.parent.name}/{file.stem}", read_file(file).values
        changed = {"wandb_runtime": other_runtime(values), **OTHER_RUNTIME_OPTIONS.get(name, {})}
        yield write_file(folder / f"{name}.tfvars.json", {**values, **changed})


@pytest.fixture(scope="session")
def configurations(output: Path) -> Mapping[str, Configuration]:
    """Stack name to configuration."""
    return read(output)
