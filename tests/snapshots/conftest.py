"""All scenarios, synthesized once for every test of this tier."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from constructs_lib.deployment_file.reader import read_file
from tests.deployments import ALL_FILES, CANARY, Configuration, load, read, synthesize, write_file

OPERATOR = {"wandb_runtime": "operator"}
# What a scenario also needs, and options that none has, by file.
OPERATOR_OPTIONS: Mapping[str, Mapping[str, Any]] = {
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
    # The server uses an existing account by its identity.
    "azure/private-link": {"wandb_chart_version": "0.44.0"},
}


@pytest.fixture(scope="session")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that all scenarios are synthesized into."""
    folder = tmp_path_factory.mktemp("scenarios") / "cdktf.out"
    synthesize(load(*ALL_FILES), folder)
    return folder


@pytest.fixture(scope="session")
def operator_configurations(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Configuration]:
    """Stack name to configuration of the same scenarios by the vendor's operator."""
    folder = tmp_path_factory.mktemp("operator")
    files = [
        write_file(
            folder / file.parent.name / f"{file.stem}.tfvars.json",
            {**read_file(file).values, **OPERATOR, **OPERATOR_OPTIONS.get(f"{file.parent.name}/{file.stem}", {})},
        )
        for file in ALL_FILES
    ]
    return synthesize(load(*files), folder / "cdktf.out")


@pytest.fixture(scope="session")
def configurations(output: Path) -> Mapping[str, Configuration]:
    """Stack name to configuration."""
    return read(output)
