"""Loading deployments imports nothing heavy, and reports problems on stderr without traceback."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.unit.settings.settings_cases import DOCUMENTED, REPOSITORY, file_with

# What main.py does first.
PROGRAM = """
import sys
from constructs_lib.deployments import SettingsError, load_deployments
try:
    deployments = load_deployments(sys.argv[1:])
except SettingsError as error:
    print(error, file=sys.stderr)
    status = 1
else:
    print(*(deployment.name for deployment in deployments))
    status = 0
heavy = {"cdktf", "constructs", "jsii", "cdktf_cdktf_provider_aws", "boto3", "moto"}
print("heavy:", *sorted(heavy & {name.partition(".")[0] for name in sys.modules}))
print("parser:", "hcl2" in sys.modules)
print("clouds:", *(cloud for cloud in ("aws", "azure") if f"constructs_lib.settings.{cloud}" in sys.modules))
sys.exit(status)
"""


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", PROGRAM, *map(str, arguments)]
    return subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, timeout=60, check=False)


def test_valid_file_is_loaded_without_heavy_imports() -> None:
    done = run(DOCUMENTED)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == ["aws-wandb", "heavy:", "parser: False", "clouds: aws"]


def test_invalid_file_exits_with_one_and_one_line_per_problem(tmp_path: Path) -> None:
    path = tmp_path / "aws" / "bad.tfvars"
    path.parent.mkdir()
    path.write_text(file_with('size = "tiny"\nlicence = "hushhush"'), encoding="utf-8")
    done = run(path)
    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        f'{path}:1: size: "tiny" is not allowed; must be one of small, medium, large, xlarge or xxlarge',
        f'{path}:2: licence: is not an input; did you mean "license"?',
    ]
    assert "heavy:\nparser: False\n" in done.stdout


def test_app_exits_with_one_and_prints_only_the_problem(tmp_path: Path) -> None:
    path = tmp_path / "aws" / "bad.tfvars"
    path.parent.mkdir()
    path.write_text(file_with("size = 1"), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, REPOSITORY / "main.py"],
        cwd=tmp_path,
        env={**os.environ, "WANDB_DEPLOYMENTS": "aws"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    messages = 'aws/bad.tfvars:1: size: "1" is not allowed; must be one of small, medium, large, xlarge or xxlarge\n'
    assert (done.returncode, done.stdout, done.stderr) == (1, "", messages)
    assert not (tmp_path / "cdktf.out").exists()


def test_file_loads_only_the_settings_of_its_cloud(tmp_path: Path) -> None:
    path = tmp_path / "azure" / "wandb.tfvars"
    path.parent.mkdir()
    path.write_text(file_with("", "azure"), encoding="utf-8")
    assert run(path).stdout.splitlines() == ["azure-wandb", "heavy:", "parser: False", "clouds: azure"]


def test_json_file_does_not_load_the_hcl_parser(tmp_path: Path) -> None:
    path = tmp_path / "aws" / "x.tfvars.json"
    path.parent.mkdir()
    path.write_text("{}", encoding="utf-8")
    assert "parser: False" in run(path).stdout
