"""Settings made in Python are checked like a file, and name the line of the program."""

import inspect
import warnings
from pathlib import Path
from typing import Any

import pytest
from cdktf import Fn

from constructs_lib.settings import AwsSettings, AzureSettings, SettingsError, SettingsWarning
from constructs_lib.settings.backends import S3Backend
from tests.deployments import load, values_of, write_file

HERE = Path(__file__).relative_to(Path.cwd()).as_posix()
MODELS = {"aws": AwsSettings, "azure": AzureSettings}
SECRETS = {"license": True, "external_redis_password": True, "image_registry_config": True}


def in_python(cloud: str, **changes: Any) -> AwsSettings | AzureSettings:
    """The settings of the scenario `recommended` on `cloud`, made in Python; its warnings are not of interest here."""
    given = {name: True if "license" in name else value for name, value in values_of("recommended", cloud).items()}
    values = {**given, **changes}
    with warnings.catch_warnings(action="ignore", category=SettingsWarning):
        return MODELS[cloud](**values)


def problems(cloud: str = "aws", **values: Any) -> list[str]:
    with pytest.raises(SettingsError) as shown:
        in_python(cloud, **values)
    return [f"{each.input}: {each.message}" for each in shown.value.problems]


@pytest.mark.parametrize("cloud", MODELS)
def test_settings_in_python_equal_those_of_a_file(cloud: str, tmp_path: Path) -> None:
    values = {**values_of("recommended", cloud), "other_wandb_env": {"TEMPLATE": "${a}"}}
    [deployment] = load(write_file(tmp_path / cloud / "wandb.tfvars.json", values))

    settings = in_python(cloud, other_wandb_env={"TEMPLATE": "${a}"})

    assert settings.model_dump() == deployment.settings.model_dump()
    assert settings.warnings == deployment.warnings


def test_every_problem_names_the_line_of_its_argument() -> None:
    line = inspect.currentframe().f_lineno  # type: ignore[union-attr]
    with pytest.raises(SettingsError) as shown:
        AwsSettings(
            namespace="wandb",
            size="tiny",
            regin="eu-west-1",  # type: ignore[call-arg]
            network_cidr="10.0.0.0/99",
        )

    lines = str(shown.value).splitlines()
    assert lines[:3] == [
        f'{HERE}:{line + 4}: size: "tiny" is not allowed; must be one of small, medium, large, xlarge or xxlarge',
        f'{HERE}:{line + 5}: regin: is not an input; did you mean "region"?',
        f'{HERE}:{line + 6}: network_cidr: "10.0.0.0/99" is not an IPv4 range; write one such as "10.10.0.0/16"',
    ]
    # What is missing has the line of the call, and is last.
    assert f'{HERE}:{line + 2}: domain_name: is missing; write domain_name = "example.com"' in lines[3:]
    assert all(text.startswith(f"{HERE}:{line + 2}: ") for text in lines[3:])


@pytest.mark.parametrize(
    ("cloud", "values", "expected"),
    [
        ("aws", {"license": "hush"}, "license: is a secret, whose value does not belong in a program; write "),
        ("aws", {"other_wandb_secrets": {"TOKEN": "hush"}}, "other_wandb_secrets: is a map of secrets, whose values "),
        ("azure", {"external_bucket": "s3://hush"}, "external_bucket: is a secret, whose value does not belong in "),
        ("aws", {"namespace": Fn.lower("A")}, "namespace: holds a token of CDKTF, which stands for something else; "),
    ],
)
def test_secrets_and_tokens_are_refused(cloud: str, values: dict[str, Any], expected: str) -> None:
    found = problems(cloud, **values)
    assert [text for text in found if text.startswith(expected)]
    assert not any("hush" in text for text in found)


def test_secrets_are_passed_by_name() -> None:
    settings = in_python("aws", use_external_redis=True, external_redis_host="redis.example.com", **SECRETS)
    assert [getattr(settings, name) for name in SECRETS] == [True, True, True]
    assert in_python("aws", other_wandb_secrets=("TOKEN",)).other_wandb_secrets == ("TOKEN",)
    assert in_python("azure", external_bucket=True, use_internal_queue=True).external_bucket is True
    assert in_python("aws", external_redis_password=False).external_redis_password is False


def test_warnings_name_the_line_of_their_argument() -> None:
    values = {**values_of("recommended"), "license": True, "wandb_runtime": "container"}
    with pytest.warns(SettingsWarning) as issued:
        AwsSettings(
            **{name: value for name, value in values.items() if name != "create_elasticache"},
            create_elasticache=False,
        )
    [warning] = [each for each in issued if str(each.message).startswith("create_elasticache: ")]
    source = Path(__file__).read_text(encoding="utf-8").splitlines()
    assert warning.filename == __file__
    assert source[warning.lineno - 1].strip() == "create_elasticache=False,"


def test_signature_lists_the_inputs() -> None:
    for model in MODELS.values():
        assert {"namespace", "size", "wandb_version"} <= set(inspect.signature(model).parameters)


def test_settings_of_a_file_do_not_warn_a_second_time() -> None:
    with warnings.catch_warnings(action="error"):
        AwsSettings.model_validate(values_of("recommended"))


def test_backend_is_checked_like_in_a_file() -> None:
    line = inspect.currentframe().f_lineno  # type: ignore[union-attr]
    with pytest.raises(SettingsError) as shown:
        S3Backend(bucket="state", region="eu-central1")
    assert str(shown.value).startswith(f'{HERE}:{line + 2}: region: "eu-central1" is not an AWS region')
    backend = S3Backend(bucket="state", region="eu-central-1")
    assert in_python("aws", backend=backend).backend == backend
