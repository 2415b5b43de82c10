"""The Makefile's own promises."""

import re
import shutil
from pathlib import Path

import pytest

from scripts.setup import ROOT
from tests.recipes import make

MAKEFILE = (ROOT / "Makefile").read_text()
PHONY = set(re.search(r"^\.PHONY:((?:.*\\\n)*.*)$", MAKEFILE, re.MULTILINE)[1].replace("\\\n", " ").split())  # type: ignore[index]

needs_make = pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed")


@needs_make
def test_make_alone_lists_every_target_with_what_it_does() -> None:
    listed = {line.split()[0]: line.split()[1:] for line in make().splitlines()}
    assert listed.keys() == PHONY
    assert all(listed.values())


@needs_make
def test_patterns_and_several_stacks_reach_cdktf_unchanged() -> None:
    said = make("--dry-run", "deploy", "STACK=aws-* azure-wandb", "ARGS=--auto-approve")
    assert said.splitlines()[-1].endswith("scripts.cdktf deploy 'aws-*' 'azure-wandb' -- --auto-approve")
    assert make("--dry-run", "destroy").splitlines()[-1].rstrip().endswith("scripts.cdktf destroy '*' --")


@needs_make
@pytest.mark.parametrize("target", ["demo", "demo-diff", "demo-destroy", "demo-stop"])
def test_cloud_of_the_demo_reaches_the_program(target: str) -> None:
    action = {"demo": "up"}.get(target, target.removeprefix("demo-"))
    assert make("--dry-run", target).splitlines()[-1].endswith(f"scripts.demo {action} 'aws'")
    assert make("--dry-run", target, "CLOUD=azure").splitlines()[-1].endswith(f"scripts.demo {action} 'azure'")


@needs_make
def test_the_tests_are_linted_and_set_up_first() -> None:
    steps = make("--dry-run", "test")
    positions = [
        steps.index(step) for step in ("setup.sh policy", "ruff check", "ruff format --check", "mypy", "-m pytest")
    ]
    assert positions == sorted(positions)


@needs_make
def test_only_scanning_targets_install_the_scanners() -> None:
    assert {target for target in PHONY - {"help"} if "setup.sh policy" in make("--dry-run", target)} == {
        "audit",
        "setup-policy",
        "setup-tests",
        "test",
    }


@needs_make
def test_bytecode_is_stored_despite_pythondontwritebytecode(tmp_path: Path) -> None:
    """Packages are installed without bytecode: each run would compile what it imports."""
    extra = tmp_path / "extra.mk"
    extra.write_text(f"include {ROOT / 'Makefile'}\nshow:\n\t@echo kept=$${{PYTHONDONTWRITEBYTECODE:-yes}}\n")
    assert make("-f", str(extra), "show", PYTHONDONTWRITEBYTECODE="1") == "kept=yes\n"


def test_ci_runs_what_people_run() -> None:
    assert re.search(r"^exec timeout .* make test </dev/null$", (ROOT / ".ci" / "run").read_text(), re.MULTILINE)
