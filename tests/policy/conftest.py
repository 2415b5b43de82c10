"""All scenarios and the deployment files, as they are meant to stay: with deletion protection."""

from collections.abc import Mapping

import pytest

from constructs_lib.settings.tfvars import read_file
from tests.deployments import ALL_FILES, REPOSITORY, Configuration, load, synthesize, write_file

DEPLOYMENTS = sorted((REPOSITORY / "deployments").glob("*/*.tfvars"))


@pytest.fixture(scope="session")
def stacks(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Configuration]:
    """Stack name to configuration; no scenario has its data unprotected, as those that tests destroy must have."""
    folder = tmp_path_factory.mktemp("policy")
    protected = [
        write_file(
            folder / file.parent.name / f"{file.stem}.tfvars.json",
            dict(read_file(file).values) | {"deletion_protection": True},
        )
        for file in [*ALL_FILES, *DEPLOYMENTS]
    ]
    return synthesize(load(*protected), folder / "cdktf.out")
