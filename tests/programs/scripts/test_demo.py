"""scripts/demo.py: what `up` deploys, refuses and says. The emulator tests run it for real."""

import os
from typing import Any

import pytest

from constructs_lib.settings.backends.choice import read_backend
from scripts import demo, demo_emulator, demo_preparation
from scripts.demo_clouds import CLOUDS
from scripts.demo_emulator import Emulator
from scripts.demo_shell import MARK
from tests.programs.scripts.demo_world import World, deployment, world

__all__ = ["world"]
FILES = {"aws": "deployments/aws/wandb.tfvars", "azure": "deployments/azure/wandb.tfvars"}


@pytest.mark.parametrize("cloud", ["aws", "azure"])
def test_demo_deploys_both_stacks_of_the_selected_cloud(
    cloud: str, world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    assert demo.main(["up", cloud]) == 0
    assert world.cdktf == [("synth",), ("deploy", f"{cloud}-wandb", f"{cloud}-wandb-app")]
    assert {each["WANDB_DEPLOYMENTS"] for each in world.environments} == {FILES[cloud]}
    said = capsys.readouterr().out
    assert f". .demo/{cloud}/environment" in said
    assert f"In the cloud, {cloud}-wandb would be at https://wandb.example.com." in said
    assert "kubectl get deployments" in said


def test_aws_is_the_cloud_without_a_choice(world: World) -> None:
    assert demo.main(["up"]) == 0
    assert world.cdktf[-1] == ("deploy", "aws-wandb", "aws-wandb-app")


def test_other_clouds_are_refused_on_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert demo.main(["up", "gcp"]) == 1
    assert capsys.readouterr().err == "CLOUD=gcp: must be one of aws, azure\n"


def test_secrets_of_the_file_reach_only_the_deploy(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demo_preparation, "secret_environment", lambda *_: {"TF_VAR_license": "canary"})
    assert demo.main(["up"]) == 0
    assert [each.get("TF_VAR_license") for each in world.environments] == [None, "canary"]
    assert "canary" not in (world.home / "aws" / "environment").read_text()


def test_azure_environment_selects_only_the_emulator(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ARM_TENANT_ID", "production")
    monkeypatch.setenv("AZURE_CONFIG_DIR", "/home/me/.azure")
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example:3128")
    monkeypatch.setenv("NO_PROXY", "management.azure.com")
    assert demo.main(["up", "azure"]) == 0
    synth, deploy = world.environments
    assert synth["HTTPS_PROXY"] == "http://proxy.example:3128", "providers are downloaded through the user's proxy"
    assert not {"ARM_TENANT_ID", "AZURE_CONFIG_DIR"} & set(synth)
    assert deploy["HTTPS_PROXY"] == "http://127.0.0.1:9"
    assert deploy["ARM_TENANT_ID"] != "production"
    assert deploy["NO_PROXY"] == "127.0.0.1,localhost", "no host of Azure may bypass the emulator"
    assert deploy["PATH"] == f"{CLOUDS['azure'].folders[0]}{os.pathsep}{os.environ['PATH']}"


def test_aws_environment_has_the_charts_of_the_emulator(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "charts.wandb.ai")
    assert demo.main(["up"]) == 0
    deploy = world.environments[-1]
    assert (deploy["HTTPS_PROXY"], deploy["AWS_ENDPOINT_URL"]) == ("http://127.0.0.1:9",) * 2
    assert deploy["SSL_CERT_FILE"] == str(world.home / "aws" / "authorities.pem")
    assert deploy["NO_PROXY"] == "127.0.0.1,localhost"


@pytest.mark.parametrize(
    ("inputs", "left_out"),
    [
        ({"wandb_chart_repository": "oci://registry.example/charts"}, True),
        ({"wandb_chart_repository": "oci://registry.example/charts", "runs_operator": False}, False),
        ({}, False),
    ],
)
def test_application_without_charts_is_left_out_with_the_reason(
    inputs: dict[str, Any],
    left_out: bool,
    world: World,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(demo_preparation, "load_deployments", lambda: (deployment("wandb", **inputs),))
    assert demo.main(["up"]) == 0
    said = capsys.readouterr().out
    line = (
        "Left out: aws-wandb-app, because the emulator has only the charts of https://charts.wandb.ai, and "
        'wandb_chart_repository is "oci://registry.example/charts"\n'
    )
    assert (line in said) is left_out
    assert world.cdktf[-1] == ("deploy", "aws-wandb", *([] if left_out else ["aws-wandb-app"]))


@pytest.mark.parametrize("missing", ["aws-wandb-app", "aws-wandb"])
def test_stacks_without_providers_are_left_out_with_the_reason(
    missing: str, world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    world.missing[missing] = "no mirror has it"
    assert demo.main(["up"]) == int(missing == "aws-wandb")
    said = capsys.readouterr()
    if missing == "aws-wandb":
        assert "Left out: aws-wandb and aws-wandb-app, because no mirror has it\n" in said.out
        assert said.err.startswith("nothing is left to deploy")
        assert (world.cdktf, world.started) == ([("synth",)], [])
    else:
        assert "Left out: aws-wandb-app, because no mirror has it\n" in said.out
        assert world.cdktf[-1] == ("deploy", "aws-wandb")
        assert "kubectl" not in said.out


def test_old_state_is_discarded_with_a_message(
    world: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("terraform.aws-wandb.tfstate", "terraform.aws-wandb.tfstate.backup", "deploy.log"):
        (world.folder("aws") / name).touch()
    deployments = (deployment("one", "Z1"), deployment("two", "Z2"), deployment("three", "Z1"))
    monkeypatch.setattr(demo_preparation, "load_deployments", lambda: deployments)
    assert demo.main(["up"]) == 0
    assert not list(world.folder("aws").glob("terraform.*"))
    assert "discarding the old state" in capsys.readouterr().out
    zones = ["--hosted-zone", "Z1=z1.example", "--hosted-zone", "Z2=z2.example"]
    assert world.started == [["--cloud", "aws", "--account", "123456789012", *zones]]


def test_emulator_of_azure_has_what_the_files_refer_to(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    zone = "/subscriptions/s/resourceGroups/dns/providers/Microsoft.Network/dnsZones/example.com"
    one = deployment("one", cloud="azure", dns_zone_id=zone, kubernetes_admin_group_object_ids=("g1", "g2"))
    two = deployment("two", cloud="azure", dns_zone_id=zone, key_vault_administrator_object_ids=("g2",))
    monkeypatch.setattr(demo_preparation, "load_deployments", lambda: (one, two))
    assert demo.main(["up", "azure"]) == 0
    assert world.started == [["--cloud", "azure", "--existing", zone, "--group", "g1", "--group", "g2"]]


def test_running_emulator_and_its_state_are_used_again(world: World) -> None:
    world.run_emulator()
    world.deployed("aws-wandb", "aws_vpc.network_vpc")
    assert demo.main(["up"]) == 0
    assert world.started == []
    assert (world.home / "aws" / "terraform.aws-wandb.tfstate").exists()


def test_emulator_with_other_hosted_zones_is_refused_with_a_fix(
    world: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    world.run_emulator()
    monkeypatch.setattr(Emulator, "status", lambda _self: {"account": "123456789012", "hosted_zones": ["Z2"]})
    assert demo.main(["up"]) == 1
    assert "has no hosted zone Z1" in (said := capsys.readouterr().err)
    assert "make demo-stop" in said


def test_emulator_has_the_account_of_the_deployment_files(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    files = [
        deployment("one", account_ids=frozenset({"111111111111", "222222222222"})),
        deployment("two", account_ids=frozenset({"222222222222"})),
        deployment("any"),
    ]
    monkeypatch.setattr(demo_preparation, "load_deployments", lambda: files)
    monkeypatch.setattr(Emulator, "status", lambda _self: {"account": "222222222222", "hosted_zones": ["Z1"]})
    assert demo.main(["up"]) == 0
    [options] = world.started
    assert options[2:4] == ["--account", "222222222222"]


def test_different_accounts_are_refused_on_one_line(
    world: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    files = [deployment(name, account_ids=frozenset({name * 12})) for name in "12"]
    monkeypatch.setattr(demo_preparation, "load_deployments", lambda: files)
    assert demo.main(["up"]) == 1
    assert capsys.readouterr().err == (
        "deployments/aws/1.tfvars, deployments/aws/2.tfvars: name different AWS accounts; the demo has one; "
        "select a file with WANDB_DEPLOYMENTS\n"
    )


def test_running_emulator_with_another_account_is_refused(
    world: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    world.run_emulator()
    files = [deployment("wandb", account_ids=frozenset({"111111111111"}))]
    monkeypatch.setattr(demo_preparation, "load_deployments", lambda: files)
    assert demo.main(["up"]) == 1
    assert "has the account 123456789012, not 111111111111" in capsys.readouterr().err


def test_shell_of_a_stopped_demo_starts_no_other_one(
    world: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its HTTPS_PROXY can be that of the stopped emulator, which a new one would then pass requests on to."""
    monkeypatch.setenv(MARK, str(world.home / "azure"))
    assert demo.main(["up"]) == 1
    assert "run leave_demo" in capsys.readouterr().err
    assert world.started == []


@pytest.mark.parametrize(("cloud", "other", "title"), [("aws", "azure", "AWS"), ("azure", "aws", "Azure")])
def test_cloud_without_deployments_says_where_to_put_one(
    cloud: str, other: str, title: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(demo_preparation, "load_deployments", lambda: (deployment("wandb", cloud=other),))
    assert demo.main(["up", cloud]) == 1
    assert capsys.readouterr().err == f"there is no {title} deployment; add a file to deployments/{cloud}\n"


def test_deployment_with_remote_state_is_left_out_of_the_demo(
    world: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    real = deployment("real", backend=read_backend({"type": "gcs", "bucket": "example-state"}))
    monkeypatch.setattr(demo_preparation, "load_deployments", lambda: (real, deployment("wandb")))
    assert demo.main(["up"]) == 0
    assert world.cdktf[-1] == ("deploy", "aws-wandb", "aws-wandb-app")
    assert (
        "deployments/aws/real.tfvars is skipped: its backend is gcs; the demo requires a local state"
        in capsys.readouterr().out
    )

    monkeypatch.setattr(demo_preparation, "load_deployments", lambda: (real,))
    assert demo.main(["up"]) == 1
    assert capsys.readouterr().err == "no AWS deployment has a local state; add a file without `backend`\n"


@pytest.mark.parametrize("refusal", ["Error: resource x has lifecycle.prevent_destroy set", "Error: no capacity"])
def test_deploy_refused_after_an_interrupt_explains_how_to_keep_resources(
    refusal: str, world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    world.run_emulator()
    world.deployed("aws-wandb", "aws_rds_cluster.database", tainted=True)
    world.fails["deploy"] = refusal
    assert demo.main(["up"]) == 1
    said = capsys.readouterr().out
    keeps = "-chdir=.demo/aws/cdktf.out/stacks/aws-wandb untaint ADDRESS\n  aws_rds_cluster.database"
    assert (keeps in said) == ("prevent_destroy" in refusal)
    assert "`make demo` continues it; `make demo-stop` discards everything" in said


def test_failed_synthesis_starts_no_emulator(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    world.fails["synth"] = "deployments/aws/wandb.tfvars:1: ..."
    assert demo.main(["up"]) == 1
    assert capsys.readouterr().err == "the synthesis failed, see above\n"
    assert world.started == []


def test_ctrl_c_outside_of_terraform_is_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(demo_emulator, "start", interrupted)
    assert demo.main(["up"]) == demo.INTERRUPTED
    assert capsys.readouterr().err == "Interrupted.\n"
