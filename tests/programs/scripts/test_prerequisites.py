"""scripts/prerequisites.sh, with fakes of the tools."""

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
SH = shutil.which("sh") or "/bin/sh"
PYTHON = 'case "$2" in *platform*) echo {version} ;; *ensurepip*) exit {venv} ;; *) echo /found/{name} ;; esac'

Machine = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def run(tmp_path: Path) -> Machine:
    """Runs the script where only the given tools exist: name to what the tool does."""

    def run(binary: str = "", **tools: str) -> subprocess.CompletedProcess[str]:
        for name, body in tools.items():
            tool = tmp_path / name.replace("_", ".")
            tool.write_text(f"#!{SH}\n{body}\n")
            tool.chmod(0o755)
        return subprocess.run(
            [SH, str(ROOT / "scripts" / "prerequisites.sh")],
            env={"PATH": str(tmp_path)} | ({"TERRAFORM_BINARY_NAME": binary} if binary else {}),
            capture_output=True,
            text=True,
        )

    return run


def python(version: str, *, name: str = "python3", venv: bool = True) -> str:
    return PYTHON.format(version=version, name=name, venv=0 if venv else 1)


def tools(**changed: str) -> dict[str, str]:
    return {
        "python3": python("3.11.2"),
        "node": "echo v20.0.0",
        "npm": "echo 9.0.0",
        "terraform": "echo Terraform v1.11.1",
    } | changed


def problems(result: subprocess.CompletedProcess[str]) -> list[str]:
    return [line.removeprefix("  - ") for line in result.stderr.splitlines() if line.startswith("  - ")]


def test_oldest_supported_versions_are_accepted_and_python_is_printed(run: Machine) -> None:
    result = run(**tools())
    assert (result.returncode, result.stdout, result.stderr) == (0, "/found/python3\n", "")


def test_all_missing_tools_are_listed_with_the_required_version(run: Machine) -> None:
    result = run()
    assert (result.returncode, result.stdout) == (1, "")
    assert problems(result) == [
        "Python 3.11 or newer, with venv: not found.",
        "Node.js 20.0 or newer: not found.",
        "npm 9.0 or newer: not found.",
        "Terraform 1.11.1 or newer: not found.",
    ]


def test_every_missing_tool_has_an_install_hint(run: Machine) -> None:
    lines = run().stderr.splitlines()[1:]
    ways = [line for line in lines if not line.startswith("  - ")]
    assert len(ways) == 5  # Terraform's has two lines
    hints = ("Get it from", "apt-get", "TERRAFORM_BINARY_NAME")
    assert all(line.startswith("    ") and any(hint in line for hint in hints) for line in ways)


@pytest.mark.parametrize(
    ("tool", "body", "problem"),
    [
        ("python3", python("3.10.13"), "Python 3.11 or newer, with venv: python3 is 3.10.13."),
        ("node", "echo v18.20.4", "Node.js 20.0 or newer: node is v18.20.4."),
        ("npm", "echo 8.19.4", "npm 9.0 or newer: npm is 8.19.4."),
        ("terraform", "echo Terraform v1.10.5", "Terraform 1.11.1 or newer: terraform is v1.10.5."),
        ("terraform", "echo Terraform v1.11.0", "Terraform 1.11.1 or newer: terraform is v1.11.0."),
        ("terraform", "echo Terraform v0.15.0", "Terraform 1.11.1 or newer: terraform is v0.15.0."),
        ("node", "exit 127", "Node.js 20.0 or newer: not found."),
    ],
)
def test_only_outdated_or_broken_tools_are_named(run: Machine, tool: str, body: str, problem: str) -> None:
    result = run(**tools(**{tool: body}))
    assert (result.returncode, problems(result)) == (1, [problem])


@pytest.mark.parametrize(
    ("tool", "body"),
    [
        ("python3", python("4.0.0")),
        ("python3", python("3.15.0rc1")),
        ("terraform", "echo Terraform v1.12.0-beta1"),
        ("terraform", "echo Terraform v1.12"),
        ("terraform", "echo Terraform v2.0.0"),
        ("terraform", "echo; echo A newer version is out; echo Terraform v1.11.4; echo on linux_amd64"),
    ],
)
def test_newer_versions_and_verbose_tools_are_accepted(run: Machine, tool: str, body: str) -> None:
    assert run(**tools(**{tool: body})).returncode == 0


@pytest.mark.parametrize(
    ("says", "problem"),
    [
        ("OpenTofu v1.11.1", ""),
        ("OpenTofu v1.11.0", "OpenTofu 1.11.1 or newer: tofu is v1.11.0."),
        ("Terraform v1.11.4", "OpenTofu 1.11.1 or newer: not found."),
    ],
)
def test_opentofu_is_checked_when_it_is_selected(run: Machine, says: str, problem: str) -> None:
    result = run("tofu", **tools(terraform="exit 1", tofu=f"echo {says}"))
    assert (result.returncode, problems(result)) == ((1, [problem]) if problem else (0, []))


def test_opentofu_named_terraform_is_refused_with_the_variable_to_set(run: Machine) -> None:
    result = run(**tools(terraform="echo OpenTofu v1.11.14"))
    assert problems(result) == ["Terraform 1.11.1 or newer: not found."]
    assert "or install OpenTofu and set TERRAFORM_BINARY_NAME=tofu" in result.stderr


def test_node_newer_than_22_needs_a_compiler(run: Machine) -> None:
    result = run(**tools(node="echo v24.0.0"))
    assert (result.returncode, problems(result)) == (1, ["A C++ compiler, for Node.js newer than 22: not found."])
    assert run(**tools(node="echo v22.99.0")).returncode == 0
    assert run(**tools(node="echo v100.1.0", **{"g++": "exit 0"})).returncode == 0


def test_missing_venv_error_names_the_debian_package(run: Machine) -> None:
    (problem,) = problems(run(**tools(python3=python("3.11.2", venv=False))))
    assert "lacks the venv module" in problem
    assert "apt-get install python3-venv" in problem


def test_newer_python_next_to_an_old_one_is_found(run: Machine) -> None:
    result = run(**tools(python3=python("3.9.2"), python3_12=python("3.12.1", name="python3.12")))
    assert (result.returncode, result.stdout) == (0, "/found/python3.12\n")


def test_nothing_is_installed_when_something_is_missing(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "scripts", tmp_path / "checkout" / "scripts")
    bin_ = tmp_path / "bin"
    bin_.mkdir()
    (bin_ / "dirname").symlink_to(shutil.which("dirname") or "/usr/bin/dirname")
    (bin_ / "sh").symlink_to(SH)
    result = subprocess.run(
        [SH, str(tmp_path / "checkout" / "scripts" / "setup.sh")],
        env={"PATH": str(bin_)},
        capture_output=True,
        text=True,
    )
    assert result.returncode == 1
    assert "Terraform 1.11.1 or newer: not found." in result.stderr
    assert [path.name for path in (tmp_path / "checkout").iterdir()] == ["scripts"]
