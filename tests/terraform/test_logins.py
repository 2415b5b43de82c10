"""Plans with other logins: those of CI plan, and those of another account or subscription are refused."""

from collections.abc import Mapping
from pathlib import Path

import boto3
import pytest
from botocore import UNSIGNED
from botocore.config import Config

from emulator.aws.cloud import Aws
from emulator.azure import offers
from emulator.azure.cloud import Azure
from emulator.certificates import Authority
from emulator.environment import AWS_ACCOUNT, AZURE_SUBSCRIPTION, AZURE_TENANT, aws_environment, azure_environment
from tests.deployments import load, synthesize, values_of, write_file
from tests.programs.preflight.conftest import served
from tests.terraform_runner import PROVIDERS, Terraform, TerraformError, why_no_provider

OTHER = "99999999-9999-9999-9999-999999999999"


def refusal(cloud: str, folder: Path, environment: Mapping[str, str], **inputs: object) -> list[str]:
    """The errors of a plan of the recommended scenario with `inputs`, which plans nothing."""
    terraform = initialized(cloud, folder, environment, **inputs)
    with pytest.raises(TerraformError) as refused:
        terraform.run("plan", "-input=false")
    assert "Terraform will perform" not in refused.value.output
    return [line.partition("Error: ")[2] for line in refused.value.output.splitlines() if "Error: " in line]


def initialized(cloud: str, folder: Path, environment: Mapping[str, str], **inputs: object) -> Terraform:
    """Terraform of the recommended scenario with `inputs`."""
    if reasons := [reason for name in PROVIDERS[cloud] if (reason := why_no_provider(name))]:
        pytest.skip("; ".join(reasons))
    file = write_file(folder / cloud / "x.tfvars.json", {**values_of("recommended", cloud), **inputs})
    synthesize(load(file), folder / "out")
    terraform = Terraform(folder / "out" / "stacks" / f"{cloud}-x", log=folder / "log", environment=environment)
    terraform.init()
    return terraform


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


def test_web_identity_of_ci_plans_on_aws(tmp_path: Path) -> None:
    # As aws-actions/configure-aws-credentials does; on its own, the provider asks STS only at its public address.
    with served(Aws([], Authority(), AWS_ACCOUNT)) as address:
        unsigned = Config(signature_version=UNSIGNED)
        sts = boto3.client("sts", region_name="eu-central-1", endpoint_url=address, config=unsigned)
        given = sts.assume_role_with_web_identity(
            RoleArn=f"arn:aws:iam::{AWS_ACCOUNT}:role/plans", RoleSessionName="ci", WebIdentityToken="a.b.c"
        )["Credentials"]
        environment = {
            **aws_environment(address, "eu-central-1"),
            "AWS_ACCESS_KEY_ID": given["AccessKeyId"],
            "AWS_SECRET_ACCESS_KEY": given["SecretAccessKey"],
            "AWS_SESSION_TOKEN": given["SessionToken"],
        }
        terraform = initialized("aws", tmp_path, environment, allowed_account_ids=[AWS_ACCOUNT])
        assert len(terraform.plan()) > 50


def test_oidc_token_of_ci_plans_on_azure(tmp_path: Path) -> None:
    authority = Authority()
    authorities = tmp_path / "authorities.pem"
    authorities.write_text(authority.bundle())
    with Azure(authority) as azure, served(azure, authority) as address:
        environment = {
            **azure_environment(address, authorities, AZURE_SUBSCRIPTION),
            "ARM_CLIENT_SECRET": "",
            "ARM_USE_OIDC": "true",
            "ARM_OIDC_TOKEN": "a.b.c",
        }
        terraform = initialized("azure", tmp_path, environment, tenant_id=AZURE_TENANT)
        assert len(terraform.plan()) > 50
