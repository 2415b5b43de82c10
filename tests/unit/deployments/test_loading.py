"""Finding deployment files, and reporting all mistakes of all files together."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from constructs_lib.deployment_file.paths import ENVIRONMENT_VARIABLE
from constructs_lib.deployments import Problem, SettingsError, load_deployments
from tests.unit.deployments.files import names, put, refusal
from tests.unit.settings.settings_cases import DOCUMENTED, HERE


def test_without_paths_the_deployments_folder_is_taken_sorted_by_name(folder: Path) -> None:
    for stem in ("zeta", "alpha", "middle"):
        put(folder, f"deployments/aws/{stem}.tfvars")
    assert names() == ["aws-alpha", "aws-middle", "aws-zeta"]


@pytest.mark.parametrize(
    "name",
    ["wandb.tfvars", "aws/sub/deeper/wandb.tfvars", "awz/x.tfvars.json", "azure/aws/x.tfvars"],
)
def test_file_that_is_one_folder_off_is_refused(folder: Path, name: str) -> None:
    put(folder, "deployments/aws/good.tfvars")
    put(folder, f"deployments/{name}")
    messages = "is not read, because it is not in aws/ or azure/, or one folder deeper; move it there, or rename it"
    assert refusal() == [f"deployments/{name}: {messages}"]


def test_environment_beside_the_folder_of_a_cloud_is_named_in_the_refusal(folder: Path) -> None:
    put(folder, "deployments/aws/good.tfvars")
    put(folder, "deployments/prod/azure/x.tfvars")
    assert refusal() == [
        "deployments/prod/azure/x.tfvars: is not read, because it is not in aws/ or azure/, or one folder deeper; "
        "move it there, rename it, or set WANDB_DEPLOYMENTS=deployments/prod"
    ]


@pytest.mark.parametrize("start", ["deployments/aws", "deployments/aws/sub"])
def test_file_two_folders_below_that_of_a_cloud_is_refused(folder: Path, start: str) -> None:
    put(folder, "deployments/aws/sub/good.tfvars")
    put(folder, "deployments/aws/sub/deeper/x.tfvars")
    put(folder, "deployments/notes/x.tfvars")
    assert [line.split(": ")[0] for line in refusal(start)] == ["deployments/aws/sub/deeper/x.tfvars"]


def test_hidden_folders_and_other_files_are_ignored(folder: Path) -> None:
    put(folder, "deployments/aws/good.tfvars")
    put(folder, "deployments/aws/.old/x.tfvars")
    put(folder, "deployments/aws/sub/x.tfvars.example")
    assert names() == ["aws-good"]


def test_warning_is_shown_with_the_line_of_its_input(folder: Path) -> None:
    put(
        folder,
        "deployments/aws/one.tfvars",
        '\ndatabase_instance_count = 1\nbackend = { type = "gcs", bucket = "state" }',
    )
    (deployment,) = load_deployments()
    told = {line.split(": ")[2]: line.split(": ")[0] for line in deployment.warning_lines}
    file = deployment.path.as_posix()
    assert told == {"create_elasticache": file, "database_instance_count": f"{file}:2"}


def test_other_files_in_the_folder_are_ignored(folder: Path) -> None:
    put(folder, "deployments/aws/wandb.tfvars")
    put(folder, "deployments/aws/notes.txt", "nonsense")
    put(folder, "deployments/aws/wandb.tfvars.example", "nonsense")
    assert names() == ["aws-wandb"]


def test_environment_variable_names_files_and_folders(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(folder, "deployments/aws/ignored.tfvars")
    one = put(folder, "elsewhere/aws/one.tfvars")
    put(folder, "more/aws/two.tfvars")
    monkeypatch.setenv(ENVIRONMENT_VARIABLE, os.pathsep.join([str(one), "more", ""]))
    assert names() == ["aws-one", "aws-two"]


def test_folder_of_one_cloud_can_be_named(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(folder, "deployments/aws/wandb.tfvars")
    put(folder, "deployments/azure/wandb.tfvars")
    monkeypatch.setenv("WANDB_DEPLOYMENTS", "deployments/aws")
    assert names() == ["aws-wandb"]


def test_paths_take_precedence_over_the_environment(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(ENVIRONMENT_VARIABLE, "nowhere")
    assert names(put(folder, "deployments/aws/wandb.tfvars")) == ["aws-wandb"]


def test_included_file_is_a_deployment() -> None:
    (deployment,) = load_deployments([DOCUMENTED])
    assert deployment.path == DOCUMENTED


def test_file_named_twice_is_one_deployment(folder: Path) -> None:
    path = put(folder, "deployments/aws/wandb.tfvars")
    assert names(path, path) == ["aws-wandb"]


def test_json_file_is_a_deployment(folder: Path) -> None:
    path = folder / "deployments" / "aws" / "wandb.tfvars.json"
    path.write_text(
        '{"namespace": "wandb", "domain_name": "wandb.ml", "zone_id": "Z1", '
        '"allowed_inbound_cidr": [], "allowed_inbound_ipv6_cidr": []}',
        encoding="utf-8",
    )
    assert names() == ["aws-wandb"]


NO_SIZE = 'size: "tiny" is not allowed; must be one of small, medium, large, xlarge or xxlarge'


def test_all_problems_of_all_files_are_reported_together(folder: Path) -> None:
    put(folder, "deployments/aws/one.tfvars", 'size = "tiny"\nnamespce = "x"')
    put(folder, "deployments/aws/three.tfvars", "size = ")
    put(folder, "deployments/aws/two.tfvars", "external_dns = true\n# without: subdomain")
    assert refusal() == [
        f"deployments/aws/one.tfvars:1: {NO_SIZE}",
        'deployments/aws/one.tfvars:2: namespce: is not an input; did you mean "namespace"?',
        "deployments/aws/three.tfvars:1:8: size: is not valid syntax; write name = value, one per line",
        "deployments/aws/two.tfvars: subdomain: is missing; external_dns = true requires it, "
        'such as subdomain = "wandb"',
    ]


def test_valid_file_next_to_an_invalid_one_is_not_loaded(folder: Path) -> None:
    put(folder, "deployments/aws/bad.tfvars", 'size = "tiny"')
    put(folder, "deployments/aws/good.tfvars")
    assert len(refusal()) == 1


def test_rule_findings_are_reported_with_wrong_values(folder: Path) -> None:
    put(
        folder,
        "deployments/aws/x.tfvars",
        'size = "tiny"\nnetwork_public_subnet_cidrs = ["10.99.0.0/24", "10.10.1.0/24"]\nprivate_only_traffic = true',
    )
    inputs = [line.split(": ")[1] for line in refusal()]
    assert inputs == [
        "size",
        "network_public_subnet_cidrs",
        "private_only_traffic",
    ]


def test_rule_has_no_finding_for_a_wrong_input(folder: Path) -> None:
    put(folder, "deployments/aws/x.tfvars", 'network_cidr = "10.99.0.0"\nsubdomain = upper("x")\nexternal_dns = true')
    assert [line.split(": ")[1] for line in refusal()] == ["network_cidr", "subdomain"]


def test_problems_have_file_input_and_message(folder: Path) -> None:
    put(folder, "deployments/aws/x.tfvars", "public_access = 2")
    with pytest.raises(SettingsError) as caught:
        load_deployments()
    assert caught.value.problems == (
        Problem("deployments/aws/x.tfvars", "public_access", "2 is not true or false; write true or false", line=1),
    )


@pytest.mark.parametrize(
    ("name", "messages"),
    [
        ("aws/wandb.txt", "is not a deployment file; its name must end in .tfvars or .tfvars.json"),
        (
            "aws/Wandb.tfvars",
            'has the invalid name "Wandb"; use up to 50 lower-case letters, digits and inner hyphens',
        ),
        (
            "aws/a.b.tfvars",
            'has the invalid name "a.b"; use up to 50 lower-case letters, digits and inner hyphens',
        ),
        ("aws/.tfvars", 'has the invalid name ""; use up to 50 lower-case letters, digits and inner hyphens'),
        ("aws/wandb-app.tfvars", "ends in -app, which is reserved for application stacks; use another file name"),
        ("gcp/wandb.tfvars", 'is in folder "gcp", which is not a cloud; put it into aws or azure'),
        ("asw/wandb.tfvars", 'is in folder "asw", which is not a cloud; put it into aws or azure'),
    ],
)
def test_file_that_cannot_be_a_deployment_is_refused(folder: Path, name: str, messages: str) -> None:
    put(folder, name)
    assert refusal(name) == [f"{name}: {messages}"]


@pytest.mark.parametrize("path", ["nowhere", "nowhere/aws/x.tfvars"])
def test_path_that_does_not_exist_is_refused(folder: Path, path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert refusal(path) == [f"{path}: does not exist; create it, or correct the path"]

    # Only the caller's own paths do not come from the variable.
    monkeypatch.setenv(ENVIRONMENT_VARIABLE, path)
    messages = f'does not exist; WANDB_DEPLOYMENTS names files and folders, separated by "{os.pathsep}"'
    assert refusal() == [f"{path}: {messages}"]


def test_folder_without_deployment_files_is_refused(folder: Path) -> None:
    assert refusal() == ["deployments: contains no deployment file; put one into aws/ or azure/, named *.tfvars"]


def test_duplicate_name_is_reported_with_other_problems(folder: Path) -> None:
    put(folder, "deployments/aws/one.tfvars", 'size = "tiny"')
    (folder / "deployments/aws/one.tfvars.json").write_text("[]")
    assert refusal() == [
        f"deployments/aws/one.tfvars:1: {NO_SIZE}",
        "deployments/aws/one.tfvars.json: has the same name aws-one as deployments/aws/one.tfvars; "
        "rename one of the files",
        'deployments/aws/one.tfvars.json: is not a JSON object; write { "namespace": "...", ... }',
    ]


def test_too_long_path_is_refused(folder: Path) -> None:
    name = "a" * 300
    assert refusal(name) == [f"{name}: cannot be read: File name too long; check path and permissions"]


@pytest.mark.parametrize("hidden", ["deployments", "deployments/aws/x.tfvars"])
def test_inaccessible_path_is_refused(folder: Path, hidden: str, monkeypatch: pytest.MonkeyPatch) -> None:
    put(folder, "deployments/aws/x.tfvars")
    stat = Path.stat

    def forbidden(path: Path, **options: bool) -> os.stat_result:
        if path == Path(hidden):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
        return stat(path, **options)

    monkeypatch.setattr(Path, "stat", forbidden)
    assert refusal(hidden) == [f"{hidden}: cannot be read: Permission denied; check path and permissions"]


def test_unreadable_cloud_folder_is_not_reported_as_empty(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(folder, "deployments/aws/x.tfvars")

    def forbidden(path: Path) -> None:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))

    monkeypatch.setattr(Path, "iterdir", forbidden)
    messages = "cannot be read: Permission denied; check path and permissions"
    assert refusal() == [f"deployments/aws: {messages}", f"deployments/azure: {messages}"]


def test_broken_link_is_refused(folder: Path) -> None:
    (folder / "deployments/aws/x.tfvars").symlink_to("nowhere.tfvars")
    messages = "is a link to something that does not exist; fix the link, or remove it"
    assert refusal() == [f"deployments/aws/x.tfvars: {messages}"]


def test_paths_on_several_lines_are_shown_on_one(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(ENVIRONMENT_VARIABLE, "a/aws/x.tfvars\nb/aws/y.tfvars")
    messages = 'does not exist; WANDB_DEPLOYMENTS names files and folders, separated by ":"'
    assert refusal() == [f'"a/aws/x.tfvars\\nb/aws/y.tfvars": {messages}']


@pytest.mark.parametrize(("cloud", "meant"), [("aws", "azure"), ("azure", "aws")])
def test_file_for_another_cloud_is_refused_in_one_line(folder: Path, cloud: str, meant: str) -> None:
    name = f"deployments/{cloud}/x.tfvars"
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).write_bytes((HERE / meant / "everything.tfvars").read_bytes())
    assert refusal() == [f"{name}: looks like a file for {meant}; move it to {meant}/"]


def test_complete_file_is_not_taken_for_another_cloud(folder: Path) -> None:
    put(folder, "deployments/aws/x.tfvars", 'location = "westeurope"\ncert_manager_email = "a@example.com"')
    assert [line.split(": ")[1] for line in refusal()] == ["location", "cert_manager_email"]


def test_unreadable_folder_is_reported_in_one_line(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(folder, "deployments/aws/x.tfvars")
    monkeypatch.setattr(os, "access", lambda path, _mode: path != Path("deployments"))
    assert refusal() == ["deployments: cannot be opened; check path and permissions"]
