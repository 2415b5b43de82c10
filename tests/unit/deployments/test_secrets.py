"""The secrets of a deployment file, as Terraform reads them from the environment."""

from __future__ import annotations

from pathlib import Path

from constructs_lib.deployments import Deployment, load_deployments
from constructs_lib.deployments.secrets import secret_inputs, secret_variables
from constructs_lib.settings import AwsSettings, AzureSettings
from tests.unit.settings.settings_cases import file_with


def deployment(folder: Path, changes: str, cloud: str = "aws") -> Deployment:
    path = folder / cloud / "x.tfvars"
    path.parent.mkdir(exist_ok=True)
    path.write_text(file_with(changes, cloud), encoding="utf-8")
    (loaded,) = load_deployments([path])
    return loaded


def test_these_inputs_are_secret() -> None:
    assert sorted(secret_inputs(AwsSettings)) == [
        "clickhouse_password",
        "external_redis_password",
        "image_registry_config",
        "license",
        "oidc_secret",
        "other_wandb_secrets",
        "proxy_password",
        "wandb_license",
    ]


def test_on_azure_keys_of_storage_are_secret_too() -> None:
    added = set(secret_inputs(AzureSettings)) - set(secret_inputs(AwsSettings))
    assert added == {"storage_key", "external_bucket"}


def test_license_reaches_terraform_under_the_name_that_was_written(tmp_path: Path) -> None:
    assert secret_variables(deployment(tmp_path, "", "azure")) == {
        "TF_VAR_wandb_license": "xxxxxxxxxxyyyyyyyyyyyzzzzzzz"
    }


def test_each_secret_that_is_given_becomes_a_variable_and_nothing_else_does(tmp_path: Path) -> None:
    found = secret_variables(deployment(tmp_path, 'license = "one two"\noidc_secret = ""\nlocal_restore = true'))
    assert found == {"TF_VAR_license": "one two"}


def test_file_without_secrets_gives_none(tmp_path: Path) -> None:
    assert secret_variables(deployment(tmp_path, "# without: license")) == {}


def test_several_secrets_are_one_variable_that_terraform_reads_as_a_map(tmp_path: Path) -> None:
    changes = 'other_wandb_secrets = { B = "é\\"$${x}%%{y}", A = 7 }'
    found = secret_variables(deployment(tmp_path, changes))
    assert found["TF_VAR_other_wandb_secrets"] == '{"B": "é\\"$${x}%%{y}", "A": "7"}'


def test_settings_keep_the_names_of_several_secrets_alone(tmp_path: Path) -> None:
    settings = deployment(tmp_path, 'other_wandb_secrets = { B = "hushhush", A = "hushhush" }').settings
    assert settings.other_wandb_secrets == ("A", "B")
    assert "hushhush" not in repr(settings) + settings.model_dump_json()


def test_application_stack_is_named_after_the_deployment(tmp_path: Path) -> None:
    assert deployment(tmp_path, "").application_name == "aws-x-app"


def test_deployment_names_its_stacks(tmp_path: Path) -> None:
    assert deployment(tmp_path, "").stack_names == ("aws-x", "aws-x-app")
    assert deployment(tmp_path, "enable_helm_wandb = false").stack_names == ("aws-x",)
