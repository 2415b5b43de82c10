"""Deployment files in a folder below that of their cloud, such as `aws/prod/wandb.tfvars`."""

from pathlib import Path

import pytest

from constructs_lib.deployments import load_deployments
from constructs_lib.deployments.secrets import secret_variables
from tests.unit.deployments.files import names, put, refusal


@pytest.mark.parametrize(
    "path", [None, "deployments/aws", "deployments/aws/prod", "deployments/aws/prod/wandb.tfvars", "deployments"]
)
def test_stack_name_has_the_folder_however_the_file_is_named(folder: Path, path: str | None) -> None:
    put(folder, "deployments/aws/prod/wandb.tfvars")
    assert names(*filter(None, [path])) == ["aws-prod-wandb"]


def test_names_in_the_folder_of_the_cloud_have_no_other_folder(folder: Path) -> None:
    put(folder, "deployments/aws/wandb.tfvars")
    put(folder, "deployments/aws/prod/wandb.tfvars", 'namespace = "prod"')
    assert names() == ["aws-prod-wandb", "aws-wandb"]


def test_folder_with_a_layout_of_its_own_is_not_that_of_an_environment(folder: Path) -> None:
    put(folder, "aws/project/aws/wandb.tfvars")
    put(folder, "aws/project/x.tfvars")
    assert refusal("aws/project") == [
        "aws/project/x.tfvars: is not read, because it is not in aws/ or azure/, or one folder deeper; "
        "move it there, or rename it"
    ]


def test_files_whose_stack_names_collide_are_refused(folder: Path) -> None:
    put(folder, "deployments/aws/prod-wandb.tfvars")
    other = put(folder, "deployments/aws/prod/wandb.tfvars")
    assert refusal() == [
        "deployments/aws/prod-wandb.tfvars: has the same name aws-prod-wandb as deployments/aws/prod/wandb.tfvars; "
        "rename one of the files"
    ]
    # Also if only one of them is read.
    assert refusal(other) == [
        "deployments/aws/prod/wandb.tfvars: has the same stack name aws-prod-wandb and the same backend as "
        "deployments/aws/prod-wandb.tfvars, so both have one state; rename one of the files"
    ]
    put(folder, "deployments/aws/prod/wandb.tfvars", 'backend = { type = "gcs", bucket = "prod-state" }')
    assert names(other) == ["aws-prod-wandb"]


def test_stack_name_of_another_environment_with_folders_is_refused(folder: Path) -> None:
    put(folder, "deployments/eu/aws/prod-wandb.tfvars")
    put(folder, "deployments/us/aws/prod/wandb.tfvars")
    [line] = refusal("deployments/us")
    assert line.startswith("deployments/us/aws/prod/wandb.tfvars: has the same stack name aws-prod-wandb")


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("prod/app", "ends in -app, which is reserved for application stacks; use another file name"),
        ("Prod/x", 'has the invalid name "Prod-x"; use up to 50 lower-case letters, digits and inner hyphens'),
    ],
)
def test_folder_that_makes_an_invalid_name_is_refused(folder: Path, name: str, message: str) -> None:
    put(folder, f"deployments/aws/{name}.tfvars")
    assert refusal() == [f"deployments/aws/{name}.tfvars: {message}"]


def test_shared_inputs_of_the_nearest_folder_win(folder: Path) -> None:
    put(folder, "deployments/aws/prod/wandb.tfvars", "\n# without: license")
    shared = {
        "aws": 'region = "eu-west-1"\nsize = "small"\nlicense = "outer"\ndatabase_instance_count = 1\n',
        "aws/prod": 'size = "large"\nlicense = "inner"\n',
        "aws/other": 'size = "xlarge"\n',
    }
    for place, text in shared.items():
        (folder / "deployments" / place).mkdir(exist_ok=True)
        (folder / "deployments" / place / "common.tfvars").write_text(text)

    [deployment] = load_deployments()
    assert (deployment.settings.size, deployment.settings.region) == ("large", "eu-west-1")  # type: ignore[union-attr]
    assert secret_variables(deployment)["TF_VAR_license"] == "inner"
    [line] = [each for each in deployment.warning_lines if ": database_instance_count: " in each]
    assert line.startswith("deployments/aws/common.tfvars:4: ")


def test_mistake_in_a_shared_file_of_each_folder_names_that_file(folder: Path) -> None:
    put(folder, "deployments/aws/prod/wandb.tfvars", "")
    (folder / "deployments/aws/common.tfvars").write_text('sizes = 1\nsize = "tiny"\nlog_retention_days = "x"\n')
    (folder / "deployments/aws/prod/common.tfvars").write_text('\nsize = "huge"\n')

    assert [line.split(": ")[:2] for line in refusal()] == [
        ["deployments/aws/common.tfvars:1", "sizes"],
        ["deployments/aws/prod/common.tfvars:2", "size"],
        ["deployments/aws/common.tfvars:3", "log_retention_days"],
    ]
