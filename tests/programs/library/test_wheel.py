"""The library as an installed wheel, in an environment without this checkout, with the examples."""

import json
import os
import shlex
import shutil
import site
import subprocess
import sys
import sysconfig
import venv
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

REPOSITORY = Path(__file__).resolve().parents[3]
EXAMPLES = sorted(path.parent for path in (REPOSITORY / "examples").glob("*/cdktf.json"))
WHAT_A_WHEEL_IS_MADE_OF = ("constructs_lib", "pyproject.toml", "README.md", "LICENSE")
# Runs the example as in its cdktf.json, then reports which modules were loaded from where.
RUN = """
import json, runpy, sys
runpy.run_path("main.py", run_name="__main__")
import constructs_lib
print(json.dumps({"library": constructs_lib.__file__, "modules": sorted(sys.modules)}))
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from a copy, so that nothing is left in the checkout; setuptools is the one that is locked."""
    folder = tmp_path_factory.mktemp("wheel")
    source = folder / "source"
    source.mkdir()
    for name in WHAT_A_WHEEL_IS_MADE_OF:
        if (REPOSITORY / name).is_dir():
            shutil.copytree(REPOSITORY / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(REPOSITORY / name, source)
    pip("wheel", "--no-build-isolation", "--no-deps", "--no-index", "--wheel-dir", str(folder), str(source))
    [built] = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def python(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The interpreter of a fresh environment with the wheel; what the library depends on is lent from here."""
    environment = tmp_path_factory.mktemp("environment")
    venv.create(environment, symlinks=True)
    interpreter = environment / "bin" / "python"
    packages = Path(sysconfig.get_path("purelib", vars={"base": str(environment), "platbase": str(environment)}))
    (packages / "lent.pth").write_text("\n".join(site.getsitepackages()))
    pip("--python", str(interpreter), "install", "--no-deps", "--no-index", str(wheel))
    return interpreter


def pip(*arguments: str) -> None:
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet", *arguments]
    subprocess.run(command, check=True, capture_output=True, text=True)


def synthesized(example: str, python: Path, folder: Path) -> tuple[Mapping[str, Any], dict[str, Any]]:
    """Copies the example elsewhere and runs it there: its one stack, and what was loaded."""
    app = shutil.copytree(REPOSITORY / "examples" / example, folder / example)
    command = [str(python), "-c", RUN]
    ran = subprocess.run(command, cwd=app, capture_output=True, text=True, env={"PATH": os.environ["PATH"]})
    assert ran.returncode == 0, ran.stderr
    [file] = app.glob("cdktf.out/stacks/*/cdk.tf.json")
    return json.loads(file.read_text()), json.loads(ran.stdout.splitlines()[-1])


def test_wheel_has_exactly_the_files_of_the_library(wheel: Path) -> None:
    files = {
        path.relative_to(REPOSITORY).as_posix()
        for path in (REPOSITORY / "constructs_lib").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    packed = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    assert packed == files
    assert "constructs_lib/py.typed" in packed


def test_wheel_has_an_extra_for_each_cloud(wheel: Path) -> None:
    archive = zipfile.ZipFile(wheel)
    [metadata] = [name for name in archive.namelist() if name.endswith(".dist-info/METADATA")]
    lines = archive.read(metadata).decode().splitlines()
    extras = {line.removeprefix("Provides-Extra: ") for line in lines if line.startswith("Provides-Extra: ")}
    assert extras >= {"aws", "azure", "kubernetes"}
    required = [line.removeprefix("Requires-Dist: ") for line in lines if line.startswith("Requires-Dist: ")]
    assert not any("provider" in each and "extra ==" not in each for each in required)


def test_every_example_documents_how_to_run_it() -> None:
    assert [example.name for example in EXAMPLES] == ["aurora-database", "server-on-own-cluster"]
    for example in EXAMPLES:
        assert json.loads((example / "cdktf.json").read_text())["app"] == "python main.py"
        assert (example / "README.md").is_file()


def test_database_can_use_an_existing_network(python: Path, tmp_path: Path) -> None:
    stack, loaded = synthesized("aurora-database", python, tmp_path)

    assert Path(loaded["library"]).is_relative_to(python.parents[1])
    resources = stack["resource"]
    [group] = resources["aws_db_subnet_group"].values()
    assert len(group["subnet_ids"]) == 2
    assert all(subnet.startswith("${aws_subnet.data-") for subnet in group["subnet_ids"])
    [rule] = resources["aws_vpc_security_group_ingress_rule"].values()
    assert rule["referenced_security_group_id"] == "${aws_security_group.clients.id}"
    [cluster] = resources["aws_rds_cluster"].values()
    assert cluster["master_password_wo"].startswith("${jsondecode(ephemeral.aws_secretsmanager_secret_version.")
    assert "master_password" not in cluster
    assert not any(type_.startswith(("aws_eks", "aws_s3", "aws_lb", "aws_nat")) for type_ in resources)
    assert strangers(loaded, "cdktf_cdktf_provider_aws") == set()


def test_server_can_use_an_existing_cluster(python: Path, tmp_path: Path) -> None:
    stack, loaded = synthesized("server-on-own-cluster", python, tmp_path)

    assert set(stack["provider"]) == {"kubernetes"}
    assert {type_.partition("_")[0] for type_ in stack["resource"]} == {"kubernetes"}
    [deployment] = stack["resource"]["kubernetes_deployment_v1"].values()
    assert deployment["metadata"]["namespace"].startswith("${kubernetes_namespace_v1.namespace.metadata")
    [secret] = stack["resource"]["kubernetes_secret_v1"].values()
    assert (
        '${replace(urlencode(var.database_password), "+", "%20")}@mysql.research.example.com'
        in secret["data_wo"]["MYSQL"]
    )
    assert {name: each["ephemeral"] for name, each in stack["variable"].items()} == {
        "database_password": True,
        "license": True,
    }
    assert strangers(loaded, "cdktf_cdktf_provider_kubernetes") == set()


def test_missing_bindings_error_has_a_valid_pip_command(python: Path, tmp_path: Path) -> None:
    program = (
        "import sys; sys.modules['cdktf_cdktf_provider_helm'] = None; from constructs_lib.kubernetes import CertManager"
    )
    ran = subprocess.run([str(python), "-c", program], cwd=tmp_path, capture_output=True, text=True)

    wanted = "constructs_lib.kubernetes.CertManager needs cdktf_cdktf_provider_helm"
    messages = f"ModuleNotFoundError: {wanted}; run: pip install 'wandb-server-cdktf[helm]'"
    assert ran.stderr.splitlines()[-1] == messages
    # The library is there already, so no index is asked for it.
    pip("--python", str(python), "install", "--no-index", *shlex.split(messages)[-1:])


def strangers(loaded: Mapping[str, Any], own: str) -> set[str]:
    """What was loaded of other providers, of other clouds, and of the settings of this project's own app."""
    modules: list[str] = loaded["modules"]
    own_package = {"cdktf_cdktf_provider_aws": "constructs_lib.aws"}.get(own, "constructs_lib.kubernetes")
    rooms = ("aws", "azure", "kubernetes", "settings", "deployment_file", "deployments")
    clouds = {f"constructs_lib.{room}" for room in rooms}
    providers = {name for name in modules if name.startswith("cdktf_cdktf_provider") and "." not in name}
    return (providers | clouds.intersection(modules)) - {own, own_package}
