"""scripts/demo.py: diff, destroy, status and stop. The emulator tests run it for real."""

import os
import subprocess
from pathlib import Path

import pytest

from scripts import demo, demo_preparation
from scripts.demo_clouds import CLOUDS
from scripts.demo_shell import MARK
from scripts.demo_stacks import Stacks
from scripts.diff_report import Outcome
from tests.programs.scripts.demo_world import World, world

__all__ = ["world"]
AWS = CLOUDS["aws"]


@pytest.mark.parametrize("action", ["diff", "destroy"])
@pytest.mark.parametrize(("cloud", "make"), [("aws", "make demo"), ("azure", "make demo CLOUD=azure")])
def test_without_an_emulator_there_is_nothing_to_plan_or_destroy(
    action: str, cloud: str, make: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert demo.main([action, cloud]) == 1
    title = CLOUDS[cloud].title
    expected = f"no emulator of {title} is running; `{make}` starts one and deploys to it\n"
    assert capsys.readouterr().err == expected


@pytest.mark.parametrize(
    ("planned", "status", "said"),
    [
        ("No changes.", 0, "aws-wandb-app: No changes."),
        ("Plan: 1 to add", 0, "aws-wandb: Plan: 1 to add"),
        (None, 1, "aws-wandb: failed"),
    ],
)
def test_changes_in_a_diff_are_no_failure(
    planned: str | None,
    status: int,
    said: str,
    world: World,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    world.run_emulator()
    monkeypatch.setattr(Stacks, "difference", lambda _self, stack: Outcome(stack, planned))
    assert demo.main(["diff"]) == status
    assert said in capsys.readouterr().out


@pytest.mark.parametrize("leads_there", [True, False])
def test_shell_that_uses_the_stopped_demo_gets_a_hint(
    leads_there: bool, world: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    world.run_emulator()
    monkeypatch.setenv(MARK, str(world.home / ("aws" if leads_there else "azure")))
    assert demo.main(["stop"]) == 0
    assert ("run leave_demo" in capsys.readouterr().out) is leads_there


def test_two_commands_at_once_do_not_share_emulator_and_state(capsys: pytest.CaptureFixture[str]) -> None:
    with demo._alone(AWS):
        assert demo.main(["stop"]) == 1
        assert "another demo command for AWS is running" in capsys.readouterr().err
        assert demo.main(["stop", "azure"]) == 0
    assert demo.main(["stop"]) == 0


def test_stopping_one_demo_keeps_the_other(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    world.run_emulator("aws")
    world.run_emulator("azure")
    world.deployed("azure-wandb", "azurerm_resource_group.network_group", "azurerm_subnet.network_subnet")
    world.deployed("azure-wandb-app", "kubernetes_namespace.wandb")
    assert demo.main(["stop", "aws"]) == 0
    capsys.readouterr()
    assert demo.main(["status"]) == 0
    assert capsys.readouterr().out == (
        "AWS: no emulator is running.\n"
        "Azure: the emulator runs at http://127.0.0.1:9 (process 1).\n"
        "  azure-wandb: 2 resources\n"
        "  azure-wandb-app: 1 resources\n"
    )
    assert demo.main(["stop", "azure"]) == 0
    assert not world.home.exists()


def test_status_and_stop_of_no_demo_are_no_failures(capsys: pytest.CaptureFixture[str]) -> None:
    assert (demo.main(["status"]), demo.main(["stop"])) == (0, 0)
    said = "AWS: no emulator is running.\nAzure: no emulator is running.\nNo emulator was running.\n"
    assert capsys.readouterr().out == said


def test_destroy_ends_with_the_emulator_and_the_files(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    world.run_emulator()
    world.protects("aws-wandb", "aws_s3_bucket", "not_deployed")
    world.deployed("aws-wandb", "aws_vpc.network_vpc")
    assert demo.main(["destroy"]) == 0
    assert world.cdktf[-1] == ("destroy", "aws-wandb"), "a stack that was never deployed cannot be planned"
    assert "--ignore-missing-stack-dependencies" in world.calls[-1]
    assert "rds/cluster-snapshot: final" in (said := capsys.readouterr().out)
    assert "The emulator is stopped and .demo/aws is removed." in said
    assert not world.home.exists()


def test_applications_are_destroyed_before_their_infrastructure(world: World) -> None:
    world.run_emulator()
    for stack in ("aws-wandb", "aws-wandb-app"):
        world.protects(stack, "aws_s3_bucket", "not_deployed")
        world.deployed(stack, "some.resource")
    assert demo.main(["destroy"]) == 0
    assert world.cdktf[1:] == [("destroy", "aws-wandb-app"), ("destroy", "aws-wandb")]
    assert not world.home.exists()


def test_protected_destroy_destroys_not_even_the_application(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    world.run_emulator("azure")
    world.protects("azure-wandb", "azurerm_key_vault", "vault_vault")
    world.protects("azure-wandb-app", "kubernetes_secret", "not_deployed")
    world.deployed("azure-wandb", "azurerm_key_vault.vault_vault", "azurerm_key_vault.other")
    world.deployed("azure-wandb-app", "kubernetes_namespace.wandb")
    assert demo.main(["destroy", "azure"]) == 1
    assert world.cdktf == [("synth",)]
    said = capsys.readouterr().out
    assert "Protected resources:\n  azurerm_key_vault.vault_vault\nTo destroy them:\n" in said
    assert "1. set `deletion_protection = false` in deployments/azure/wandb.tfvars\n" in said
    assert said.index("2. make demo CLOUD=azure ") < said.index("3. make demo-destroy CLOUD=azure ")


def test_failed_destroy_keeps_emulator_and_state(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    world.run_emulator()
    world.protects("aws-wandb", "aws_s3_bucket", "not_deployed")
    world.deployed("aws-wandb", "aws_vpc.network_vpc")
    world.fails["destroy"] = "Error: connection refused"
    assert demo.main(["destroy"]) == 1
    assert "The destroy did not finish" in capsys.readouterr().out
    assert (world.home / "aws" / "terraform.aws-wandb.tfstate").exists()
    assert (world.home / "aws" / "emulator.json").exists()


def test_emulators_file_may_vanish_while_the_demo_is_discarded(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("a", "emulator.json", "z"):
        (world.folder("aws") / name).touch()
    unlink, vanishing = os.unlink, ["emulator.json"]

    def unlink_late(path: str, *, dir_fd: int | None = None) -> None:
        unlink(path, dir_fd=dir_fd)
        if path in vanishing:
            vanishing.remove(path)
            raise FileNotFoundError(path)

    monkeypatch.setattr(os, "unlink", unlink_late)
    demo_preparation.discard(AWS)
    assert not world.home.exists()
    assert vanishing == []


def test_reason_that_cdktf_lost_is_found_by_a_plan(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    said: list[list[str]] = []

    def planned(command: list[str], **_: object) -> "subprocess.CompletedProcess[str]":
        said.append(command)
        return subprocess.CompletedProcess(command, 1, "", "Error: no capacity\n")

    monkeypatch.setattr(subprocess, "run", planned)
    stacks = Stacks(tmp_path, ["aws-wandb"], {})
    assert stacks.errors("a plan that breaks off", "-destroy") == "Error: no capacity\n"
    assert said[0][-1] == "-destroy"
    assert stacks.errors("Error: no capacity") == "", "it was in cdktf's output, and shown with that"
