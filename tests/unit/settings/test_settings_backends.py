"""The input `backend`, in addition to the tables of refused and accepted ones."""

from __future__ import annotations

import subprocess
import sys

import pytest

from constructs_lib.settings.backends import LOCAL
from constructs_lib.settings.backends.choice import MODELS, model_of, read_backend
from constructs_lib.settings.backends.reference import reference
from tests.unit.settings.settings_cases import CLOUDS, REPOSITORY, settings_of

S3 = 'backend = { type = "s3", bucket = "example-state", region = "eu-central-1" }'


@pytest.mark.parametrize("cloud", CLOUDS)
def test_default_state_is_local(cloud: str) -> None:
    assert settings_of("", cloud).backend is LOCAL


@pytest.mark.parametrize("cloud", CLOUDS)
def test_any_backend_serves_any_cloud(cloud: str) -> None:
    backend = settings_of(S3, cloud).backend
    assert backend.arguments("a-stack") == {
        "bucket": "example-state",
        "region": "eu-central-1",
        "key": "a-stack.tfstate",
        "encrypt": True,
        "use_lockfile": True,
    }


def test_backend_is_serialized_as_in_a_file() -> None:
    settings = settings_of(S3)
    written = settings.model_dump()["backend"]
    assert written == {"type": "s3", "bucket": "example-state", "region": "eu-central-1"}
    assert read_backend(written) == settings.backend


@pytest.mark.parametrize("type_", MODELS)
def test_two_stacks_never_share_a_state(type_: str) -> None:
    model = model_of(type_)
    required = {name: field.examples[0] for name, field in model.model_fields.items() if field.examples}
    backend = read_backend({"type": type_, **required})
    assert backend.arguments("aws-wandb") != backend.arguments("aws-wandb-app")


@pytest.mark.parametrize("type_", MODELS)
def test_every_credential_is_refused_with_what_to_set_instead(type_: str) -> None:
    secrets = [refusal for refusal in model_of(type_).refusals if "secret" in refusal.reason]
    assert secrets or type_ == "local"
    assert all("set " in refusal.instead for refusal in secrets)
    assert not {refusal.name for refusal in secrets} & set(model_of(type_).model_fields)


def test_page_on_backends_is_up_to_date() -> None:
    page = (REPOSITORY / "docs" / "backends.md").read_text(encoding="utf-8")
    assert page == reference(), "run: python -m constructs_lib.settings.backends.reference > docs/backends.md"


def test_page_on_backends_has_every_argument_and_every_refusal() -> None:
    names = [line.split("`")[1] for line in reference().splitlines() if line.startswith("| `")]
    models = [model_of(type_) for type_ in MODELS]
    arguments = [name for model in models for name in model.model_fields]
    assert sorted(names) == sorted([*arguments, *(refusal.name for model in models for refusal in model.refusals)])


def test_azure_deployment_does_not_load_aws_settings() -> None:
    program = "import sys, constructs_lib.settings.azure; print(*(name for name in sys.modules))"
    ran = subprocess.run([sys.executable, "-c", program], cwd=REPOSITORY, capture_output=True, text=True, check=True)
    loaded = ran.stdout.split()
    assert "constructs_lib.settings.backends.local" in loaded
    assert not [
        name
        for name in loaded
        if name.startswith(("constructs_lib.settings.aws", "constructs_lib.settings.backends.s3"))
    ]
