"""scripts/opentofu_backends.py: backends that OpenTofu refuses."""

import os
from pathlib import Path
from typing import Any

import pytest

from scripts import cdktf
from tests.deployments import values_of, write_file

HCP = {"type": "cloud", "organization": "example"}
BACKENDS: tuple[dict[str, Any], ...] = (
    HCP,
    {**HCP, "type": "remote"},
    {**HCP, "hostname": "app.terraform.io"},
    {"type": "local"},
)


@pytest.mark.parametrize("action", ["diff", "deploy", "destroy", "synth"])
@pytest.mark.parametrize("binary", ["terraform", "tofu"])
@pytest.mark.parametrize("backend", BACKENDS, ids=lambda backend: "-".join(backend.values()))
def test_hcp_backend_needs_a_host_for_opentofu(
    backend: dict[str, Any],
    binary: str,
    action: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    file = write_file(tmp_path / "aws" / "x.tfvars.json", {**values_of("redis"), "backend": backend})
    text, _, _ = file.read_text().partition('"backend"')
    line = text.count("\n") + 1
    monkeypatch.setenv("WANDB_DEPLOYMENTS", os.fspath(file))
    monkeypatch.setenv("TERRAFORM_BINARY_NAME", binary)
    monkeypatch.setattr(cdktf, "call", lambda *_: 0)
    monkeypatch.setattr(cdktf, "difference", lambda *_: 0)
    refused = binary == "tofu" and action != "synth" and backend in (HCP, {**HCP, "type": "remote"})

    assert cdktf.main([action]) == int(refused)

    expected = (
        f"{file}:{line}: backend.hostname: is required by OpenTofu, which has no default; "
        'write the host, such as "app.terraform.io"\n'
    )
    assert capsys.readouterr().err == (expected if refused else "")
