"""main.py as called by cdktf: the same output every time, and no output for an invalid file."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from cdktf import App
from cdktf_cdktf_provider_aws.s3_bucket import S3Bucket

from constructs_lib.stacks import AwsInfrastructureStack
from tests.deployments import ALL_FILES, FILES, REPOSITORY, settings_with, values_of, write_file

# Bindings that are loaded completely take half a minute, and minutes on a busy machine.
TIME_LIMIT_SECONDS = 600


def _main(
    folder: Path,
    deployments: list[Path],
    *,
    environment: dict[str, str] | None = None,
    python: Path = Path(sys.executable),
) -> subprocess.CompletedProcess[str]:
    """Runs main.py in `folder`, its output in `folder`/cdktf.out."""
    return subprocess.run(
        [str(python), str(REPOSITORY / "main.py")],
        cwd=folder,
        env={**os.environ, "WANDB_DEPLOYMENTS": os.pathsep.join(map(str, deployments)), **(environment or {})},
        capture_output=True,
        text=True,
        timeout=TIME_LIMIT_SECONDS,
    )


@pytest.fixture(scope="module")
def scenarios(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The files of a synthesis of all scenarios on CDKTF."""
    folder = tmp_path_factory.mktemp("scenarios")
    ran = _main(folder, ALL_FILES)
    assert ran.returncode == 0, ran.stderr
    return _contents(folder / "cdktf.out")


def test_synthesis_is_reproducible_byte_for_byte(scenarios: dict[str, bytes], tmp_path: Path) -> None:
    """In another folder, in another order of hashing, and with bindings that are loaded whole."""
    ran = _main(tmp_path, ALL_FILES, environment={"PYTHONHASHSEED": "4711", "WANDB_EAGER_BINDINGS": "1"})
    assert ran.returncode == 0, ran.stderr

    assert len(scenarios) > len(ALL_FILES)
    assert _contents(tmp_path / "cdktf.out") == scenarios


def test_cdk_terrain_writes_the_same_stacks(
    cdk_terrain_python: Path, scenarios: dict[str, bytes], tmp_path: Path
) -> None:
    ran = _main(tmp_path, ALL_FILES, python=cdk_terrain_python)

    assert ran.returncode == 0, ran.stderr
    written = _contents(tmp_path / "cdktf.out")
    assert _stacks(written) == _stacks(scenarios)
    assert _engine_version(written) != _engine_version(scenarios)


def _stacks(files: dict[str, bytes]) -> dict[str, list[str]]:
    """File to lines of each stack, without the engine's version and the line breaks in empty lists and objects."""
    stacks = {name: text.decode() for name, text in files.items() if name.endswith("/cdk.tf.json")}
    version = f'"version": "{_engine_version(files)}"'
    assert all(text.count(version) == 1 for text in stacks.values())
    empty = re.compile(r"(?<=\[)\s+(?=\])|(?<=\{)\s+(?=\})")
    return {name: empty.sub("", text.replace(version, "")).splitlines() for name, text in stacks.items()}


def _engine_version(files: dict[str, bytes]) -> str:
    version: str = json.loads(files["manifest.json"])["version"]
    return version


def _contents(folder: Path) -> dict[str, bytes]:
    files = [file for file in folder.rglob("*") if file.is_file()]
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in files}


def test_warnings_name_their_file_and_do_not_stop_the_synthesis(tmp_path: Path) -> None:
    values = {**values_of("existing-vpc"), "create_elasticache": False, "wandb_runtime": "container"}
    file = write_file(tmp_path / "aws" / "small.tfvars.json", values)

    ran = _main(tmp_path, [file])

    assert ran.returncode == 0
    line = next(n for n, text in enumerate(file.read_text().split("\n"), start=1) if '"create_elasticache"' in text)
    assert f"aws/small.tfvars.json:{line}: warning: create_elasticache: " in ran.stdout
    assert "warning" not in ran.stderr
    assert (tmp_path / "cdktf.out" / "stacks" / "aws-small" / "cdk.tf.json").is_file()


def test_invalid_file_gives_one_line_per_problem(tmp_path: Path) -> None:
    wrong = {**values_of("recommended"), "deletion_protecton": True, "size": "tiny", "network_cidr": "10.0.0.0/99"}
    files = [FILES[0], write_file(tmp_path / "aws" / "wrong.tfvars.json", wrong)]

    ran = _main(tmp_path, files)

    assert (ran.returncode, ran.stdout) == (1, "")
    lines = ran.stderr.splitlines()
    assert len(lines) == 3
    named = {"deletion_protecton", "size", "network_cidr"}
    assert {line.split(": ")[1] for line in lines} == named
    assert all(re.match(r"aws/wrong\.tfvars\.json:\d+: ", line) for line in lines)
    assert "deletion_protection" in ran.stderr  # what was meant
    assert [path.name for path in tmp_path.iterdir()] == ["aws"]


@pytest.mark.parametrize("value", ["true", "1"])
def test_hcl_is_rejected_in_one_line(value: str, tmp_path: Path) -> None:
    ran = _main(tmp_path, [FILES[0]], environment={"SYNTH_HCL_OUTPUT": value})

    assert (ran.returncode, ran.stdout) == (1, "")
    assert ran.stderr.startswith("--hcl (SYNTH_HCL_OUTPUT): is not supported")
    assert len(ran.stderr.splitlines()) == 1
    assert not list(tmp_path.iterdir())


def test_hcl_of_an_earlier_synthesis_is_removed(tmp_path: Path) -> None:
    stale = tmp_path / "cdktf.out" / "stacks" / "aws-gone" / "cdk.tf"
    stale.parent.mkdir(parents=True)
    stale.write_text('terraform {\n  0 = "required_version"\n}\n')

    # cdktf sets this for the app in `synth` without the option.
    ran = _main(tmp_path, [FILES[0]], environment={"SYNTH_HCL_OUTPUT": "false"})

    assert ran.returncode == 0, ran.stderr
    assert not stale.exists()


def test_duplicate_address_is_rejected(tmp_path: Path) -> None:
    app = App(outdir=str(tmp_path / "cdktf.out"))
    stack = AwsInfrastructureStack(app, "aws-wandb", settings=settings_with(values_of("recommended")))
    S3Bucket(stack, "storage_bucket")

    with pytest.raises(Exception, match="would both have the Terraform address 'storage_bucket': rename one"):
        app.synth()
