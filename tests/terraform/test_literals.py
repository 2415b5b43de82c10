"""Strings that look like expressions reach Terraform as strings, through the synthesis of both clouds."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.deployments import Configuration, load, synthesize
from tests.terraform_runner import Terraform, missing_tool, why_no_provider
from tests.unit.settings.settings_cases import file_with

SHARED = """
other_wandb_env = {
  DIRECTORY = "$${HOME}/%%{here}"
}
service_account_annotations = {
  "example.com/rule" = "$${aws_vpc.none.id} $$${twice}"
}
weave_enabled = true
dd_env        = "$${1 + 1}"
"""
TEXTS = ("${HOME}/%{here}", "${aws_vpc.none.id} $${twice}", "${1 + 1}")
POLICY_TEXT = "${aws:PrincipalTag/team}"
FILES = {
    "aws": f"""{SHARED}
kms_key_policy = <<EOT
{{"Version": "2012-10-17", "Statement": [{{
  "Effect": "Allow", "Principal": "*", "Action": "kms:*", "Resource": "*",
  "Condition": {{"StringEquals": {{"aws:ResourceTag/team": "${POLICY_TEXT}"}}}}
}}]}}
EOT
""",
    "azure": f'{SHARED}\ntags = {{ owner = "$${{team}}" }}\n',
}


@pytest.fixture(scope="module")
def stacks(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Configuration]:
    folder = tmp_path_factory.mktemp("literals")
    files = []
    for cloud, changes in FILES.items():
        file = folder / cloud / "texts.tfvars"
        file.parent.mkdir()
        file.write_text(file_with(changes, cloud))
        files.append(file)
    return synthesize(load(*files), folder / "cdktf.out")


def _texts(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [text for inner in value.values() for text in _texts(inner)]
    if isinstance(value, list):
        return [text for inner in value for text in _texts(inner)]
    return [value] if isinstance(value, str) else []


@pytest.mark.parametrize("cloud", FILES)
def test_each_text_is_a_literal_in_the_application(cloud: str, stacks: dict[str, Configuration]) -> None:
    written = _texts(stacks[f"{cloud}-texts-app"].json["resource"])
    for text in ("$${HOME}/%%{here}", "$${aws_vpc.none.id} $$${twice}", "$${1 + 1}"):
        assert text in written


def test_each_text_is_a_literal_in_the_infrastructure(stacks: dict[str, Configuration]) -> None:
    [key] = stacks["aws-texts"].resources("aws_kms_key").values()
    assert f'"${POLICY_TEXT}"' in key["policy"]
    [group] = stacks["azure-texts"].resources("azurerm_resource_group").values()
    assert group["tags"]["owner"] == "$${team}"


def test_terraform_reads_what_was_written_in_the_file(stacks: dict[str, Configuration], tmp_path: Path) -> None:
    if reason := missing_tool("terraform"):
        pytest.skip(reason)
    applications = [stacks[f"{cloud}-texts-app"].json["resource"] for cloud in FILES]
    written = [text for text in _texts([*applications, stacks["aws-texts"].resources("aws_kms_key")]) if "$${" in text]
    outputs = {f"text_{number}": {"value": text} for number, text in enumerate(written)}
    (tmp_path / "main.tf.json").write_text(json.dumps({"output": outputs}))
    terraform = Terraform(tmp_path, log=tmp_path / "log")
    terraform.init()
    terraform.apply()
    state = json.loads(terraform.show())
    read = [output["value"] for output in state["values"]["outputs"].values()]
    assert len(read) == len(written) > len(TEXTS)
    assert set(TEXTS) <= set(read)
    assert any(f'"{POLICY_TEXT}"' in text for text in read)


def test_provider_accepts_a_policy_with_variables(stacks: dict[str, Configuration], tmp_path: Path) -> None:
    if reason := missing_tool("terraform") or why_no_provider(tmp_path):
        pytest.skip(reason)
    folder = tmp_path / "validate"
    folder.mkdir()
    (folder / "cdk.tf.json").write_text(stacks["aws-texts"].text)
    terraform = Terraform(folder, log=folder / "log")
    terraform.init("-backend=false")
    terraform.validate()
