"""The output in docs/preflight.md is that of the commands on the emulators."""

import json
import re
from pathlib import Path

import pytest

from emulator import Emulator
from scripts.deployer_policy.__main__ import main as write_policy
from scripts.preflight import delegation
from scripts.preflight.__main__ import main as preflight
from tests.deployments import REPOSITORY, values_of, write_file
from tests.programs.preflight.conftest import NameServer

PAGE = REPOSITORY / "docs" / "preflight.md"
# What differs between two runs: how long it took, and dates that depend on today.
_VARYING = [(re.compile(r"\b\d+ s$", re.MULTILINE), "<n> s"), (re.compile(r"\d{4}-\d\d-\d\d"), "<date>")]


def block_of_page(start: str) -> str:
    """The block of the page that starts with `start`."""
    blocks = re.findall(r"^```text\n(.*?)^```$", PAGE.read_text(), re.MULTILINE | re.DOTALL)
    return next((block for block in blocks if block.startswith(start)), "")


def normal(text: str) -> str:
    for pattern, name in _VARYING:
        text = pattern.sub(name, text)
    return text


@pytest.mark.parametrize("cloud", ["aws", "azure"])
def test_output_of_preflight_in_the_page_is_real(
    cloud: str,
    tmp_path: Path,
    name_server: NameServer,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    if cloud == "azure":
        from scripts.preflight.azure.login import use_sdk

        use_sdk()
        pytest.importorskip("azure.identity", reason="the Azure SDK is not installed; set it up with: make preflight")
    values = values_of("recommended", cloud)
    monkeypatch.setenv("WANDB_DEPLOYMENTS", str(write_file(tmp_path / cloud / "wandb.tfvars.json", values)))
    # The domain is not delegated.
    name_server.servers = []
    monkeypatch.setattr(delegation, "_first_resolver", lambda: name_server.address)
    zones = [f"{values['zone_id']}={values['domain_name']}"] if cloud == "aws" else []
    with Emulator(cloud=cloud, hosted_zones=zones, region=values.get("region", "eu-central-1")) as emulator:
        for name, value in emulator.environment().items():
            monkeypatch.setenv(name, value)
        assert preflight([f"{cloud}-wandb"]) == 1

    assert normal(block_of_page(f"{cloud}-wandb:")) == normal(capsys.readouterr().out)


@pytest.mark.parametrize("cloud", ["aws", "azure"])
def test_output_of_deployer_policy_in_the_page_is_real(
    cloud: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = write_file(tmp_path / cloud / "wandb.tfvars.json", values_of("recommended", cloud))
    monkeypatch.setenv("WANDB_DEPLOYMENTS", str(file))
    monkeypatch.chdir(tmp_path)
    assert write_policy([f"{cloud}-wandb"]) == 0
    assert block_of_page(f"deployer-policy/{cloud}-") == capsys.readouterr().out


@pytest.mark.parametrize("name", ["GitHub Actions", "GitLab"])
def test_trust_policy_of_aws_names_issuer_audience_and_subject(name: str) -> None:
    text = PAGE.read_text().partition(f"**AWS, {name}**")[2].partition("```json\n")[2].partition("```")[0]
    [statement] = json.loads(text)["Statement"]
    issuer = statement["Principal"]["Federated"].partition(":oidc-provider/")[2]

    # https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc.html: the keys are the issuer's.
    assert statement["Action"] == "sts:AssumeRoleWithWebIdentity"
    assert set(statement["Condition"]["StringEquals"]) == {f"{issuer}:aud", f"{issuer}:sub"}
    assert "*" not in text
