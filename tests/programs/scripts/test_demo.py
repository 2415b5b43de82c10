"""scripts/demo.py: refusals, clean-up and output. The emulator tests run real demos."""

import json
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import pytest

from constructs_lib.deployments import Deployment
from constructs_lib.settings.backends import LOCAL, Backend
from constructs_lib.settings.backends.choice import read_backend
from scripts import demo, demo_endpoint
from scripts.demo import Demo
from scripts.demo_endpoint import Endpoint
from scripts.demo_report import Progress

NOWHERE = Endpoint("http://127.0.0.1:9", 1)


@dataclass(frozen=True)
class Settings:
    zone_id: str
    domain_name: str
    backend: Backend
    region: str = "eu-central-1"


def deployment(name: str, zone_id: str = "Z1", cloud: str = "aws", backend: Backend = LOCAL) -> Deployment:
    path = Path("deployments") / cloud / f"{name}.tfvars"
    settings = cast(Any, Settings(zone_id, f"{zone_id.lower()}.example", backend))
    return Deployment(f"{cloud}-{name}", cloud, path, settings, ())


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A demo folder and a lock of the test's own."""
    folder = tmp_path / ".demo"
    monkeypatch.setattr(demo, "HOME", folder)
    monkeypatch.setattr(demo, "STATE", tmp_path)
    monkeypatch.setattr(demo, "load_deployments", lambda: (deployment("wandb"),))
    return folder


def test_old_state_is_discarded_with_a_message(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    home.mkdir()
    for name in ("terraform.aws-wandb.tfstate", "terraform.aws-wandb.tfstate.backup", "deploy.log"):
        (home / name).touch()
    started: list[Mapping[str, str]] = []

    def start(_home: Path, zones: Mapping[str, str]) -> Endpoint:
        started.append(zones)
        return NOWHERE

    monkeypatch.setattr(demo_endpoint, "start", start)
    demo._fresh_endpoint((deployment("one", "Z1"), deployment("two", "Z2"), deployment("three", "Z1")))
    assert [path.name for path in home.iterdir()] == ["deploy.log"]
    assert "discarding the old state" in capsys.readouterr().out
    assert started == [{"Z1": "z1.example", "Z2": "z2.example"}]


def test_emulator_with_other_hosted_zones_is_refused_with_a_fix(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    home.mkdir()
    monkeypatch.setattr(demo_endpoint, "running", lambda _home: NOWHERE)
    monkeypatch.setattr(Endpoint, "hosted_zones", lambda _self: {"Z2"})
    assert demo.main(["up"]) == 1
    assert "has no hosted zone Z1" in (messages := capsys.readouterr().err)
    assert "make demo-stop" in messages


@pytest.mark.parametrize("action", ["diff", "destroy"])
def test_without_an_endpoint_there_is_nothing_to_plan_or_destroy(
    action: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert demo.main([action]) == 1
    assert capsys.readouterr().err == "no emulator is running; `make demo` starts one and deploys to it\n"


@pytest.mark.parametrize(
    ("planned", "status", "messages"),
    [(0, 0, "No changes in aws-wandb"), (2, 0, "`make demo` deploys them"), (1, 1, "")],
)
def test_changes_in_a_diff_are_no_failure(
    planned: int, status: int, messages: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(demo, "_running_demo", lambda: Demo((deployment("wandb"),), NOWHERE, dict(os.environ)))
    monkeypatch.setattr(Demo, "cdktf", lambda *_: (0, cast(Progress, None), ""))
    monkeypatch.setattr(demo, "run", lambda *_, **__: planned)
    assert demo.main(["diff"]) == status
    assert messages in capsys.readouterr().out


@pytest.mark.parametrize("leads_there", [True, False])
def test_shell_that_uses_the_stopped_demo_gets_a_hint(
    leads_there: bool, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(demo_endpoint, "running", lambda _home: NOWHERE)
    monkeypatch.setattr(Endpoint, "stop", lambda _self: None)
    monkeypatch.setenv("AWS_ENDPOINT_URL", NOWHERE.url if leads_there else "http://127.0.0.1:10")
    assert demo.main(["stop"]) == 0
    assert ("run leave_demo" in capsys.readouterr().out) is leads_there


def test_demo_synthesizes_the_deployments_on_aws_alone(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home.mkdir()
    files = (deployment("one"), deployment("two", cloud="azure"), deployment("three"))
    monkeypatch.setattr(demo, "load_deployments", lambda: files)
    environment = demo._demo(demo._aws_deployments(), NOWHERE).environment
    assert environment["WANDB_DEPLOYMENTS"] == os.pathsep.join(
        ["deployments/aws/one.tfvars", "deployments/aws/three.tfvars"]
    )


def test_demo_without_aws_deployment_says_where_to_add_one(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(demo, "load_deployments", lambda: (deployment("wandb", cloud="azure"),))
    assert demo.main(["up"]) == 1
    assert capsys.readouterr().err == "there is no AWS deployment; add a file to deployments/aws\n"


def test_demo_skips_deployments_with_remote_state(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    real = deployment("real", backend=read_backend({"type": "gcs", "bucket": "example-state"}))
    monkeypatch.setattr(demo, "load_deployments", lambda: (real, deployment("wandb")))
    assert [each.name for each in demo._aws_deployments()] == ["aws-wandb"]
    assert "deployments/aws/real.tfvars is skipped: its state is in gcs." in capsys.readouterr().out

    monkeypatch.setattr(demo, "load_deployments", lambda: (real,))
    assert demo.main(["up"]) == 1
    assert "remove `backend` from one deployment file" in capsys.readouterr().err


def test_concurrent_commands_do_not_share_endpoint_and_state(capsys: pytest.CaptureFixture[str]) -> None:
    with demo._alone():
        assert demo.main(["stop"]) == 1
    assert "another demo command is running" in capsys.readouterr().err
    assert demo.main(["stop"]) == 0


def test_status_and_stop_of_no_demo_are_no_failures(capsys: pytest.CaptureFixture[str]) -> None:
    assert (demo.main(["status"]), demo.main(["stop"])) == (0, 0)
    assert capsys.readouterr().out == "No emulator is running.\nNo emulator was running.\n"


def destroy_that_says(output: str, monkeypatch: pytest.MonkeyPatch, *, plan_says: str = "") -> int:
    """Runs `destroy` with a cdktf that fails with `output`, and a Terraform whose plan fails with `plan_says`."""
    monkeypatch.setattr(demo, "_running_demo", lambda: Demo((deployment("wandb"),), NOWHERE, dict(os.environ)))
    monkeypatch.setattr(Demo, "cdktf", lambda *_: (1, cast(Progress, None), output))
    plan = [sys.executable, "-c", f"import sys; sys.exit({plan_says!r})"]
    monkeypatch.setattr(demo, "_plan", lambda *_: plan)
    return demo.main(["destroy"])


def test_refused_destroy_names_the_setting_and_the_file(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert destroy_that_says("Resource x has lifecycle.prevent_destroy set", monkeypatch) == 1
    messages = capsys.readouterr().out
    assert "Refused because deletion protection is on" in messages
    assert "1. set  deletion_protection = false  in deployments/aws/wandb.tfvars\n" in messages
    assert messages.index("2. make demo ") < messages.index("3. make demo-destroy ")


def test_other_destroy_failure_does_not_mention_protection(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    refused = "Error: connection refused"
    assert destroy_that_says(refused, monkeypatch, plan_says=refused) == 1
    messages = capsys.readouterr().out
    assert "deletion protection" not in messages.lower()
    assert "connection refused" not in messages, "it was in cdktf's output, and shown with that"


def test_error_that_cdktf_dropped_is_found_and_shown(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    reason = "Error: resource x has lifecycle.prevent_destroy set"
    assert destroy_that_says("a plan that breaks off", monkeypatch, plan_says=reason) == 1
    messages = capsys.readouterr().out
    assert messages.index(reason) < messages.index("Refused because deletion protection is on")


@pytest.mark.parametrize("refusal", ["Error: resource x has lifecycle.prevent_destroy set", "Error: no capacity"])
def test_deploy_refused_after_an_interrupt_explains_how_to_keep_resources(
    refusal: str, home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    home.mkdir()
    database = {"mode": "managed", "type": "aws_rds_cluster", "name": "database", "instances": [{"status": "tainted"}]}
    (home / "terraform.aws-wandb.tfstate").write_text(json.dumps({"resources": [database]}))
    monkeypatch.setattr(demo_endpoint, "running", lambda _home: NOWHERE)
    monkeypatch.setattr(Endpoint, "hosted_zones", lambda _self: {"Z1"})
    monkeypatch.setattr(Demo, "cdktf", lambda *_: (1, cast(Progress, None), refusal))
    assert demo.main(["up"]) == 1
    messages = capsys.readouterr().out
    assert ("untaint ADDRESS\n  aws_rds_cluster.database" in messages) == ("prevent_destroy" in refusal)
    assert "`make demo` continues it" in messages


def test_endpoints_file_may_vanish_while_the_demo_is_discarded(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home.mkdir()
    for name in ("a", "endpoint.json", "z"):
        (home / name).touch()
    unlink, vanishing = os.unlink, ["endpoint.json"]

    def unlink_late(path: str, *, dir_fd: int | None = None) -> None:
        unlink(path, dir_fd=dir_fd)
        if path in vanishing:
            vanishing.remove(path)
            raise FileNotFoundError(path)

    monkeypatch.setattr(os, "unlink", unlink_late)
    demo._discard()
    assert not home.exists()
    assert vanishing == []
