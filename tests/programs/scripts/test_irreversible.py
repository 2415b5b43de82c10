"""A deploy that switches off what Azure cannot undo is refused before cdktf runs."""

import json
from pathlib import Path
from typing import Any

import pytest

from scripts import cdktf
from tests.deployments import values_of, write_file
from tests.programs.scripts.remote_states import HTTP, remote_states


@pytest.mark.parametrize("backend", [{"type": "local"}, HTTP], ids=["local", "http"])
@pytest.mark.parametrize(
    ("key_in_state", "inputs", "status"),
    [
        ([{"key_vault_key_id": "id"}], {}, 1),
        ([{"key_vault_key_id": "id"}], {"enable_database_vault_key": False}, 1),
        ([{"key_vault_key_id": "id"}], {"enable_database_vault_key": True}, 0),
        ([], {}, 0),
    ],
)
def test_key_of_the_database_is_not_switched_off(
    key_in_state: list[Any],
    inputs: dict[str, Any],
    status: int,
    backend: dict[str, str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    called: list[str] = []

    def run(command: list[str], **_options: object) -> int:
        if command[1] == "synth":
            (Path("cdktf.out") / "stacks" / "azure-x").mkdir(parents=True)
        called.append(command[1])
        return 0

    monkeypatch.chdir(tmp_path)
    file = write_file(
        Path("azure") / "x.tfvars.json", {**values_of("recommended", "azure"), "backend": backend, **inputs}
    )
    monkeypatch.setenv("WANDB_DEPLOYMENTS", str(file))
    monkeypatch.setattr(cdktf, "run", run)
    monkeypatch.setattr(cdktf, "check_servers", lambda *_, **__: 0)
    server = {"mode": "managed", "type": "azurerm_mysql_flexible_server", "name": "database_server"}
    instances = [{"attributes": {"customer_managed_key": key_in_state}}]
    state = json.dumps({"resources": [{**server, "instances": instances}]})
    if backend == HTTP:
        monkeypatch.setenv("PATH", remote_states(tmp_path, {"azure-x": state})["PATH"])
    else:
        Path("terraform.azure-x.tfstate").write_text(state)

    assert cdktf.main(["deploy", "*", "--", "--auto-approve"]) == status

    assert called == (["synth"] if backend == HTTP else []) + ([] if status else ["deploy"])
    refusal = "enable_database_vault_key: is false, but the database is encrypted with a key, which Azure cannot undo"
    assert (refusal in capsys.readouterr().err) is bool(status)
