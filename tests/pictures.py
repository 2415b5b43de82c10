"""`python -m tests.pictures`: draws the pictures of docs/pictures.md from the snapshots of the scenarios."""

import json
from collections.abc import Mapping

from scripts.diagram.__main__ import pictures_of
from scripts.diagram.drawing import ROOT, Picture, svgs
from scripts.preflight.stacks import Stack
from tests.timeline import timeline

FOLDER = ROOT / "docs" / "pictures"
SNAPSHOTS = ROOT / "tests" / "snapshots"
# Scenario to its pictures in the pages.
SCENARIOS: Mapping[str, tuple[str, ...]] = {
    "aws/recommended": ("overview", "request", "upload", "network", "identity"),
    "aws/private-only": ("overview",),
    "aws/existing-vpc": ("overview",),
    "aws/everything": ("overview",),
    "azure/recommended": ("overview", "request", "upload", "network", "identity"),
    "azure/private-link": ("overview",),
    "azure/customer-keys": ("identity",),
    "azure/everything": ("overview",),
}


def pictures() -> dict[str, Picture]:
    """Name of the file to picture."""
    found: dict[str, Picture] = {}
    for scenario, kinds in SCENARIOS.items():
        cloud, _, name = scenario.partition("/")
        stacks = [Stack(stack, _configuration(cloud, stack)) for stack in (name, f"{name}-app")]
        drawn = pictures_of(cloud, f"{cloud}-{name}", *stacks)
        found |= {f"{cloud}-{name}-{kind}.svg": drawn[kind] for kind in kinds}
    return found


def _configuration(cloud: str, stack: str) -> dict[str, object]:
    configuration: dict[str, object] = json.loads((SNAPSHOTS / cloud / f"{stack}.json").read_text(encoding="utf-8"))
    return configuration


def timelines() -> dict[str, str]:
    """Name of the file to the SVG of a timeline."""
    return {
        f"{cloud}-recommended-deploy.svg": timeline(
            f"{cloud}-recommended: first deploy",
            *(_configuration(cloud, stack) for stack in ("recommended", "recommended-app")),
        )
        for cloud in ("aws", "azure")
    }


def drawn() -> dict[str, str]:
    """Name of the file to SVG."""
    found = pictures()
    return dict(zip(found, svgs([each.dot() for each in found.values()]), strict=True)) | timelines()


if __name__ == "__main__":
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, text in drawn().items():
        (FOLDER / name).write_text(text, encoding="utf-8")
