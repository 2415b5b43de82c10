"""scripts/app_synthesis.py, with small apps in place of ours."""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from scripts import cdktf
from scripts.app_synthesis import synthesize
from scripts.cdktf import CDKTF
from scripts.setup import ROOT
from tests.deployments import values_of, write_file
from tests.programs.scripts.remote_states import HTTP

# Writes a manifest with the stacks of $STACKS, and its own environment.
APP = """echo from the app
mkdir -p "$CDKTF_OUTDIR/stacks/new"
env > "$CDKTF_OUTDIR/environment"
printf '{"stacks": %s}' "$STACKS" > "$CDKTF_OUTDIR/manifest.json"
exit $STATUS"""
ENVIRONMENT = {**os.environ, "STACKS": '{"new": {}}', "STATUS": "0"}


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A project with that app."""
    monkeypatch.chdir(tmp_path)
    write_project()


def write_project(**more: Any) -> None:
    Path("cdktf.json").write_text(json.dumps({"language": "python", "app": APP, **more}))


def environment_of_the_app(output: str = "cdktf.out") -> Mapping[str, str]:
    lines = (Path(output) / "environment").read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if "=" in line)


def test_app_is_run_as_cdktf_runs_it(capfd: pytest.CaptureFixture[str]) -> None:
    write_project(terraformModules=["./modules/a", {"name": "b", "source": "../b"}, "registry/c/d@1.0"])

    assert synthesize([], {**ENVIRONMENT, "TF_VAR_license": "secret", "CDKTF_CONTEXT_JSON": '{"x": 1}'}) == 0

    assert capfd.readouterr().out == "from the app\nGenerated Terraform code for the stacks: new\n"
    app = environment_of_the_app()
    assert json.loads(app["CDKTF_CONTEXT_JSON"]) == {"x": 1, "cdktfRelativeModules": ["./modules/a", "../b"]}
    assert app["CDKTF_OUTDIR"] == "cdktf.out"
    assert app["CDKTF_CONTINUE_SYNTH_ON_ERROR_ANNOTATIONS"] == "true"
    assert app["NODE_OPTIONS"] == "--max-old-space-size=4096"
    assert "TF_VAR_license" not in app


@pytest.mark.parametrize("context", [{"targetVersions": {"terraform": ">=1.13"}}, {}], ids=["some", "empty"])
def test_context_of_the_project_replaces_that_of_the_environment(context: Mapping[str, Any]) -> None:
    write_project(context=context)

    assert synthesize([], {**ENVIRONMENT, "CDKTF_CONTEXT_JSON": '{"x": 1}'}) == 0

    written = json.loads(environment_of_the_app()["CDKTF_CONTEXT_JSON"])
    assert written == {**context, "cdktfRelativeModules": []}


@pytest.mark.parametrize("arguments", [["-o", "other"], ["--output", "other"], ["--output=other"]])
def test_output_folder_is_the_one_of_the_option(arguments: list[str]) -> None:
    assert synthesize(arguments, ENVIRONMENT) == 0
    assert environment_of_the_app("other")["CDKTF_OUTDIR"] == "other"


def test_output_folder_of_the_project_is_the_default() -> None:
    write_project(output="dist")
    assert synthesize([], ENVIRONMENT) == 0
    assert environment_of_the_app("dist")["CDKTF_OUTDIR"] == "dist"


def test_stack_that_the_app_no_longer_has_is_removed() -> None:
    stacks = Path("cdktf.out") / "stacks"
    for name in ("old", "new"):
        (stacks / name / ".terraform").mkdir(parents=True)

    assert synthesize([], ENVIRONMENT) == 0

    assert [path.name for path in stacks.iterdir()] == ["new"]
    assert (stacks / "new" / ".terraform").is_dir()


def test_failed_app_fails_and_removes_nothing() -> None:
    old = Path("cdktf.out") / "stacks" / "old"
    old.mkdir(parents=True)

    assert synthesize([], {**ENVIRONMENT, "STATUS": "7"}) == 1

    assert old.is_dir()


@pytest.mark.parametrize("stacks", ["{}", '{"new": {"annotations": [{"level": "@cdktf/error"}]}}'])
def test_what_cdktf_reports_is_left_to_it(stacks: str) -> None:
    assert synthesize([], {**ENVIRONMENT, "STACKS": stacks}) is None


def test_other_options_and_a_missing_project_are_left_to_cdktf() -> None:
    assert synthesize(["--app", "x"], ENVIRONMENT) is None
    Path("cdktf.json").unlink()
    assert synthesize([], ENVIRONMENT) is None
    assert not Path("cdktf.out").exists()


@pytest.mark.parametrize(
    ("backend", "options", "expected"),
    [
        (HTTP, (), ["synth", "deploy --skip-synth"]),
        (HTTP, ("--app", "x"), ["synth", "deploy"]),
        ({"type": "local"}, (), ["deploy"]),
    ],
)
def test_deploy_synthesizes_once(
    backend: Mapping[str, str], options: tuple[str, ...], expected: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    called: list[str] = []

    def run(command: list[str], **_options: object) -> int:
        called.append(" ".join([command[1], *(option for option in command if option == "--skip-synth")]))
        return 0

    def synthesized(*_arguments: object) -> int:
        called.append("synth")
        return 0

    file = write_file(Path("aws") / "x.tfvars.json", {**values_of("redis"), "backend": backend})
    monkeypatch.setenv("WANDB_DEPLOYMENTS", str(file))
    monkeypatch.setattr(cdktf, "run", run)
    monkeypatch.setattr(cdktf, "synthesize", synthesized)
    monkeypatch.setattr(cdktf, "_refusals", lambda *_: [])
    monkeypatch.setattr(cdktf, "check_servers", lambda *_, **__: 0)

    assert cdktf.main(["deploy", "*", "--", "--auto-approve", *options]) == 0

    assert called == expected


@pytest.mark.skipif(not CDKTF.exists(), reason="cdktf is not installed: `make setup`")
def test_options_that_are_passed_on_exist_in_cdktf() -> None:
    commands = (ROOT / "node_modules" / "cdktf-cli" / "bundle" / "bin" / "cdktf.js").read_text()

    for option in ("skip-synth", "skip-provider-lock", "output"):
        assert f'"{option}"' in commands
