"""OpenTofu itself reads every stack, and the few things that it does differently; skipped where it is not installed.

`TERRAFORM_BINARY_NAME=tofu` lets all tests use OpenTofu, also those that apply.
"""

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from scripts.terraform_binary import VARIABLE, product, terraform_binary
from tests.deployments import Configuration
from tests.snapshots.test_opentofu import refused
from tests.terraform.expressions import functions, strings
from tests.terraform_runner import Terraform

OPENTOFU = terraform_binary() if product() == "OpenTofu" else "tofu"
pytestmark = pytest.mark.skipif(shutil.which(OPENTOFU) is None, reason=f"not installed: {OPENTOFU}")
HCP = {"organization": "example", "workspaces": {"name": "a"}}


def opentofu(folder: Path, configuration: Mapping[str, Any]) -> Terraform:
    """OpenTofu in `folder` with this configuration."""
    (folder / "cdk.tf.json").write_text(json.dumps(configuration))
    return Terraform(folder, log=folder / "opentofu.log", environment={VARIABLE: OPENTOFU})


def test_opentofu_reads_every_stack(stacks: Mapping[str, Configuration], tmp_path: Path) -> None:
    for name, stack in stacks.items():
        folder = tmp_path / name
        folder.mkdir()
        # A backend would have to exist.
        settings = {key: value for key, value in stack.json["terraform"].items() if key != "backend"}

        answer = opentofu(folder, {**stack.json, "terraform": settings}).run("providers").text

        for provider in settings["required_providers"]:
            assert f"provider[registry.opentofu.org/hashicorp/{provider}]" in answer


def test_every_function_exists_in_opentofu(stacks: Mapping[str, Configuration], tmp_path: Path) -> None:
    called = {name for stack in stacks.values() for text in strings(stack.json) for name in functions(text)}
    answer = opentofu(tmp_path, {}).call([OPENTOFU, "metadata", "functions", "-json"]).text

    assert called
    assert called - set(json.loads(answer)["function_signatures"]) == set()


def test_required_version_of_the_stacks_includes_opentofu(stacks: Mapping[str, Configuration], tmp_path: Path) -> None:
    version = stacks["aws-recommended"].json["terraform"]["required_version"]

    opentofu(tmp_path, {"terraform": {"required_version": version}}).init()


@pytest.mark.parametrize(
    "change",
    [
        {"action": {"a": {}}},
        {"terraform": {"backend": {"remote": HCP}}},
        {"terraform": {"cloud": HCP}},
        {"import": [{"to": "terraform_data.a", "identity": {}}], "resource": {"terraform_data": {"a": {}}}},
        {"variable": {"a": {"const": True}}},
        {"resource": {"terraform_data": {"a": {"lifecycle": {"action_trigger": []}}}}},
    ],
)
def test_opentofu_refuses_what_the_snapshot_tier_refuses(change: Mapping[str, Any], tmp_path: Path) -> None:
    assert list(refused(change)) != []

    terraform = opentofu(tmp_path, change)
    text = terraform.run("init", "-input=false", accepted=(0, 1)).text + terraform.run("validate", accepted=(0, 1)).text

    assert "Error: " in text


def test_opentofu_forgets_moves_and_imports_as_terraform_does(tmp_path: Path) -> None:
    """The blocks that a removed bucket, a renamed construct and an adoption create."""
    before = opentofu(tmp_path, {"resource": {"terraform_data": {"old": {"input": "a"}, "kept": {"input": "b"}}}})
    before.init()
    before.apply()
    changes = {
        "resource": {"terraform_data": {"new": {"input": "a"}, "imported": {}}},
        "moved": [{"from": "terraform_data.old", "to": "terraform_data.new"}],
        "removed": [{"from": "terraform_data.kept", "lifecycle": {"destroy": False}}],
        "import": [{"to": "terraform_data.imported", "id": "x"}],
    }
    assert list(refused(changes)) == []
    after = opentofu(tmp_path, changes)

    planned = after.run("plan", "-input=false").text
    after.apply()

    assert "Plan: 1 to import, 0 to add, 0 to change, 0 to destroy, 1 to forget." in planned
    assert set(after.run("state", "list").text.split()) == {"terraform_data.imported", "terraform_data.new"}
