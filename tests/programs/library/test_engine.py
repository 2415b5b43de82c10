"""The choice of the engine, with packages that have only a name in place of CDKTF and CDK Terrain."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.deployments import FILES, REPOSITORY

Program = Callable[..., subprocess.CompletedProcess[str]]
INSTALL = "pip install '.[cdktf]'", "pip install '.[cdktn]'"


@pytest.fixture
def program(tmp_path: Path) -> Program:
    """Runs Python source in an environment with only these packages."""

    def run(source: str, *installed: str, **environment: str) -> subprocess.CompletedProcess[str]:
        for package in installed:
            (tmp_path / package).mkdir()
            (tmp_path / package / "__init__.py").write_text("")
            (tmp_path / package / "vpc.py").write_text("class Vpc: pass")
        return subprocess.run(
            [sys.executable, "-S", "-c", source],
            cwd=REPOSITORY,
            env={"PATH": os.environ["PATH"], "PYTHONPATH": f"{REPOSITORY}{os.pathsep}{tmp_path}", **environment},
            capture_output=True,
            text=True,
        )

    return run


@pytest.mark.parametrize(
    ("installed", "wanted", "imported", "chosen"),
    [
        pytest.param(["cdktf"], "", "", "cdktf", id="one"),
        pytest.param(["cdktn"], "", "", "cdktn", id="the other"),
        pytest.param(["cdktf", "cdktn"], "", "", "cdktf", id="default"),
        pytest.param(["cdktf", "cdktn"], "cdktn", "", "cdktn", id="variable"),
        pytest.param(["cdktf", "cdktn"], "", "cdktn", "cdktn", id="imported before the library"),
    ],
)
def test_engine_is_the_wanted_imported_or_installed_one(
    installed: list[str], wanted: str, imported: str, chosen: str, program: Program
) -> None:
    early = f"import {imported}; " if imported else ""
    ran = program(f"{early}import constructs_lib, cdktf; print(cdktf.__name__)", *installed, WANDB_ENGINE=wanted)
    assert (ran.stdout.strip(), ran.stderr) == (chosen, "")


def test_provider_of_cdktf_is_that_of_cdk_terrain_in_every_import_style(program: Program) -> None:
    ran = program(
        "import constructs_lib\n"
        "from cdktf_cdktf_provider_aws.vpc import Vpc\n"
        "from cdktf_cdktf_provider_aws import vpc\n"
        "import cdktf_cdktf_provider_aws.vpc as third, cdktn_provider_aws.vpc as own\n"
        "print(Vpc is own.Vpc, vpc is own, third is own, own.__spec__.name)",
        "cdktn",
        "cdktn_provider_aws",
        # Not used, although it is installed: constructs of two engines do not mix.
        "cdktf_cdktf_provider_aws",
        WANDB_ENGINE="cdktn",
    )
    assert (ran.stdout.split(), ran.stderr) == (["True", "True", "True", "cdktn_provider_aws.vpc"], "")


def test_missing_provider_of_cdk_terrain_error_names_its_extra(program: Program) -> None:
    source = (
        "import constructs_lib.lazy_exports as lazy\n"
        "try:\n    import cdktf_cdktf_provider_azurerm\n"
        "except ModuleNotFoundError as error:\n    print(lazy._with_advice(error, 'KeyVault'))"
    )
    ran = program(source, "cdktn", "cdktf_cdktf_provider_azurerm")
    assert ran.stdout == "KeyVault needs cdktn_provider_azurerm; run: pip install '.[cdktn-azure]'\n"


@pytest.mark.parametrize(
    ("installed", "wanted", "imported", "message"),
    [
        pytest.param([], "", "", f"no engine is installed; run: {INSTALL[0]} or {INSTALL[1]}", id="none"),
        pytest.param(
            ["cdktf"],
            "cdktn",
            "",
            f"WANDB_ENGINE is cdktn, but it is not installed; run: {INSTALL[1]}",
            id="not the wanted one",
        ),
        pytest.param(["cdktf"], "cdk", "", "WANDB_ENGINE: must be cdktf or cdktn, not 'cdk'", id="unknown"),
        pytest.param(
            ["cdktf", "cdktn"],
            "cdktn",
            "cdktf",
            "WANDB_ENGINE is cdktn, but cdktf is already imported; "
            "import only cdktn and its providers, or set WANDB_ENGINE=cdktf",
            id="another one is imported",
        ),
    ],
)
def test_wrong_or_missing_engine_is_an_error_of_one_line(
    installed: list[str], wanted: str, imported: str, message: str, program: Program
) -> None:
    early = f"import {imported}; " if imported else ""
    ran = program(
        f"{early}import constructs_lib\ntry:\n    import cdktf_cdktf_provider_aws\n"
        "except ImportError as error:\n    print(error)",
        *installed,
        WANDB_ENGINE=wanted,
    )
    assert (ran.stdout, ran.stderr) == (f"{message}\n", "")


def test_second_engine_in_one_process_is_a_warning(program: Program) -> None:
    ran = program("import constructs_lib, cdktf\nimport cdktn", "cdktf", "cdktn")
    assert ran.stderr.splitlines()[0] == (
        "<string>:2: UserWarning: cdktn is imported, but constructs_lib already uses cdktf, and their constructs do "
        "not mix; import cdktn first, or set WANDB_ENGINE=cdktn"
    )


def test_app_without_its_engine_ends_with_one_line(tmp_path: Path) -> None:
    ran = subprocess.run(
        [sys.executable, str(REPOSITORY / "main.py")],
        cwd=tmp_path,
        env={**os.environ, "WANDB_ENGINE": "cdktm", "WANDB_DEPLOYMENTS": str(FILES[0])},
        capture_output=True,
        text=True,
    )
    assert (ran.returncode, ran.stderr) == (1, "WANDB_ENGINE: must be cdktf or cdktn, not 'cdktm'\n")
