"""A destroy of a protected deployment is refused before cdktf destroys its application."""

import json
from pathlib import Path
from typing import Any

import pytest

from constructs_lib.adoption import Adoption, Import
from scripts import cdktf
from tests.deployments import values_of, write_file
from tests.programs.scripts.remote_states import HTTP, remote_states

DATABASE = {"mode": "managed", "type": "aws_rds_cluster", "name": "database_cluster"}
DESTROYED = ["destroy"]


def destroy(folder: Path, monkeypatch: pytest.MonkeyPatch, pattern: str, **inputs: Any) -> tuple[int, list[str]]:
    """The exit status of a destroy, and the actions of the called cdktf."""
    called: list[str] = []

    def run(command: list[str], **_options: object) -> int:
        called.append(command[1])
        if command[1] == "synth":
            (folder / "cdktf.out" / "stacks" / "aws-x").mkdir(parents=True)
        return 0

    values = {**values_of("recommended"), **inputs}
    given = {name: value for name, value in values.items() if value is not None}
    file = write_file(folder / "aws" / "x.tfvars.json", given)
    monkeypatch.chdir(folder)
    monkeypatch.setenv("WANDB_DEPLOYMENTS", str(file.relative_to(folder)))
    monkeypatch.setattr(cdktf, "run", run)
    return cdktf.main(["destroy", pattern, "--", "--auto-approve"]), called


def state_of(*, protected: bool) -> str:
    instances = [{"attributes": {"deletion_protection": protected}}]
    return json.dumps({"resources": [{**DATABASE, "instances": instances}]})


def write_state(folder: Path, *, protected: bool) -> None:
    (folder / "terraform.aws-x.tfstate").write_text(state_of(protected=protected))


@pytest.mark.parametrize("pattern", ["*", "aws-x*", "aws-x"])
def test_protected_deployment_is_refused_before_anything_is_destroyed(
    pattern: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write_state(tmp_path, protected=True)

    assert destroy(tmp_path, monkeypatch, pattern, deletion_protection=True) == (1, [])

    text, _, _ = (tmp_path / "aws" / "x.tfvars.json").read_text().partition('"deletion_protection"')
    line = text.count("\n") + 1
    assert capsys.readouterr().err == (
        f"aws/x.tfvars.json:{line}: deletion_protection: is true, so nothing is destroyed; set it to false, "
        "run `make deploy`, then destroy again\n"
    )


def test_protection_of_a_shared_file_names_that_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write_state(tmp_path, protected=True)
    (tmp_path / "aws").mkdir()
    (tmp_path / "aws" / "common.tfvars").write_text('region = "eu-west-1"\ndeletion_protection = true\n')

    assert destroy(tmp_path, monkeypatch, "*", deletion_protection=None) == (1, [])
    assert capsys.readouterr().err.startswith("aws/common.tfvars:2: deletion_protection: is true, so nothing")


def test_protection_that_is_still_deployed_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write_state(tmp_path, protected=True)

    assert destroy(tmp_path, monkeypatch, "*", deletion_protection=False) == (1, [])
    assert "is false, but aws_rds_cluster.database_cluster is still protected" in capsys.readouterr().err


@pytest.mark.parametrize("imports", [[Import("aws_s3_bucket.storage_bucket", "x", "y")], []])
def test_adopted_resources_are_protected_until_they_are_not_listed(
    imports: list[Import], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write_state(tmp_path, protected=False)
    (tmp_path / "aws").mkdir()
    Adoption("aws", "module.wandb", tuple(imports)).write(tmp_path / "aws" / "x.adopt.json")

    expected = (1, []) if imports else (0, DESTROYED)
    assert destroy(tmp_path, monkeypatch, "*", deletion_protection=False) == expected
    refusal = "is false, but x.adopt.json protects all resources under imports; set imports to [] there, then destroy"
    assert (refusal in capsys.readouterr().err) is bool(imports)


@pytest.mark.parametrize(
    ("state", "protection", "status"),
    [
        (state_of(protected=True), True, 1),
        (state_of(protected=True), False, 1),
        (state_of(protected=False), False, 0),
        ("", True, 0),
        # Terraform cannot read it.
        (None, True, 1),
        (None, False, 0),
    ],
)
def test_state_in_a_backend_is_read_before_a_destroy(
    state: str | None, protection: bool, status: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    environment = remote_states(tmp_path, {} if state is None else {"aws-x": state})
    monkeypatch.setenv("PATH", environment["PATH"])

    expected = (status, ["synth"] if status else ["synth", *DESTROYED])
    assert destroy(tmp_path, monkeypatch, "*", deletion_protection=protection, backend=HTTP) == expected


def test_application_of_a_protected_deployment_is_destroyed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_state(tmp_path, protected=True)

    assert destroy(tmp_path, monkeypatch, "aws-x-app", deletion_protection=True) == (0, DESTROYED)


@pytest.mark.parametrize("protection", [True, False])
def test_destroy_without_protected_resources_goes_on(
    protection: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not protection:
        write_state(tmp_path, protected=False)

    assert destroy(tmp_path, monkeypatch, "*", deletion_protection=protection) == (0, DESTROYED)
