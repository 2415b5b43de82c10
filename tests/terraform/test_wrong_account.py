"""Credentials of another account or subscription are refused before Terraform plans anything."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from emulator.aws.cloud import Aws
from emulator.azure import offers
from emulator.azure.cloud import Azure
from emulator.certificates import Authority
from emulator.environment import AWS_ACCOUNT, AZURE_SUBSCRIPTION, aws_environment, azure_environment
from tests.deployments import load, synthesize, values_of, write_file
from tests.programs.preflight.conftest import served
from tests.terraform_runner import PROVIDERS, Terraform, TerraformError, why_no_provider

OTHER = "99999999-9999-9999-9999-999999999999"


def refusal(cloud: str, folder: Path, environment: Mapping[str, str], **inputs: object) -> list[str]:
    """The errors of a plan of the recommended scenario with `inputs`, which plans nothing."""
    if reasons := [reason for name in PROVIDERS[cloud] if (reason := why_no_provider(name))]:
        pytest.skip("; ".join(reasons))
    file = write_file(folder / cloud / "x.tfvars.json", {**values_of("recommended", cloud), **inputs})
    synthesize(load(file), folder / "out")
    terraform = Terraform(folder / "out" / "stacks" / f"{cloud}-x", log=folder / "log", environment=environment)
    terraform.init()
    with pytest.raises(TerraformError) as refused:
        terraform.run("plan", "-input=false")
    assert "Terraform will perform" not in refused.value.output
    return [line.partition("Error: ")[2] for line in refused.value.output.splitlines() if "Error: " in line]


def test_account_that_is_not_allowed_is_refused(tmp_path: Path) -> None:
    with served(Aws([], Authority(), AWS_ACCOUNT)) as address:
        [error] = refusal(
            "aws", tmp_path, aws_environment(address, "eu-central-1"), allowed_account_ids=["999999999999"]
        )
    assert error == f"AWS account ID not allowed: {AWS_ACCOUNT}"


@pytest.mark.parametrize(
    ("inputs", "message"),
    [
        pytest.param({"tenant_id": OTHER}, f"AADSTS90002: Tenant '{OTHER}' not found.", id="tenant"),
        pytest.param({"subscription_id": OTHER}, f"The subscription '{OTHER}' could not be found.", id="subscription"),
    ],
)
def test_tenant_or_subscription_of_another_login_is_refused(
    inputs: dict[str, str], message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    authority = Authority()
    authorities = tmp_path / "authorities.pem"
    authorities.write_text(authority.bundle())
    monkeypatch.setitem(offers.SUBSCRIPTIONS, OTHER, None)
    with Azure(authority) as azure, served(azure, authority) as address:
        environment = azure_environment(address, authorities, AZURE_SUBSCRIPTION)
        [error] = refusal("azure", tmp_path, environment, **inputs)
    assert message in error
