"""`common.tfvars`: inputs that the deployment files beside it share."""

from pathlib import Path

import pytest

from constructs_lib.deployments import SettingsError, load_deployments
from constructs_lib.deployments.secrets import secret_variables

FILE = """\
subdomain             = "wandb"
zone_id               = "Z0123456789ABCDEFGHIJ"
allowed_inbound_cidr  = ["203.0.113.0/24"]
allowed_inbound_ipv6_cidr = []
"""
COMMON = """\
domain_name = "example.com"
region      = "eu-west-1"
size        = "medium"
license     = "shared-license"
"""


def write(folder: Path, **files: str) -> Path:
    (folder / "aws").mkdir(exist_ok=True)
    for name, text in files.items():
        (folder / "aws" / f"{name}.tfvars").write_text(text)
    return folder


def test_shared_inputs_reach_every_deployment_unless_it_sets_them(tmp_path: Path) -> None:
    dev = f'namespace = "dev"\nsize = "small"\n{FILE}'
    deployments = load_deployments([write(tmp_path, common=COMMON, dev=dev, prod=f'namespace = "prod"\n{FILE}')])

    assert [each.name for each in deployments] == ["aws-dev", "aws-prod"]
    assert [each.settings.size for each in deployments] == ["small", "medium"]
    assert {each.settings.fqdn for each in deployments} == {"wandb.example.com"}
    assert [secret_variables(each)["TF_VAR_license"] for each in deployments] == ["shared-license"] * 2


def test_mistake_in_a_shared_input_names_its_file_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mistakes = 'log_retention_days = "x"\nsizes = 1\n'
    prod = f'namespace = "prod"\nlog_retention_days = 30\n{FILE}'
    monkeypatch.chdir(write(tmp_path, common=COMMON + mistakes, dev=f'namespace = "dev"\n{FILE}', prod=prod))
    with pytest.raises(SettingsError) as caught:
        load_deployments(["."])

    lines = str(caught.value).splitlines()
    assert len(lines) == 2, lines
    assert lines[0].startswith("aws/common.tfvars:5: log_retention_days: ")
    assert lines[1].startswith("aws/common.tfvars:6: sizes: ")


def test_mistake_in_the_deployments_own_value_names_its_own_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(write(tmp_path, common=COMMON, dev=f'namespace = "dev"\nsize = "enormous"\n{FILE}'))
    with pytest.raises(SettingsError) as caught:
        load_deployments(["."])

    assert str(caught.value).startswith("aws/dev.tfvars:2: size: ")


def test_unreadable_value_of_the_deployment_is_not_replaced_by_the_shared_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(write(tmp_path, common=COMMON, dev=f'namespace = "dev"\nsize = var.size\n{FILE}'))
    with pytest.raises(SettingsError) as caught:
        load_deployments(["."])

    assert str(caught.value).startswith("aws/dev.tfvars:2: ")


def test_warning_about_a_shared_input_names_its_file(tmp_path: Path) -> None:
    dev = f'namespace = "dev"\n{FILE}'
    [deployment] = load_deployments([write(tmp_path, common=COMMON.replace("eu-west-1", "xx-west-1"), dev=dev)])

    [line] = [each for each in deployment.warning_lines if ": region: " in each]
    assert line.startswith(f"{tmp_path / 'aws' / 'common.tfvars'}:2: warning: region: ")


def test_shared_file_is_no_deployment(tmp_path: Path) -> None:
    folder = write(tmp_path, common=COMMON)
    with pytest.raises(SettingsError, match="is not a deployment; name one of those"):
        load_deployments([folder / "aws" / "common.tfvars"])
