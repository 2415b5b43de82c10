"""docs/versions.md has the ranges of the stacks."""

import re
import tomllib

import pytest

from constructs_lib.framework.target_versions import TARGET_VERSIONS, TERRAFORM_VERSIONS
from constructs_lib.stacks.aws.providers import AWS_PROVIDER_VERSIONS
from constructs_lib.stacks.azure.providers import (
    AZURERM_PROVIDER_VERSIONS,
    RANDOM_PROVIDER_VERSIONS,
    TIME_PROVIDER_VERSIONS,
)
from constructs_lib.stacks.root_module import CLUSTER_PROVIDER_VERSIONS
from tests.unit.docs.pages import REPOSITORY

_ROW = re.compile(r"^\| (?:provider `(\w+)`|(Terraform|OpenTofu)) \| `([^`]+)` \|", re.MULTILINE)


def test_page_of_versions_has_the_ranges_of_the_stacks() -> None:
    rows = _ROW.findall((REPOSITORY / "docs" / "versions.md").read_text())

    assert {provider or program: versions for provider, program, versions in rows} == {
        "Terraform": TERRAFORM_VERSIONS,
        "OpenTofu": TERRAFORM_VERSIONS,
        "aws": AWS_PROVIDER_VERSIONS,
        "azurerm": AZURERM_PROVIDER_VERSIONS,
        "random": RANDOM_PROVIDER_VERSIONS,
        "time": TIME_PROVIDER_VERSIONS,
        **CLUSTER_PROVIDER_VERSIONS,
    }


def test_page_of_versions_has_the_range_of_cdk_terrain() -> None:
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text())["project"]
    [requirement] = project["optional-dependencies"]["cdktn"]
    versions = re.sub(r"^cdktn|(?<=,)|(?<=[<=])(?=\d)", lambda found: "" if found[0] else " ", requirement)

    assert f"| CDK Terrain | `{versions}` |" in (REPOSITORY / "docs" / "versions.md").read_text()


@pytest.mark.parametrize("page", ["engines.md", "opentofu.md"])
def test_page_has_the_version_of_terraform_and_opentofu(page: str) -> None:
    assert set(TARGET_VERSIONS.values()) == {TERRAFORM_VERSIONS}
    assert f"`{TERRAFORM_VERSIONS}`" in (REPOSITORY / "docs" / page).read_text()
