"""Stands in for cdktf, the providers and the emulator in the tests of scripts/demo.py."""

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import pytest

from constructs_lib.deployments import Deployment
from constructs_lib.settings.backends import LOCAL, Backend
from constructs_lib.settings.kubernetes.operator import CHART_REPOSITORY
from scripts import demo, demo_emulator, demo_preparation
from scripts.demo_emulator import Emulator
from scripts.demo_progress import Progress
from scripts.demo_shell import MARK
from scripts.demo_stacks import Stacks


@dataclass(frozen=True)
class Settings:
    zone_id: str
    domain_name: str
    backend: Backend
    region: str = "eu-central-1"
    subscription_id: str | None = None
    dns_zone_id: str | None = None
    key_vault_administrator_object_ids: Sequence[str] = ()
    kubernetes_admin_group_object_ids: Sequence[str] = ()
    account_ids: frozenset[str] = frozenset()
    creates_application: bool = True
    runs_operator: bool = True
    wandb_chart_repository: str = CHART_REPOSITORY
    url: str = "https://wandb.example.com"


def deployment(
    name: str, zone_id: str = "Z1", cloud: str = "aws", backend: Backend = LOCAL, **inputs: Any
) -> Deployment:
    path = Path("deployments") / cloud / f"{name}.tfvars"
    settings = cast(Any, Settings(zone_id, f"{zone_id.lower()}.example", backend, **inputs))
    return Deployment(f"{cloud}-{name}", cloud, path, settings, ())


@dataclass
class World:
    """The folder of the demos; what cdktf was called with, and fails with; why a stack has no providers."""

    home: Path
    calls: list[tuple[str, ...]] = field(default_factory=list)
    environments: list[Mapping[str, str]] = field(default_factory=list)
    fails: dict[str, str] = field(default_factory=dict)
    missing: dict[str, str] = field(default_factory=dict)
    started: list[Sequence[str]] = field(default_factory=list)

    def folder(self, cloud: str) -> Path:
        folder = self.home / cloud
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def run_emulator(self, cloud: str = "aws") -> None:
        (self.folder(cloud) / "emulator.json").touch()

    def deployed(self, stack: str, *resources: str, tainted: bool = False) -> None:
        """Writes the state of a stack with these resources, `type.name`."""
        status = {"status": "tainted"} if tainted else {}
        managed = [
            {"mode": "managed", "type": type_, "name": name, "instances": [status]}
            for type_, name in (resource.split(".") for resource in resources)
        ]
        cloud = stack.split("-")[0]
        (self.folder(cloud) / f"terraform.{stack}.tfstate").write_text(json.dumps({"resources": managed}))

    def protects(self, stack: str, type_: str, name: str) -> None:
        """Synthesizes a stack with a resource that Terraform refuses to destroy."""
        folder = self.folder(stack.split("-")[0]) / "cdktf.out" / "stacks" / stack
        folder.mkdir(parents=True, exist_ok=True)
        resources = {type_: {name: {"lifecycle": {"prevent_destroy": True}}, "other": {}}}
        (folder / "cdk.tf.json").write_text(json.dumps({"resource": resources}))

    @property
    def cdktf(self) -> list[tuple[str, ...]]:
        """The calls of cdktf, without the options."""
        return [tuple(each for each in call if not each.startswith("--")) for call in self.calls]


@pytest.fixture(autouse=True)
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    """One deployment per cloud, nothing deployed, no emulator running."""
    found = World(tmp_path / ".demo")

    def cdktf(stacks: Stacks, action: str, *arguments: str) -> tuple[int, Progress, str]:
        found.calls.append((action, *arguments))
        found.environments.append(stacks.environment)
        output = found.fails.get(action, "")
        return int(bool(output)), Progress(sys.stdout, name="log", stacks=stacks.names), output

    def running(home: Path) -> Emulator | None:
        return Emulator("http://127.0.0.1:9", 1, home) if (home / "emulator.json").exists() else None

    def start(home: Path, options: Sequence[str]) -> Emulator:
        found.started.append(options)
        return Emulator("http://127.0.0.1:9", 1, home)

    monkeypatch.setattr(demo, "STATE", tmp_path)
    monkeypatch.setattr(demo, "HOME", found.home)
    monkeypatch.setattr(demo, "inventory", lambda _url: {"rds/cluster-snapshot": ["final"]})
    monkeypatch.setattr(demo, "remaining", lambda _url: {})
    monkeypatch.setattr(demo_preparation, "HOME", found.home)
    monkeypatch.setattr(
        demo_preparation, "load_deployments", lambda: (deployment("wandb"), deployment("wandb", cloud="azure"))
    )
    monkeypatch.setattr(
        demo_preparation, "why_no_providers", lambda folder, _environment: found.missing.get(folder.name)
    )
    monkeypatch.setattr(demo_preparation, "secret_environment", lambda *_: {})
    monkeypatch.setattr(demo_emulator, "running", running)
    monkeypatch.setattr(demo_emulator, "start", start)
    monkeypatch.setattr(Emulator, "status", lambda _self: {"account": "123456789012", "hosted_zones": ["Z1", "Z2"]})
    monkeypatch.setattr(Emulator, "stop", lambda self: self.ready.unlink())
    monkeypatch.setattr(Stacks, "cdktf", cdktf)
    monkeypatch.setattr(Stacks, "errors", lambda *_: "")
    monkeypatch.delenv(MARK, raising=False)
    return found
