"""docs/operator.md names every image and version that the operator runs."""

import re

from constructs_lib.kubernetes.operator_components import COMPONENTS, CONSOLE, WEAVE_TRACE
from constructs_lib.kubernetes.operator_sources import CONTROLLER_IMAGE, OperatorVersions
from constructs_lib.settings.kubernetes.server import SERVER_VERSION
from tests.unit.docs.pages import REPOSITORY

PAGE = (REPOSITORY / "docs" / "operator.md").read_text(encoding="utf-8")
_IMAGE = re.compile(r"^\| `(wandb/[a-z-]+)` \| ([\d.]+) \| `(\w+)`", re.MULTILINE)


def test_page_lists_every_image_with_its_version() -> None:
    versions = OperatorVersions(server=SERVER_VERSION)
    expected = {each.image: (versions.server, "wandb_version") for each in (*COMPONENTS, WEAVE_TRACE)}
    expected |= {
        CONSOLE.image: (versions.console, "wandb_console_version"),
        CONTROLLER_IMAGE: (versions.controller, "controller_image_tag"),
    }

    assert {image: (version, name) for image, version, name in _IMAGE.findall(PAGE)} == expected


def test_page_names_the_versions_of_both_charts() -> None:
    versions = OperatorVersions(server=SERVER_VERSION)

    assert f"`operator` {versions.operator_chart} and `operator-wandb` {versions.chart}" in PAGE
