"""A diff of two stacks with the real cdktf and Terraform, when the outputs of the first do not exist yet."""

import json
import sys
from pathlib import Path

import pytest
from cdktf import App, DataResource, LocalBackend

from constructs_lib.framework import AddressedStack
from scripts import cdktf
from scripts.cdktf import CDKTF
from tests.terraform_runner import Terraform

pytestmark = pytest.mark.skipif(not CDKTF.exists(), reason="cdktf is not installed: `make setup`")
WAITS = "aws-x-app: waits for outputs of aws-x, which do not exist yet; deploy aws-x first"


def synthesize(*ids: str) -> None:
    """Two stacks in the current folder that need no provider: resources by these ids, and copies of their ids."""
    app = App(outdir=str(Path("cdktf.out").absolute()))  # the engine has a current folder of its own
    first, second = AddressedStack(app, "aws-x"), AddressedStack(app, "aws-x-app")
    for stack in (first, second):
        LocalBackend(stack, path=str(Path(f"terraform.{stack.node.id}.tfstate").absolute()))
    for id_ in ids:
        DataResource(second, f"copy_{id_}", input={"id": DataResource(first, id_).id})
    app.synth()


@pytest.fixture
def infrastructure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Terraform:
    """Terraform in the first of the two stacks."""
    monkeypatch.chdir(tmp_path)
    settings = {"language": "python", "app": sys.executable, "projectId": "x", "sendCrashReports": "false"}
    Path("cdktf.json").write_text(json.dumps(settings))
    monkeypatch.setattr(cdktf, "call", lambda *_: 0)  # synthesizes: that is done here
    synthesize("one")
    return Terraform(tmp_path / "cdktf.out" / "stacks" / "aws-x", log=tmp_path / "terraform.log")


def diff(pattern: str, capsys: pytest.CaptureFixture[str]) -> tuple[int, list[str]]:
    """Exit status of a diff, and its last lines: those of the stacks."""
    status = cdktf.difference([pattern], [], [])
    messages = capsys.readouterr().out
    assert "Error" not in messages
    return status, messages.rpartition("\n\n")[2].splitlines()


def test_application_waits_for_its_infrastructure(
    terraform_and_provider: None, infrastructure: Terraform, capsys: pytest.CaptureFixture[str]
) -> None:
    assert diff("aws-x*", capsys) == (0, ["aws-x: Plan: 1 to add, 0 to change, 0 to destroy.", WAITS])

    infrastructure.apply()
    synthesize("one", "two", "three")
    assert diff("aws-x-app", capsys) == (0, [WAITS])

    infrastructure.apply()
    state = Path("terraform.aws-x.tfstate")
    state.write_text(json.dumps({**json.loads(state.read_text()), "outputs": {}}))
    assert diff("aws-x-app", capsys) == (0, [WAITS])
