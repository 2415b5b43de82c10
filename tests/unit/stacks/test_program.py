"""`synthesize` and `create_stacks`: the functions of an app that has no checkout."""

from pathlib import Path

import pytest
from cdktf import App, TerraformOutput

from constructs_lib.deployments import Deployment, SettingsError
from constructs_lib.settings import AwsSettings
from constructs_lib.stacks import add_stacks, create_stacks, synthesize
from constructs_lib.stacks.hcl_output import REFUSED, VARIABLE
from tests.deployments import files_of, settings_with, values_of, write_file

[RECOMMENDED] = [file for file in files_of("aws") if file.stem == "recommended"]


def add_with_output(app: App, deployment: Deployment) -> None:
    """An addition of an app's own."""
    TerraformOutput(add_stacks(app, deployment).infrastructure, "added", value="here")


def test_synthesize_returns_the_stacks_with_additions(tmp_path: Path) -> None:
    stacks = synthesize(RECOMMENDED, output=tmp_path / "out", add=add_with_output)

    assert sorted(stacks) == ["aws-recommended", "aws-recommended-app"]
    assert stacks["aws-recommended"].outputs["added"] == "here"
    assert stacks["aws-recommended"].resource("aws_rds_cluster.database_cluster")["storage_encrypted"] is True
    assert (tmp_path / "out" / "stacks" / "aws-recommended" / "cdk.tf.json").is_file()


def test_synthesize_raises_the_problems_and_writes_nothing(tmp_path: Path) -> None:
    file = write_file(tmp_path / "aws" / "wrong.tfvars.json", {**values_of("recommended"), "size": "tiny"})
    with pytest.raises(SettingsError, match=r"wrong\.tfvars\.json:\d+: size: "):
        synthesize(file, output=tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_synthesize_refuses_hcl(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(VARIABLE, "true")
    with pytest.raises(SettingsError) as shown:
        synthesize(RECOMMENDED, output=tmp_path / "out")
    assert str(shown.value) == REFUSED


@pytest.mark.parametrize("creates", [True, False])
def test_stacks_are_named_after_the_deployment(creates: bool, tmp_path: Path) -> None:
    app = App(outdir=str(tmp_path))
    settings: AwsSettings = settings_with({**values_of("recommended"), "enable_helm_wandb": creates})
    stacks = create_stacks(app, "wandb", settings=settings)
    assert stacks.infrastructure.node.id == "wandb"
    assert (stacks.application.node.id if stacks.application else None) == ("wandb-app" if creates else None)
