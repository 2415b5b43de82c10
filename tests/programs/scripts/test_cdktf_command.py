"""scripts/cdktf.py: how the cdktf command is called."""

import json
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace

import pytest

from constructs_lib.deployments import Deployment
from constructs_lib.stacks.hcl_output import REFUSED
from scripts import cdktf
from scripts.cdktf import CDKTF, command_line, synthesized_stacks
from scripts.demo_shell import MARK
from scripts.diff_report import Outcome
from scripts.setup import ROOT

# How the diff of a stack ends, where it differs from others.
OUTCOMES: dict[str, Outcome] = {}


@pytest.fixture
def mirrored(tmp_path: Path) -> dict[str, str]:
    """An environment in which Terraform takes providers from a mirror."""
    config = tmp_path / "mirror.tfrc"
    config.write_text("provider_installation {}\n")
    return {"TF_CLI_CONFIG_FILE": str(config)}


@pytest.fixture
def direct(tmp_path: Path) -> dict[str, str]:
    config = tmp_path / "direct.tfrc"
    config.write_text("disable_checkpoint = true\n")
    return {"TF_CLI_CONFIG_FILE": str(config)}


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[list[str]]:
    """The calls of cdktf, which the fixture replaces."""
    monkeypatch.chdir(tmp_path)
    made: list[list[str]] = []

    def call(action: str, arguments: Sequence[str], _deployments: Sequence[Deployment]) -> int:
        made.append([action, *arguments])
        write_manifest(tmp_path / "cdktf.out", "aws-wandb", "aws-wandb-app", "azure-wandb")
        return 0

    def stack_difference(stack: str, options: Sequence[str], *_: object) -> Outcome:
        made.append(["diff", stack, *options])
        return OUTCOMES.get(stack, Outcome(stack, "No changes."))

    monkeypatch.setattr(cdktf, "call", call)
    monkeypatch.setattr(cdktf, "stack_difference", stack_difference)
    deployments = [
        SimpleNamespace(stack_names=names, adoption=None)
        for names in (("aws-wandb", "aws-wandb-app"), ("azure-wandb",))
    ]
    monkeypatch.setattr(cdktf, "load_deployments", lambda: deployments)
    monkeypatch.setattr(cdktf, "_refusals", lambda *_: [])
    monkeypatch.setattr(cdktf, "uses_mirror", lambda _: False)
    return made


def write_manifest(output: Path, *stacks: str) -> None:
    output.mkdir(exist_ok=True)
    (output / "manifest.json").write_text(json.dumps({"version": "0.21.0", "stacks": {stack: {} for stack in stacks}}))


def test_mirror_makes_registry_lookups_unnecessary(mirrored: dict[str, str], direct: dict[str, str]) -> None:
    assert command_line("deploy", "a", environment=mirrored, plain=False) == [
        str(CDKTF),
        "deploy",
        "a",
        "--skip-provider-lock",
    ]
    assert "--skip-provider-lock" not in command_line("deploy", "a", environment=direct, plain=False)


def test_output_without_terminal_has_no_colors(direct: dict[str, str]) -> None:
    assert command_line("destroy", "a", environment=direct, plain=True)[-1] == "--no-color"


def test_synth_gets_no_option_that_it_does_not_know(mirrored: dict[str, str]) -> None:
    assert command_line("synth", environment=mirrored, plain=True) == [str(CDKTF), "synth"]


def test_stacks_are_chosen_by_name_or_pattern(tmp_path: Path) -> None:
    write_manifest(tmp_path, "aws-wandb", "aws-wandb-app", "azure-wandb")
    assert synthesized_stacks(["aws-*"], tmp_path) == ["aws-wandb", "aws-wandb-app"]
    assert synthesized_stacks(["azure-wandb", "*-app"], tmp_path) == ["aws-wandb-app", "azure-wandb"]


def test_diff_synthesizes_once_and_calls_cdktf_per_stack(calls: list[list[str]]) -> None:
    assert cdktf.main(["diff", "aws-*", "--", "--refresh-only"]) == 0
    assert calls == [
        ["synth"],
        ["diff", "aws-wandb", "--refresh-only"],
        ["diff", "aws-wandb-app", "--refresh-only"],
    ]


@pytest.mark.parametrize(
    ("mirror", "initialized", "together"),
    [(True, (), True), (False, ("aws-wandb", "aws-wandb-app"), True), (False, ("aws-wandb",), False)],
)
def test_diff_plans_stacks_together_unless_one_has_to_download_providers(
    mirror: bool,
    initialized: Sequence[str],
    together: bool,
    calls: list[list[str]],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The stacks wait for each other: if they are not planned together, the first one waits in vain."""
    both = threading.Barrier(2)

    def stack_difference(stack: str, *_: object) -> Outcome:
        with suppress(threading.BrokenBarrierError):
            both.wait(10 if together else 0.01)
        return Outcome(stack, f"{not both.broken}")

    monkeypatch.setattr(cdktf, "stack_difference", stack_difference)
    monkeypatch.setattr(cdktf, "uses_mirror", lambda _: mirror)
    for stack in initialized:
        (Path("cdktf.out") / "stacks" / stack / ".terraform" / "providers").mkdir(parents=True)

    assert cdktf.main(["diff", "aws-*"]) == 0

    assert calls == [["synth"]]
    assert capsys.readouterr().out == f"\naws-wandb: {together}\naws-wandb-app: {together}\n"


@pytest.mark.parametrize(
    ("outcome", "status"), [(Outcome("aws-wandb-app", waits_for=["aws-wandb"]), 0), (Outcome("aws-wandb-app"), 1)]
)
def test_diff_ends_with_each_stacks_outcome_and_fails_only_for_a_failure(
    outcome: Outcome,
    status: int,
    calls: list[list[str]],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setitem(OUTCOMES, outcome.stack, outcome)
    assert cdktf.main(["diff", "aws-*"]) == status
    assert capsys.readouterr().out == f"\naws-wandb: No changes.\n{outcome}\n"


@pytest.mark.parametrize("action", ["synth", "diff", "deploy", "destroy"])
@pytest.mark.parametrize("option", ["--hcl", "--hcl=true", "SYNTH_HCL_OUTPUT"])
def test_hcl_is_refused_in_one_line(
    option: str,
    action: str,
    calls: list[list[str]],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    if not option.startswith("--"):
        monkeypatch.setenv(option, "1")
    for arguments in ([action, "--", option], [action, option]) if option.startswith("--") else ([action],):
        assert cdktf.main(arguments) == 1
        assert capsys.readouterr().err == f"{REFUSED}\n"
    assert calls == []


@pytest.mark.parametrize("action", ["diff", "deploy", "destroy"])
def test_shell_of_a_stopped_demo_is_refused(
    action: str,
    calls: list[list[str]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv(MARK, str(tmp_path / ".demo"))
    assert cdktf.main([action]) == 1
    assert calls == []
    assert "points to a demo that is stopped; run leave_demo" in capsys.readouterr().err


@pytest.mark.parametrize("action", ["diff", "deploy", "destroy"])
def test_pattern_without_match_fails_and_lists_the_stacks(
    action: str, calls: list[list[str]], capsys: pytest.CaptureFixture[str]
) -> None:
    assert cdktf.main([action, "gcp-*", "aws-*", "wandb"]) == 1
    assert calls == []
    messages = "No stack matches gcp-* or wandb; the stacks are aws-wandb, aws-wandb-app, azure-wandb\n"
    assert capsys.readouterr().err == messages


def test_deploy_and_destroy_pass_stacks_and_options_on(calls: list[list[str]]) -> None:
    cdktf.main(["deploy", "aws-wandb", "azure-wandb", "--", "--auto-approve", "--parallelism", "1"])
    cdktf.main(["destroy", "--"])
    cdktf.main(["synth", "--", "--output", "out"])
    assert calls == [
        ["deploy", "aws-wandb", "azure-wandb", "--auto-approve", "--parallelism", "1"],
        ["destroy", "*"],
        ["synth", "--output", "out"],
    ]


def test_wrong_mirror_is_one_line_and_no_traceback(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TF_PROVIDER_MIRROR", str(tmp_path))
    assert cdktf.main(["synth"]) == 1
    assert capsys.readouterr().err.startswith(f"TF_PROVIDER_MIRROR={tmp_path} has no provider for")


@pytest.mark.parametrize(("action", "options"), [("deploy", ""), ("destroy", " -destroy")])
@pytest.mark.parametrize("folder", ["cdktf.out", "other"])
def test_failure_names_stacks_without_a_shown_reason(
    folder: str,
    action: str,
    options: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    write_manifest(tmp_path / folder, "aws-other", "aws-wandb", "aws-wandb-app")
    monkeypatch.setattr(cdktf, "run", lambda *_, **__: 1)
    chosen = [] if folder == "cdktf.out" else ["--output", folder]
    assert cdktf.call(action, ["aws-wandb*", "--auto-approve", *chosen], ()) == 1
    _, *commands = capsys.readouterr().err.splitlines()
    assert commands == [
        f"  terraform -chdir={folder}/stacks/aws-wandb plan{options}",
        f"  terraform -chdir={folder}/stacks/aws-wandb-app plan{options}",
    ]


def test_failed_synthesis_names_no_stack(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(cdktf, "run", lambda *_, **__: 1)
    assert cdktf.call("synth", [], ()) == 1
    assert cdktf.call("deploy", ["aws-wandb"], ()) == 1
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(
    ("messages", "hinted"), [("aws-wandb  Error: no credentials", False), ("aws-wandb  ...", True)]
)
def test_failed_diff_hints_only_without_a_shown_reason(
    messages: str, hinted: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    write_manifest(tmp_path / "cdktf.out", "aws-wandb")

    def run(_command: Sequence[str], *, on_line: Callable[[str], None], **_options: object) -> int:
        on_line(messages)
        return 1

    monkeypatch.setattr(cdktf, "run", run)
    assert cdktf.stack_difference("aws-wandb", [], ()).failed
    shown = capsys.readouterr()
    assert shown.out == f"{messages}\n"
    assert ("terraform -chdir=cdktf.out/stacks/aws-wandb plan\n" in shown.err) is hinted


@pytest.mark.parametrize("action", ["synth", "diff", "deploy", "destroy"])
def test_error_in_a_file_is_shown_once_before_cdktf_runs(
    action: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "aws" / "wrong.tfvars.json"
    file.parent.mkdir()
    file.write_text('{"namespace": "wandb", "sise": "small"}')
    monkeypatch.setenv("WANDB_DEPLOYMENTS", str(file))
    monkeypatch.setattr(cdktf, "run", lambda *_, **__: pytest.fail("cdktf was called"))

    assert cdktf.main([action]) == 1

    messages = capsys.readouterr()
    assert messages.out == ""
    lines = messages.err.splitlines()
    assert lines[0] == f'{file}:1: sise: is not an input; did you mean "size"?'
    assert len(lines) == len(set(lines)) == 5  # and the four inputs that are missing


@pytest.mark.parametrize("action", ["synth", "diff", "deploy", "destroy"])
def test_selected_deployments_apply_to_every_action(
    action: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    chosen = tmp_path / "aws" / "chosen.tfvars"
    chosen.parent.mkdir()
    chosen.write_text((ROOT / "deployments" / "aws" / "wandb.tfvars").read_text())
    seen: list[tuple[str, str]] = []

    def run(command: Sequence[str], *, environment: Mapping[str, str], **_options: object) -> int:
        seen.append((command[1], environment["WANDB_DEPLOYMENTS"]))
        write_manifest(tmp_path / "cdktf.out", "aws-chosen")
        return 0

    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("WANDB_DEPLOYMENTS", str(chosen))
    monkeypatch.setattr(cdktf, "run", run)

    assert cdktf.main([action]) == 0

    assert {deployments for _, deployments in seen} == {str(chosen)}
    assert [called for called, _ in seen] == (["synth", "diff"] if action == "diff" else [action])


def test_failed_deploy_lists_tainted_resources_and_how_to_keep_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(cdktf, "run", lambda *_, **__: 1)
    tainted = {"mode": "managed", "type": "aws_kms_key", "name": "key", "instances": [{"status": "tainted"}]}
    Path("terraform.aws-wandb.tfstate").write_text(json.dumps({"resources": [tainted]}))
    Path("terraform.aws-other.tfstate").write_text(json.dumps({"resources": []}))

    assert cdktf.call("deploy", ["aws-wandb"], []) == 1

    messages = capsys.readouterr().err
    assert "terraform -chdir=cdktf.out/stacks/aws-wandb untaint ADDRESS\n  aws_kms_key.key\n" in messages
    assert "aws-other" not in messages
