"""Selecting deployments as in the guides, with the real cdktf, called by make and directly."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from constructs_lib import engine
from scripts.cdktf import CDKTF
from scripts.preflight.synthesis import synthesize
from scripts.setup import CDK_TERRAIN
from scripts.terraform_environment import terraform_environment
from tests.unit.docs.pages import REPOSITORY, blocks

pytestmark = pytest.mark.skipif(not CDKTF.exists(), reason="cdktf is not installed: `make setup`")
CLOUDS = ("aws", "azure")
TIME_LIMIT_SECONDS = 240


@pytest.fixture
def chosen(tmp_path: Path) -> Path:
    """A folder with the deployment file of each cloud's guide."""
    for cloud in CLOUDS:
        page = REPOSITORY / "docs" / f"deploy-{cloud}.md"
        [block] = [block for block in blocks(page) if block.language == "hcl"]
        (tmp_path / "chosen" / cloud).mkdir(parents=True)
        (tmp_path / "chosen" / cloud / "readme.tfvars").write_text(block.text, encoding="utf-8")
    return tmp_path / "chosen"


def test_only_the_chosen_deployments_are_synthesized(chosen: Path, tmp_path: Path) -> None:
    output = tmp_path / "out"

    ran = cdktf([str(CDKTF), "synth", "--output", str(output)], chosen)

    assert ran.returncode == 0, ran.stdout + ran.stderr
    stacks = json.loads((output / "manifest.json").read_text())["stacks"]
    assert sorted(stacks) == ["aws-readme", "aws-readme-app", "azure-readme", "azure-readme-app"]
    assert f"{chosen}/azure/readme.tfvars: warning: allowed_ip_ranges" in ran.stdout
    assert "ERROR" not in ran.stdout + ran.stderr


def test_mistake_is_reported_once_and_nothing_is_written(chosen: Path, tmp_path: Path) -> None:
    file = chosen / "azure" / "readme.tfvars"
    file.write_text(file.read_text() + 'subdomian = "x"\n')
    line = len(file.read_text().splitlines())
    output = tmp_path / "out"

    ran = cdktf([sys.executable, "-m", "scripts.cdktf", "synth", "--", "--output", str(output)], chosen)

    assert (ran.returncode, ran.stdout) == (1, "")
    assert ran.stderr == f'{file}:{line}: subdomian: is not an input; did you mean "subdomain"?\n'
    assert not output.exists()


@pytest.mark.skipif(not CDK_TERRAIN["cdktn"].exists(), reason="CDK Terrain is not installed: `make setup-cdktn`")
def test_variable_selects_the_engine_of_the_app(chosen: Path, tmp_path: Path) -> None:
    output = tmp_path / "out"
    synth = [sys.executable, "-m", "scripts.cdktf", "synth", "--", "--output", str(output)]

    ran = cdktf(synth, chosen / "azure" / "readme.tfvars", WANDB_ENGINE="cdktn")

    assert ran.returncode == 0, ran.stdout + ran.stderr
    manifest = json.loads((output / "manifest.json").read_text())
    assert (manifest["version"], sorted(manifest["stacks"])) == ("0.24.0", ["azure-readme", "azure-readme-app"])


def test_missing_environment_of_an_engine_names_its_command(tmp_path: Path) -> None:
    script = str(REPOSITORY / "scripts" / "app.sh")
    environment = {**os.environ, "WANDB_ENGINE": "cdktn"}
    ran = subprocess.run(["sh", script], cwd=tmp_path, env=environment, capture_output=True, text=True)

    assert (ran.returncode, ran.stderr) == (
        1,
        ".setup/cdktn/bin/python: does not exist; run: make setup-cdktn\n",
    )


def test_other_commands_synthesize_with_the_engine_of_their_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(engine.VARIABLE, "cdktn")
    engine.chosen.cache_clear()

    synthesize([], tmp_path)

    assert engine.chosen() == engine.CDKTF


def cdktf(command: list[str], chosen: Path, **environment: str) -> "subprocess.CompletedProcess[str]":
    """Runs the command in the project's folder, as people do."""
    quiet = {"CI": "1", "NO_COLOR": "1", "FORCE_COLOR": "0"}
    return subprocess.run(
        command,
        cwd=REPOSITORY,
        env={**terraform_environment(os.environ), **quiet, "WANDB_DEPLOYMENTS": str(chosen), **environment},
        capture_output=True,
        text=True,
        timeout=TIME_LIMIT_SECONDS,
    )
