"""scripts/terraform_environment.py: which CLI configuration Terraform gets."""

from pathlib import Path

import pytest

from scripts import provider_mirrors, terraform_environment
from scripts.provider_mirrors import this_platform
from scripts.terraform_environment import uses_mirror

ready = terraform_environment.terraform_environment


@pytest.fixture
def mirror(tmp_path: Path) -> Path:
    folder = tmp_path / "mirror"
    (folder / "registry.terraform.io" / "hashicorp" / "aws" / "5.100.0" / this_platform()).mkdir(parents=True)
    return folder


@pytest.fixture(autouse=True)
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine without mirrors, whose user has a home without configuration."""
    monkeypatch.setattr(provider_mirrors, "_IMPLIED", ())
    monkeypatch.setattr(provider_mirrors, "_IMAGE_PLACES", ())
    monkeypatch.setattr(terraform_environment, "_GENERATED", tmp_path / "generated")
    monkeypatch.setenv("HOME", str(tmp_path))


def test_telemetry_is_disabled_and_environment_preserved() -> None:
    environment = ready({"PATH": "/bin", "AWS_PROFILE": "mine"})
    assert environment["CHECKPOINT_DISABLE"] == "1"
    assert environment["DISABLE_VERSION_CHECK"] == "1"
    assert (environment["PATH"], environment["AWS_PROFILE"]) == ("/bin", "mine")


def test_terraform_uses_its_own_configuration_without_a_mirror() -> None:
    environment = ready({})
    assert "TF_CLI_CONFIG_FILE" not in environment
    assert not uses_mirror(environment)


def test_mirrored_providers_come_only_from_the_mirror(mirror: Path) -> None:
    environment = ready({"TF_PROVIDER_MIRROR": str(mirror)})
    config = Path(environment["TF_CLI_CONFIG_FILE"])
    assert config.read_text() == (
        "provider_installation {\n"
        "  filesystem_mirror {\n"
        f'    path    = "{mirror}"\n'
        '    include = ["registry.terraform.io/hashicorp/aws"]\n'
        "  }\n"
        "  direct {\n"
        '    exclude = ["registry.terraform.io/hashicorp/aws"]\n'
        "  }\n"
        "}\n"
    )
    assert uses_mirror(environment)


def test_environment_preparation_is_idempotent(mirror: Path) -> None:
    once = ready({"TF_PROVIDER_MIRROR": str(mirror)})
    assert ready(once) == once


def test_cdktf_has_no_plugin_cache_with_a_mirror_unless_requested(mirror: Path) -> None:
    environment = ready({"TF_PROVIDER_MIRROR": str(mirror)})
    assert environment["CDKTF_DISABLE_PLUGIN_CACHE_ENV"] == "1"
    asked = ready({"TF_PROVIDER_MIRROR": str(mirror), "TF_PLUGIN_CACHE_DIR": "/cache"})
    assert asked["TF_PLUGIN_CACHE_DIR"] == "/cache"
    assert "CDKTF_DISABLE_PLUGIN_CACHE_ENV" not in asked
    assert "CDKTF_DISABLE_PLUGIN_CACHE_ENV" not in ready({})


def test_variable_without_an_existing_file_is_ignored(mirror: Path, tmp_path: Path) -> None:
    missing = {"TF_CLI_CONFIG_FILE": str(tmp_path / "missing")}
    assert "TF_CLI_CONFIG_FILE" not in ready(missing)
    assert Path(ready({**missing, "TF_PROVIDER_MIRROR": str(mirror)})["TF_CLI_CONFIG_FILE"]).is_file()


def test_configuration_with_provider_installation_is_not_changed(mirror: Path, tmp_path: Path) -> None:
    own = tmp_path / "own.tfrc"
    own.write_text('provider_installation {\n  network_mirror { url = "https://example.com/" }\n}\n')
    environment = ready({"TF_CLI_CONFIG_FILE": str(own), "TF_PROVIDER_MIRROR": str(mirror)})
    assert environment["TF_CLI_CONFIG_FILE"] == str(own)
    assert uses_mirror(environment)


def test_configuration_in_the_home_folder_is_respected(mirror: Path, tmp_path: Path) -> None:
    (tmp_path / ".terraformrc").write_text("provider_installation {}\n")
    environment = ready({"TF_PROVIDER_MIRROR": str(mirror)})
    assert "TF_CLI_CONFIG_FILE" not in environment
    assert uses_mirror(environment)


def test_mirror_is_added_to_unrelated_configuration(mirror: Path, tmp_path: Path) -> None:
    (tmp_path / ".terraformrc").write_text('credentials "example.com" {\n  token = "t0ken"\n}')
    config = Path(ready({"TF_PROVIDER_MIRROR": str(mirror)})["TF_CLI_CONFIG_FILE"])
    assert config.read_text().startswith('credentials "example.com" {\n  token = "t0ken"\n}\nprovider_installation {')
    assert config.stat().st_mode & 0o077 == 0, "others must not read the token"


def test_named_configuration_stays_in_use_without_a_mirror(tmp_path: Path) -> None:
    own = tmp_path / "own.tfrc"
    own.write_text("disable_checkpoint = true\n")
    environment = ready({"TF_CLI_CONFIG_FILE": str(own)})
    assert environment["TF_CLI_CONFIG_FILE"] == str(own)
    assert not uses_mirror(environment)


def test_opentofu_reads_its_own_configuration_before_terraforms(tmp_path: Path) -> None:
    (tmp_path / ".terraformrc").write_text("provider_installation {}\n")
    opentofu = {"TERRAFORM_BINARY_NAME": "tofu"}
    assert uses_mirror(ready(opentofu))

    (tmp_path / ".tofurc").write_text("disable_checkpoint = true\n")

    assert not uses_mirror(ready(opentofu))
    assert uses_mirror(ready({}))
