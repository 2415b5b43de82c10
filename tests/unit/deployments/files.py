"""Deployment files for the tests of this folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from constructs_lib.deployments import SettingsError, load_deployments
from tests.unit.settings.settings_cases import file_with


def put(folder: Path, name: str, changes: str = "", cloud: str = "aws") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(file_with(changes, cloud), encoding="utf-8")
    return path


def names(*paths: str | Path) -> list[str]:
    return [deployment.name for deployment in load_deployments(paths or None)]


def refusal(*paths: str | Path) -> list[str]:
    """The lines with which `paths` are refused."""
    with pytest.raises(SettingsError) as caught:
        load_deployments(paths or None)
    return str(caught.value).splitlines()
