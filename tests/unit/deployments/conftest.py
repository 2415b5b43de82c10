"""An empty folder for deployment files."""

from __future__ import annotations

from pathlib import Path

import pytest

from constructs_lib.deployment_file.paths import ENVIRONMENT_VARIABLE


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv(ENVIRONMENT_VARIABLE, raising=False)
    (tmp_path / "deployments" / "aws").mkdir(parents=True)
    return tmp_path
