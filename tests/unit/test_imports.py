"""Allowed imports between the packages of the library."""

import re
from pathlib import Path

import pytest

LIBRARY = Path(__file__).resolve().parents[2] / "constructs_lib"
_IMPORT = re.compile(r"^\s*(?:from|import) +([\w.]+)", re.MULTILINE)


def _imported_by(part: str) -> set[str]:
    files = sorted((LIBRARY / part).rglob("*.py")) if (LIBRARY / part).is_dir() else [LIBRARY / part]
    assert files
    return {name for file in files for name in _IMPORT.findall(file.read_text(encoding="utf-8"))}


@pytest.mark.parametrize(
    ("part", "stranger"),
    [
        ("kubernetes", "constructs_lib.aws"),
        ("kubernetes", "constructs_lib.azure"),
        ("kubernetes", "cdktf_cdktf_provider_aws"),
        ("kubernetes", "cdktf_cdktf_provider_azurerm"),
        ("azure", "cdktf_cdktf_provider_aws"),
        ("aws", "cdktf_cdktf_provider_azurerm"),
        ("kubernetes", "cdktf_cdktf_provider_azurerm"),
        ("azure", "constructs_lib.aws"),
        ("azure", "constructs_lib.kubernetes"),
        ("azure", "cdktf_cdktf_provider_aws"),
        ("azure", "cdktf_cdktf_provider_kubernetes"),
        ("aws", "constructs_lib.azure"),
        ("aws", "constructs_lib.kubernetes"),
        ("aws", "cdktf_cdktf_provider_azurerm"),
        ("aws", "cdktf_cdktf_provider_kubernetes"),
        ("platform_outputs.py", "constructs_lib"),
        ("platform_outputs.py", "cdktf"),
        ("cluster_login.py", "constructs_lib.aws"),
        ("cluster_login.py", "constructs_lib.azure"),
        ("cluster_login.py", "constructs_lib.kubernetes"),
        ("cluster_login.py", "cdktf"),
        # The reader knows no model, the models know no reader; `deployments` joins them.
        ("deployment_file", "constructs_lib.settings"),
        ("deployment_file", "constructs_lib.deployments"),
        ("deployment_file", "pydantic"),
        ("settings", "constructs_lib.deployment_file"),
        ("settings", "constructs_lib.deployments"),
        ("value_text.py", "constructs_lib"),
    ],
)
def test_part_does_not_import_an_unrelated_package(part: str, stranger: str) -> None:
    assert not any(name == stranger or name.startswith(f"{stranger}.") for name in _imported_by(part))


@pytest.mark.parametrize("cloud", ["aws", "azure"])
def test_rules_refer_to_a_class_that_does_not_import_them(cloud: str) -> None:
    # The imports within a cloud are relative, which `_imported_by` leaves out.
    source = (LIBRARY / "settings" / cloud / "inputs.py").read_text(encoding="utf-8")
    assert "from .rules" not in source and "from .settings" not in source
    for file in (LIBRARY / "settings" / cloud / "rules").glob("*.py"):
        assert "from ..settings" not in file.read_text(encoding="utf-8"), file.name


def test_only_the_assembly_imports_settings() -> None:
    for file in (LIBRARY / "kubernetes").glob("*.py"):
        knows = "constructs_lib.settings" in file.read_text(encoding="utf-8")
        assert knows is file.name.startswith("assembly"), file.name


@pytest.mark.parametrize("cloud", ["aws", "azure"])
def test_components_do_not_import_settings(cloud: str) -> None:
    files = sorted((LIBRARY / cloud).glob("*.py"))
    assert files
    for file in files:
        assert "constructs_lib.settings" not in file.read_text(encoding="utf-8"), file.name
