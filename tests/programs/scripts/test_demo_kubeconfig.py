"""scripts/demo_kubeconfig.py: the file is read and its login is run as kubectl does."""

import base64
import json
import subprocess
from pathlib import Path

import pytest

from scripts import demo_kubeconfig
from scripts.cluster_login import ClusterAccessError, Login
from scripts.demo_kubeconfig import credential, kubeconfig
from scripts.setup import ROOT


@pytest.fixture(autouse=True)
def _clusters(monkeypatch: pytest.MonkeyPatch) -> None:
    def address(folder: Path, _environment: object) -> tuple[str, str]:
        if folder.name == "undeployed":
            raise ClusterAccessError("the stack has not been deployed yet")
        return f"https://{folder.name}.example", "CERTIFICATE"

    monkeypatch.setattr(demo_kubeconfig, "cluster_address", address)


def test_each_deployed_stack_has_a_context(tmp_path: Path) -> None:
    folders = {name: tmp_path / name for name in ("undeployed", "aws-one-app", "aws-two-app")}
    text = kubeconfig(folders, shell_file=tmp_path / "environment", environment={})
    assert text is not None
    found = json.loads(text)
    assert found["current-context"] == "aws-one-app"
    assert [each["context"] for each in found["contexts"]] == [
        {"cluster": name, "user": name} for name in ("aws-one-app", "aws-two-app")
    ]
    assert found["clusters"][1]["cluster"] == {
        "server": "https://aws-two-app.example",
        "certificate-authority-data": base64.b64encode(b"CERTIFICATE").decode(),
    }


def test_without_a_cluster_there_is_no_kubeconfig(tmp_path: Path) -> None:
    folders = {"aws-wandb-app": tmp_path / "undeployed"}
    assert kubeconfig(folders, shell_file=tmp_path / "environment", environment={}) is None


def test_login_runs_in_the_environment_of_the_demo(tmp_path: Path) -> None:
    """Whatever the environment and the folder of kubectl are."""
    (tmp_path / "it's a demo").mkdir()
    shell_file = tmp_path / "it's a demo" / "environment"
    shell_file.write_text("exit 7\n")
    text = kubeconfig({"aws-wandb-app": tmp_path / "app"}, shell_file=shell_file, environment={})
    assert text is not None
    [user] = json.loads(text)["users"]
    command = [user["user"]["exec"]["command"], *user["user"]["exec"]["args"]]
    assert subprocess.run(command, cwd="/").returncode == 7
    shell_file.write_text(f"PYTHONPATH={ROOT}; export PYTHONPATH\n")
    run = subprocess.run(command, cwd="/", capture_output=True, text=True)
    assert (run.returncode, run.stdout, run.stderr) == (1, "", "the stack was not synthesized\n")


def test_credential_has_only_what_the_login_has() -> None:
    assert credential(Login("https://x", "CA", token="t"))["status"] == {"token": "t"}
    found = credential(Login("https://x", "CA", certificate="c", key="k"))
    assert found["status"] == {"clientCertificateData": "c", "clientKeyData": "k"}
    assert found["kind"] == "ExecCredential"
    assert found["apiVersion"] == "client.authentication.k8s.io/v1"
