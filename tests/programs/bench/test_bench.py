"""The benchmark measures programs, detects a failed one, and prints one figure per line."""

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from bench import __main__ as bench
from bench.cases import FULL, ORDINARY, OURS, all_cases, on_engine
from bench.deployments import write
from bench.report import figures, table
from bench.run import BenchError, Case, Sample, run
from bench.tricks import PACKAGE_CACHE, TRICKS
from constructs_lib.deployments import load_deployments
from scripts.setup import CDK_TERRAIN

_WRITE_A_STACK = """
from pathlib import Path
folder = Path("cdktf.out/stacks/one")
folder.mkdir(parents=True)
(folder / "cdk.tf.json").write_text("{}")
"""


def _case(tmp_path: Path, source: str, **expected: int) -> Case:
    program = tmp_path / "program.py"
    program.write_text(source)
    return Case("case", "a program", program, **{"stacks": 1, **expected})


def test_run_reports_time_cpu_time_and_memory(tmp_path: Path) -> None:
    busy = """
import subprocess, sys
small = bytearray(60_000_000)
subprocess.run([sys.executable, "-c", "large = bytearray(120_000_000); sum(range(3_000_000))"], check=True)
"""
    sample = run(_case(tmp_path, busy + _WRITE_A_STACK))

    assert 60 < sample.python_mb < 120 < sample.node_mb < 180
    assert sample.cpu_seconds > 0
    assert sample.wall_seconds > 0


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param("raise SystemExit(3)", {}, id="failed"),
        pytest.param("", {}, id="wrote nothing"),
        pytest.param(_WRITE_A_STACK, {"stacks": 2}, id="wrote too little"),
        pytest.param(_WRITE_A_STACK, {"exit_status": 1}, id="passed where it should fail"),
    ],
)
def test_failed_program_is_not_a_measurement(source: str, expected: dict[str, int], tmp_path: Path) -> None:
    with pytest.raises(BenchError, match=r"^case: exit status \d and \d stacks, not"):
        run(_case(tmp_path, source, **expected))


def test_shell_variables_do_not_reach_the_measured_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    names = {"PYTHONDONTWRITEBYTECODE", "WANDB_EAGER_BINDINGS", "WANDB_DEPLOYMENTS", "WANDB_ENGINE"}
    for name in names:
        monkeypatch.setenv(name, "1")
    look = f"import os\nassert not {names} & os.environ.keys()"

    assert run(_case(tmp_path, look + _WRITE_A_STACK))


def test_cases_are_interleaved_and_round_one_is_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    order: list[str] = []

    def count(case: Case) -> Sample:
        order.append(case.name)
        return Sample(len(order), 1, 1, 1)

    monkeypatch.setattr(bench, "run", count)
    cases = [Case("a", "", Path(), 1), Case("b", "", Path(), 1, runs_at_most=1)]
    samples = bench.measure(cases, runs=2)

    assert order == ["a", "b", "a", "b", "a"]
    assert {name: [sample.wall_seconds for sample in taken] for name, taken in samples.items()} == {
        "a": [3, 5],
        "b": [4],
    }


def test_figures_are_ratios_of_medians() -> None:
    cases = [Case("base", "base", Path(), 1), Case("many", "many", Path(), 1, deployments=10)]
    samples: dict[str, Sequence[Sample]] = {
        "base": [Sample(9, 4, 100, 50), Sample(10, 5, 100, 50), Sample(90, 6, 100, 50)],
        "many": [Sample(5, 10, 200, 25)],
    }

    assert figures(cases, samples, "base").splitlines() == [
        "many 0.5000",
        "many_cpu 2.0000",
        "many_each 0.0500",
        "many_python_memory 2.0000",
        "many_node_memory 0.5000",
    ]
    assert [line.split()[1] for line in table(cases, samples, "base").splitlines()[1:]] == ["3", "1"]


@pytest.mark.parametrize("cloud", ["aws", "azure"])
def test_ten_written_deployments_are_valid(cloud: str, tmp_path: Path) -> None:
    deployments = load_deployments([write(tmp_path / "ten", cloud, 10)])

    assert len({deployment.settings.namespace for deployment in deployments}) == 10
    assert len({deployment.settings.url for deployment in deployments}) == 10


def test_every_documented_case_exists(tmp_path: Path) -> None:
    assert [case.name for case in all_cases(tmp_path)] == [
        *(ORDINARY, OURS, "error_path"),
        *("full_aws", "aws_10", "aws_100"),
        *("full_azure", "both_clouds"),
    ]


def test_command_prints_one_figure_per_line(capsys: pytest.CaptureFixture[str]) -> None:
    status = bench.main(["--quick", "--runs", "1", "--only", "one_vpc", "error_path"])

    output = capsys.readouterr().out
    assert status == 0
    last = output.split("\n\n")[-1].split()
    ratios = dict(zip(last[::2], map(float, last[1::2]), strict=True))
    assert ratios.keys() == {"error_path", "error_path_cpu", "error_path_python_memory"}
    # Its engine never starts.
    assert ratios["error_path_cpu"] < 1
    assert "ratios are to one_vpc" in output


def test_unknown_case_error_lists_the_known_cases(capsys: pytest.CaptureFixture[str]) -> None:
    assert bench.main(["--quick", "--only", "full_avs"]) == 2
    assert capsys.readouterr().err == "--only: choose from one_vpc error_path full_aws\n"


def test_engines_and_tricks_add_cases(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    python = tmp_path / "bin" / "python"
    python.parent.mkdir()
    python.touch()
    monkeypatch.setitem(CDK_TERRAIN, "cdktn", tmp_path)
    measured: list[Case] = []

    def note(case: Case) -> Sample:
        measured.append(case)
        return Sample(1, 1, 1, 1)

    monkeypatch.setattr(bench, "run", note)
    only = ["--only", ORDINARY, FULL]
    assert bench.main(["--runs", "1", *only, "--engines", "cdktn", "--tricks"]) == 0
    names = [case.name for case in measured[: len(measured) // 2]]
    full = [FULL, f"{FULL}@cdktn"]
    tricks = [f"{name}-{trick}" for name in full for trick in TRICKS]
    assert names == [ORDINARY, FULL, f"{ORDINARY}@cdktn", f"{FULL}@cdktn", *tricks]
    assert {case.python for case in measured if "@cdktn" in case.name} == {python}


@pytest.mark.parametrize("trick", TRICKS)
def test_every_trick_can_be_switched_off(trick: str, tmp_path: Path) -> None:
    """The attribute that it replaces exists, and the program runs with it."""
    expects = {
        "python_on_demand": "_finder.parse(None) is None",
        "checks": "_checks.install() is None and not hasattr(typing.get_type_hints, '__wrapped__')",
        "process": "_process.start(None) is False",
        "node_on_demand": "(_process.files(None) / 'on_demand.js').read_text() == ''",
        "finish_index": "(_process.files(None) / 'finish_index.js').read_text() == ''",
    }
    source = "import typing\nfrom constructs_lib.bindings import _checks, _finder, _process\n"
    case = _case(tmp_path, f"{source}assert {expects[trick]}\n{_WRITE_A_STACK}")

    assert run(replace(case, without=trick, environment={PACKAGE_CACHE: str(tmp_path)}))
    with pytest.raises(BenchError):
        run(case)


def test_ordinary_app_of_cdk_terrain_has_its_imports(tmp_path: Path) -> None:
    [ordinary] = [case for case in all_cases(tmp_path) if case.name == ORDINARY]
    [case] = on_engine([ordinary], "cdktn", Path("python"), tmp_path)
    source = case.program.read_text()
    assert "from cdktn import" in source and "from cdktn_provider_aws.vpc import" in source
    assert "from cdktf" not in source


def test_both_apps_differ_in_one_line() -> None:
    apps = Path(bench.__file__).parent / "apps"
    ordinary, ours = ((apps / f"{name}_vpc.py").read_text().partition('"""\n\n')[2] for name in ("ordinary", "our"))

    assert ours.replace("import constructs_lib  # noqa: F401  isort: skip\n\n", "") == ordinary
    assert json.dumps(ordinary).count("constructs_lib") == 0
