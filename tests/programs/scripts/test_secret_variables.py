"""scripts/secret_variables.py: which secrets reach cdktf's environment, and how cdktf gets them."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from constructs_lib.deployments import Deployment, load_deployments
from scripts import cdktf
from scripts.secret_variables import SecretsConflictError, secret_environment

INPUTS = """
domain_name = "example.com"
zone_id = "Z0"
allowed_inbound_cidr = ["192.0.2.0/24"]
allowed_inbound_ipv6_cidr = []
"""


@pytest.fixture
def deployments(tmp_path: Path) -> Sequence[Deployment]:
    """Two deployments with different licenses; one has a further secret."""
    folder = tmp_path / "aws"
    folder.mkdir()
    further = 'oidc_secret = "oidc"\noidc_issuer = "https://login"\noidc_client_id = "x"'
    (folder / "one.tfvars").write_text(f'{INPUTS}namespace = "one"\nlicense = "first"')
    (folder / "two.tfvars").write_text(f'{INPUTS}namespace = "two"\nlicense = "second"\n{further}')
    return load_deployments([tmp_path])


def test_secrets_are_passed_only_to_the_application_stack(deployments: Sequence[Deployment]) -> None:
    assert secret_environment(deployments, ["aws-one", "aws-one-app"], {}) == {"TF_VAR_license": "first"}
    assert secret_environment(deployments, ["aws-two*"], {}) == {
        "TF_VAR_license": "second",
        "TF_VAR_oidc_secret": "oidc",
    }
    assert secret_environment(deployments, ["aws-one", "aws-two"], {}) == {}


def test_existing_environment_variables_are_not_changed(deployments: Sequence[Deployment]) -> None:
    assert secret_environment(deployments, ["*"], {"TF_VAR_license": "mine"}) == {"TF_VAR_oidc_secret": "oidc"}


def test_two_values_for_one_variable_are_refused_without_being_shown(deployments: Sequence[Deployment]) -> None:
    with pytest.raises(SecretsConflictError) as raised:
        secret_environment(deployments, ["*"], {})
    assert str(raised.value) == (
        "aws-one and aws-two differ in license: deploy them one by one, for example with STACK='aws-one*'"
    )


@pytest.mark.parametrize(
    ("arguments", "given"),
    [(["deploy", "aws-one*"], {"TF_VAR_license": "first"}), (["synth"], {}), (["destroy", "aws-one"], {})],
)
def test_cdktf_gets_secrets_only_by_its_environment(
    deployments: Sequence[Deployment],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    given: dict[str, str],
) -> None:
    called: list[tuple[Sequence[str], Mapping[str, str]]] = []

    def run(command: Sequence[str], *, environment: Mapping[str, str]) -> int:
        called.append((command, environment))
        return 0

    monkeypatch.chdir(tmp_path)  # without cdktf.json, so that cdktf is called for each action
    monkeypatch.setattr(cdktf, "run", run)
    monkeypatch.setattr(cdktf, "load_deployments", lambda: deployments)
    monkeypatch.delenv("TF_VAR_license", raising=False)

    assert cdktf.main(arguments) == 0
    [(command, environment)] = called
    assert {name: value for name, value in environment.items() if name.startswith("TF_VAR_")} == given
    assert not any("first" in word for word in command)


def test_conflict_ends_with_one_line_and_status_one(
    deployments: Sequence[Deployment], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(cdktf, "load_deployments", lambda: deployments)

    assert cdktf.main(["deploy"]) == 1
    assert capsys.readouterr().err.startswith("aws-one and aws-two differ in license")
