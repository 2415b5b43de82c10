"""scripts/adopt_status.py: what a second `make adopt` says about the adoption file."""

import json
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from constructs_lib.adoption import AdoptedParts, Adoption, adoption_path, read_adoption
from scripts import adopt
from tests.official_states import recorded_state


def test_later_adopt_says_which_resources_are_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    said, adoption = later_adopt(tmp_path, monkeypatch, capsys, without=("aws_kms_key.encryption_key",))
    total = len(adoption.imports)
    assert f"old.adopt.json: must stay: 1 of {total} resources are not in the state of aws-old yet:\n" in said
    assert "\n  aws_kms_key.encryption_key  module.kms.aws_kms_key.key\n" in said


def test_later_adopt_says_what_still_needs_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    said, adoption = later_adopt(tmp_path, monkeypatch, capsys)
    needed = re.search(
        r"old.adopt.json: must stay: everything is imported, but it also has kept \((.*)\) and (.*)", said
    )
    assert needed is not None
    assert needed[1].startswith("bucket_name, database_password_version, ")
    assert needed[2] == f"{len(adoption.leftovers)} leftovers"


def test_later_adopt_says_that_the_file_can_be_deleted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    nothing_else = {"parts": AdoptedParts(), "leftovers": ()}
    said, _ = later_adopt(tmp_path, monkeypatch, capsys, **nothing_else)
    assert "old.adopt.json: can be deleted: everything is imported;" in said


def test_later_adopt_does_not_guess_what_an_unread_state_has(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    backend = 'backend = { type = "http", address = "https://state.example.com" }\n'
    said, _ = later_adopt(tmp_path, monkeypatch, capsys, more=backend)
    assert "old.adopt.json: must stay: the state of aws-old cannot be read; run WANDB_DEPLOYMENTS=" in said


def later_adopt(
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    *,
    without: Sequence[str] = (),
    more: str = "",
    **changes: Any,
) -> tuple[str, Adoption]:
    """What a second run says after a deploy whose state is `without` some addresses; `changes` of the adoption."""
    monkeypatch.chdir(folder)
    state = folder / "official.tfstate"
    state.write_text(recorded_state("v8.0.0-recommended"))
    arguments = [str(state), "old", "--folder", str(folder)]
    adopt.main(arguments)
    file = folder / "aws" / "old.tfvars"
    file.write_text(file.read_text() + more)
    found = read_adoption(file)
    assert found is not None
    adoption = replace(found, **changes)
    adoption.write(adoption_path(file))
    deployed = [each.to.partition(".") for each in adoption.imports if each.to not in without]
    resources = [{"mode": "managed", "type": type_, "name": name, "instances": [{}]} for type_, _, name in deployed]
    (folder / "terraform.aws-old.tfstate").write_text(json.dumps({"version": 4, "resources": resources}))
    capsys.readouterr()
    assert adopt.main(arguments) == 0
    return capsys.readouterr().out, adoption
