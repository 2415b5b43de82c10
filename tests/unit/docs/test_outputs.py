"""docs/outputs.md lists exactly the outputs of the stacks."""

import json
import re
from collections.abc import Mapping
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[3]
SNAPSHOTS = REPOSITORY / "tests" / "snapshots"
_LINE = re.compile(r"^\| `(\w+)` \| .+ \| .+ \| (.+) \|$", re.MULTILINE)
# The title of a section, and the snapshots it covers: their cloud, and whether they are application stacks.
SECTIONS = {
    "Infrastructure on AWS": ("aws", False),
    "Infrastructure on Azure": ("azure", False),
    "Application on any cloud": ("*", True),
}


def documented(title: str) -> Mapping[str, str]:
    """Each output of the section, and when it exists."""
    page = (REPOSITORY / "docs" / "outputs.md").read_text(encoding="utf-8")
    [section] = [part for part in page.split("\n## ") if part.startswith(title)]
    return dict(_LINE.findall(section))


def outputs_of(cloud: str, *, application: bool) -> list[set[str]]:
    """The outputs of each snapshot, without those for the other stack."""
    files = [file for file in SNAPSHOTS.glob(f"{cloud}/*.json") if file.stem.endswith("-app") is application]
    found = [json.loads(file.read_text())["output"] for file in files]
    return [{name for name in outputs if not name.startswith("cross-stack-output-")} for outputs in found]


@pytest.mark.parametrize("title", SECTIONS)
def test_every_output_is_listed(title: str) -> None:
    cloud, application = SECTIONS[title]
    scenarios = outputs_of(cloud, application=application)
    assert len(scenarios) > 5
    assert set(documented(title)) == set.union(*scenarios)


@pytest.mark.parametrize("title", SECTIONS)
def test_outputs_of_all_scenarios_are_marked_always(title: str) -> None:
    cloud, application = SECTIONS[title]
    always = {name for name, exists in documented(title).items() if exists == "always"}
    assert always == set.intersection(*outputs_of(cloud, application=application))


@pytest.mark.parametrize("title", SECTIONS)
def test_outputs_are_in_alphabetical_order(title: str) -> None:
    assert list(documented(title)) == sorted(documented(title))


def test_outputs_with_credentials_are_not_listed() -> None:
    secret = {
        "database_connection_string",
        "database_password",
        "wandb_spec",
        "cluster_client_certificate",
        "cluster_client_key",
    }
    for title in SECTIONS:
        assert secret & set(documented(title)) == set()
