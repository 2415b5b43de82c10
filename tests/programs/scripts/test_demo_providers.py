"""scripts/demo_providers.py, with the real Terraform and without a network."""

import json
import os
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path

import pytest

from scripts.demo_providers import why_no_providers
from scripts.provider_mirrors import this_platform
from tests.terraform_runner import missing_tool

needs_terraform = pytest.mark.skipif(missing_tool("terraform") is not None, reason="terraform is not installed")
# Nothing listens at the discard port: each request is refused at once.
NO_NETWORK = {"HTTPS_PROXY": "http://127.0.0.1:9", "NO_PROXY": "", "PATH": os.environ["PATH"]}


@pytest.fixture
def stack(tmp_path: Path) -> Path:
    """A synthesized stack with four providers, two of them without a namespace."""
    folder = tmp_path / "stack"
    folder.mkdir()
    wanted = {name: {"source": f"wandb-test/{name}", "version": "1.0.0"} for name in ("one", "two")}
    wanted |= {"three": {"version": "1.0.0"}, "four": {"version": "1.0.0", "source": "four"}}
    (folder / "cdk.tf.json").write_text(json.dumps({"terraform": {"required_providers": wanted}}))
    return folder


def mirror(folder: Path, *names: str) -> Mapping[str, str]:
    """An environment with a mirror that has providers of these names."""
    for address in (*(f"wandb-test/{name}" for name in names), "hashicorp/three", "hashicorp/four"):
        (folder / "registry.terraform.io" / address / "1.0.0" / this_platform()).mkdir(parents=True)
    return {**NO_NETWORK, "TF_PROVIDER_MIRROR": str(folder), "HOME": str(folder)}


def test_providers_of_mirrors_need_no_terraform(stack: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: pytest.fail("Terraform was called"))
    assert why_no_providers(stack, mirror(tmp_path / "mirror", "one", "two")) is None


@needs_terraform
def test_missing_provider_is_named_on_one_line_without_a_long_wait(stack: Path, tmp_path: Path) -> None:
    started = time.monotonic()
    reason = why_no_providers(stack, mirror(tmp_path / "mirror", "one"))
    assert time.monotonic() - started < 30
    assert reason is not None
    assert reason.startswith("no mirror on this machine has wandb-test/two; Terraform says: Failed to query")
    assert "\n" not in reason


def test_downloaded_provider_is_shared_in_the_cache_of_cdktf(stack: Path, tmp_path: Path) -> None:
    """A stand-in for Terraform that succeeds and notes its environment."""
    program = tmp_path / "bin" / "terraform"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nenv > "{tmp_path}/seen"; echo "$@" >> "{tmp_path}/seen"\n')
    program.chmod(0o755)
    environment = mirror(tmp_path / "mirror", "one")
    assert why_no_providers(stack, {**environment, "PATH": f"{program.parent}:/usr/bin:/bin"}) is None
    seen = (tmp_path / "seen").read_text().splitlines()
    assert seen[-1] == f"-chdir={stack} init -backend=false -input=false -no-color"
    assert [line for line in seen if line.startswith("TF_PLUGIN_CACHE_DIR=")] == [
        f"TF_PLUGIN_CACHE_DIR={Path('~').expanduser()}/.terraform.d/plugin-cache"
    ]
