"""The wheel has the files, the extras and the size of a release, and works in an environment without this checkout."""

import json
import re
import shlex
import subprocess
import zipfile
from collections.abc import Callable, Mapping
from importlib.metadata import requires
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.version import Version

from tests.deployments import REPOSITORY
from tests.wheel import APPS, EXAMPLES, RanExample, pip

Example = Callable[[str], RanExample]


def metadata(wheel: Path, field: str) -> list[str]:
    """The values of a field of the wheel's metadata."""
    archive = zipfile.ZipFile(wheel)
    [name] = [name for name in archive.namelist() if name.endswith(".dist-info/METADATA")]
    lines = archive.read(name).decode().splitlines()
    return [line.removeprefix(f"{field}: ") for line in lines if line.startswith(f"{field}: ")]


def test_wheel_has_exactly_the_files_of_the_library(wheel: Path) -> None:
    files = {
        path.relative_to(REPOSITORY).as_posix()
        for path in (REPOSITORY / "constructs_lib").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    packed = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    assert packed == files
    assert {"constructs_lib/py.typed", "constructs_lib/mypy.ini"} <= packed


def test_wheel_is_smaller_than_one_megabyte(wheel: Path) -> None:
    assert wheel.stat().st_size < 1_000_000


def test_wheel_has_an_extra_for_each_cloud(wheel: Path) -> None:
    extras = set(metadata(wheel, "Provides-Extra"))
    of_cdktf = {"aws", "azure", "kubernetes", "helm", "aws-deployment", "azure-deployment"}
    of_cdk_terrain = {f"cdktn-{extra}" for extra in of_cdktf}
    assert extras == {"cdktf", *of_cdktf, "cdktn", *of_cdk_terrain, "testing"}
    assert not any(each.startswith("cdkt") and "extra ==" not in each for each in metadata(wheel, "Requires-Dist"))


def test_extras_of_cdk_terrain_do_not_install_cdktf(wheel: Path) -> None:
    of_extra: dict[str, set[str]] = {}
    for each in map(Requirement, metadata(wheel, "Requires-Dist")):
        for extra in metadata(wheel, "Provides-Extra"):
            if each.marker and each.marker.evaluate({"extra": extra}):
                of_extra.setdefault(extra, set()).update({each.name} if "wandb" not in each.name else each.extras)

    for extra in (name for name in of_extra if name.startswith("cdktn-")):
        assert all(name.startswith("cdktn") for name in of_extra[extra]), extra
    for extra in ("aws", "azure", "kubernetes", "helm"):
        assert "cdktf" in of_extra[extra] and "cdktn" in of_extra[f"cdktn-{extra}"]


def test_wheel_has_the_version_of_the_release(wheel: Path) -> None:
    [version] = metadata(wheel, "Version")
    assert wheel.name.startswith(f"wandb_server_cdktf-{version}-")
    assert json.loads((REPOSITORY / "package.json").read_text())["version"] == version


def test_every_dependency_has_a_range_that_holds_the_locked_version(wheel: Path) -> None:
    locked = json.loads((REPOSITORY / "Pipfile.lock").read_text())
    sections = ("default", "develop", "cdktn-packages", "cdktn-023-packages")
    versions: dict[str, set[str]] = {}
    for name, package in (item for section in sections for item in locked[section].items()):
        versions.setdefault(name, set()).add(package["version"][2:])
    required = [Requirement(each) for each in metadata(wheel, "Requires-Dist")]
    others = [each for each in required if each.name != "wandb-server-cdktf"]
    assert len(others) >= len(requires("cdktf") or ()), "the dependencies were read"
    for each in others:
        assert {specifier.operator for specifier in each.specifier} == {">=", "<"}, each
        assert versions[each.name] == {*each.specifier.filter(versions[each.name])}, each


def test_page_lists_the_oldest_version_of_each_range(wheel: Path) -> None:
    page = (REPOSITORY / "docs" / "constructs.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| `([\w-]+)` \| ([\d.]+) \|", page, re.MULTILINE))
    required = [Requirement(each) for each in metadata(wheel, "Requires-Dist")]
    # docs/versions.md has those of CDK Terrain.
    oldest = {
        each.name: min(s.version for s in each.specifier if s.operator == ">=")
        for each in required
        if each.specifier and not each.name.startswith("cdktn")
    }
    assert rows.keys() == oldest.keys()
    assert {name: Version(rows[name]) for name in oldest} == {name: Version(text) for name, text in oldest.items()}


def test_plugin_is_registered_for_pytest(wheel: Path) -> None:
    archive = zipfile.ZipFile(wheel)
    [name] = [name for name in archive.namelist() if name.endswith("entry_points.txt")]
    assert archive.read(name).decode().split() == [
        "[pytest11]",
        "wandb-server-cdktf",
        "=",
        "constructs_lib.testing.plugin",
    ]


def test_every_example_documents_how_to_run_it() -> None:
    folders = {path.parent.name for path in EXAMPLES.glob("*/cdktf.json")}
    assert folders == {*APPS, "deployment-repository"}
    for folder in folders:
        assert json.loads((EXAMPLES / folder / "cdktf.json").read_text())["app"] == "python main.py"
        assert (EXAMPLES / folder / "README.md").is_file()


def test_database_can_use_an_existing_network(example: Example, wheel_python: Path) -> None:
    ran = example("aurora-database")
    stack = ran.stacks["experiments"]

    assert Path(ran.loaded["library"]).is_relative_to(wheel_python.parents[1])
    [group] = stack.resources("aws_db_subnet_group").values()
    assert len(group["subnet_ids"]) == 2
    assert all(subnet.startswith("${data.aws_subnet.data-") for subnet in group["subnet_ids"])
    [rule] = stack.resources("aws_vpc_security_group_ingress_rule").values()
    assert rule["referenced_security_group_id"] == "${data.aws_security_group.clients.id}"
    [cluster] = stack.resources("aws_rds_cluster").values()
    assert cluster["master_password_wo"].startswith("${jsondecode(ephemeral.aws_secretsmanager_secret_version.")
    assert "master_password" not in cluster
    assert not any(
        type_.startswith(("aws_eks", "aws_s3", "aws_lb", "aws_vpc", "aws_subnet"))
        for type_ in stack.types - {"aws_vpc_security_group_ingress_rule"}
    )
    assert strangers(ran.loaded, "cdktf_cdktf_provider_aws") == set()


def test_server_can_use_an_existing_cluster(example: Example) -> None:
    ran = example("server-on-own-cluster")
    stack = ran.stacks["server"]

    assert set(stack.json["provider"]) == {"kubernetes"}
    assert {type_.partition("_")[0] for type_ in stack.types} == {"kubernetes"}
    [deployment] = stack.resources("kubernetes_deployment_v1").values()
    assert deployment["metadata"]["namespace"].startswith("${kubernetes_namespace_v1.namespace.metadata")
    [secret] = stack.resources("kubernetes_secret_v1").values()
    assert (
        '${replace(urlencode(var.database_password), "+", "%20")}@mysql.research.example.com'
        in secret["data_wo"]["MYSQL"]
    )
    assert {name: each["ephemeral"] for name, each in stack.json["variable"].items()} == {
        "database_password": True,
        "license": True,
    }
    assert strangers(ran.loaded, "cdktf_cdktf_provider_kubernetes") == set()


@pytest.mark.parametrize(
    ("name", "provider"),
    [("aws-platform", "cdktf_cdktf_provider_aws"), ("azure-platform", "cdktf_cdktf_provider_azurerm")],
)
def test_platform_from_parts_loads_only_its_cloud(name: str, provider: str, example: Example) -> None:
    assert strangers(example(name).loaded, provider) == set()


def test_two_deployments_in_one_app_have_their_own_region_and_names(example: Example) -> None:
    stacks = example("deployment-with-additions").stacks
    regions = {name: {each["region"] for each in stack.json["provider"]["aws"]} for name, stack in stacks.items()}
    assert regions == {
        name: {"us-west-2" if name.startswith("oregon") else "eu-central-1"}
        for name in APPS["deployment-with-additions"]
    }
    names = [
        {role.get("name") for role in stacks[place].resources("aws_iam_role").values()} - {None}
        for place in ("frankfurt", "oregon")
    ]
    assert names[0] and not names[0] & names[1]
    for place in ("frankfurt", "oregon"):
        [alarm] = stacks[place].resources("aws_cloudwatch_metric_alarm").values()
        [database] = stacks[place].resources("aws_rds_cluster").values()
        assert alarm["dimensions"] == {"DBClusterIdentifier": database["cluster_identifier"]}


def test_missing_bindings_error_has_a_valid_pip_command(wheel_python: Path, tmp_path: Path) -> None:
    program = (
        "import sys; sys.modules['cdktf_cdktf_provider_helm'] = None; from constructs_lib.kubernetes import CertManager"
    )
    ran = subprocess.run([str(wheel_python), "-c", program], cwd=tmp_path, capture_output=True, text=True)

    wanted = "constructs_lib.kubernetes.CertManager needs cdktf_cdktf_provider_helm"
    messages = f"ModuleNotFoundError: {wanted}; run: pip install 'wandb-server-cdktf[helm]'"
    assert ran.stderr.splitlines()[-1] == messages
    # The library is there already, so no index is asked for it.
    pip("--python", str(wheel_python), "install", "--no-index", *shlex.split(messages)[-1:])


def strangers(loaded: Mapping[str, Any], own: str) -> set[str]:
    """What was loaded of other providers, of other clouds, and of the settings of this project's own app."""
    modules: list[str] = loaded["modules"]
    own_packages = {
        "cdktf_cdktf_provider_aws": "constructs_lib.aws",
        "cdktf_cdktf_provider_azurerm": "constructs_lib.azure",
        "cdktf_cdktf_provider_kubernetes": "constructs_lib.kubernetes",
    }
    rooms = ("aws", "azure", "kubernetes", "settings", "deployment_file", "deployments", "stacks", "testing")
    clouds = {f"constructs_lib.{room}" for room in rooms}
    providers = {name for name in modules if name.startswith("cdktf_cdktf_provider") and "." not in name}
    return (providers | clouds.intersection(modules)) - {own, own_packages[own]}
