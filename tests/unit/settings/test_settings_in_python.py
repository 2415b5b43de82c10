"""Settings made in Python are checked like a file, and name the line of the program."""

import inspect
import re
import warnings
from pathlib import Path
from typing import Any

import pytest
from cdktf import Fn

from constructs_lib.settings import AwsSettings, AzureSettings, SettingsError, SettingsWarning
from constructs_lib.settings.backends import S3Backend
from constructs_lib.settings.backends.choice import MODELS as BACKENDS
from constructs_lib.settings.backends.choice import model_of
from constructs_lib.settings.base import WholeSettings
from constructs_lib.settings.python_words import in_python_words
from constructs_lib.settings.signature import stub
from tests.deployments import load, values_of, write_file
from tests.unit.settings.settings_cases import cases
from tests.unit.settings.test_settings_cases import SHARED_REFUSED

HERE = Path(__file__).relative_to(Path.cwd()).as_posix()
MODELS = {"aws": AwsSettings, "azure": AzureSettings}
# What files are told: the expected messages of the tests with files, and the warnings.
MESSAGES = [
    *(
        (cloud, [message for _changes, found in cases(name) for message in found])
        for cloud in MODELS
        for name in (*SHARED_REFUSED, f"{cloud}/refused_values.txt", f"{cloud}/refused_combos.txt")
    ),
    ("azure", [message for _changes, found in cases("azure/warned.txt") for message in found]),
]
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
    assert f'{HERE}:{line + 2}: domain_name: is missing; write domain_name="example.com"' in lines[3:]
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
    assert any("such as backend=S3Backend(bucket=" in str(each.message) for each in issued)
    [warning] = [each for each in issued if str(each.message).startswith("create_elasticache: ")]
    source = Path(__file__).read_text(encoding="utf-8").splitlines()
    assert warning.filename == __file__
    assert source[warning.lineno - 1].strip() == "create_elasticache=False,"


@pytest.mark.parametrize("model", [*MODELS.values(), *map(model_of, BACKENDS)])
def test_signature_and_documentation_list_every_input(model: type[WholeSettings]) -> None:
    signature = inspect.signature(model)
    described = re.findall(r"^    (\w+): .+[.)]$", inspect.getdoc(model) or "", re.MULTILINE)

    assert list(signature.parameters) == described
    assert set(described) == set(model.model_fields)
    for each in signature.parameters.values():
        assert each.kind is inspect.Parameter.KEYWORD_ONLY
        assert (each.default is inspect.Parameter.empty) is model.model_fields[each.name].is_required()
    # pydantic's types are the validators.
    assert "Annotated" not in str(signature)


def test_signature_has_the_types_that_a_program_passes() -> None:
    shown = {name: str(each) for name, each in inspect.signature(AwsSettings).parameters.items()}
    assert {name: shown[name] for name in ("namespace", "deletion_protection", "extra_fqdn", "license", "zone_id")} == {
        "namespace": "namespace: str",
        "deletion_protection": "deletion_protection: bool = True",
        "extra_fqdn": "extra_fqdn: list[str] | tuple[str, ...] = ()",
        "license": "license: bool = False",
        "zone_id": "zone_id: str | None = None",
    }


def test_dicts_and_lists_are_accepted_as_the_signature_says() -> None:
    role = {"role_arn": "arn:aws:iam::123456789012:role/deploy"}
    settings = in_python("aws", extra_fqdn=["a.example.com"], assume_role=role, tolerations=[{"key": "gpu"}])
    assert settings.extra_fqdn == ("a.example.com",)
    assert settings.assume_role.role_arn == role["role_arn"]
    assert settings.tolerations[0].key == "gpu"


def test_problems_have_the_syntax_of_python() -> None:
    found = problems(
        "aws",
        namespace=None,
        deletion_protection="yes",
        default_tags=["owner"],
        extra_fqdn="a.example.com",
        allowed_account_ids=["12"],
        kms_key_policy="{",
        kubernetes_map_roles=[{"user": "x"}],
        region={"name": "us-west-2"},
        log_retention_days=True,
        backend="s3",
        assume_role="arn",
        database_name={1, 2},
    )
    assert found == [
        'namespace: is missing; write namespace="wandb"',
        "region: a dict is not a string; write a string",
        'default_tags: a list is not a dict; write {"name": "value"}',
        'deletion_protection: "yes" is not True or False; write True',
        "log_retention_days: True is not a number; write a whole number",
        'backend: "s3" is not a backend; write one of constructs_lib.settings.backends, such as S3Backend(...)',
        'assume_role: "arn" is not a dict; write {"role_arn": ...}, with external_id and session_name if the role '
        "needs them",
        'allowed_account_ids[0]: "12" is not valid; write the 12 digits of an AWS account',
        'extra_fqdn: "a.example.com" is not a list; write ["a.example.com"]',
        "kms_key_policy: is not JSON; write a policy document",
        "database_name: a value of type set is not a string; write a string",
        'kubernetes_map_roles[0]: "user" is not an attribute; write {"rolearn": ..., "username": ..., "groups": ...}',
    ]


@pytest.mark.parametrize(("cloud", "messages"), MESSAGES)
def test_no_message_has_the_syntax_of_a_file(cloud: str, messages: list[str]) -> None:
    # Outside quoted values, and with placeholders in braces.
    shown = [re.sub(r'"(?:[^"\\]|\\.)*"', '""', in_python_words(each)) for each in messages]
    words = r"\b(true|false|null|heredoc|deployment file)\b|in quotes|in a file|(?<!but not )an object"
    assert [each for each in shown if re.search(rf"{words}|\w = \S|(?<![$%])\{{ \w", each)] == []


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


@pytest.mark.parametrize("cloud", MODELS)
def test_stub_is_generated_from_the_inputs(cloud: str) -> None:
    file = Path(inspect.getfile(MODELS[cloud])).with_suffix(".pyi")
    assert file.read_text(encoding="utf-8") == stub(cloud)
