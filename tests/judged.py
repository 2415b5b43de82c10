"""The verdict on the plan of a folder with Terraform configuration."""

from collections.abc import Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

from constructs_lib.adoption import Adoption, Import
from constructs_lib.settings.backends.choice import read_backend
from scripts.adopt_plan import judged_plan


def refusals(folder: Path, backend: Mapping[str, Any], environment: Mapping[str, str], adopted: str) -> tuple[str, ...]:
    """What the verdict refuses in a plan of `folder` after the resource `adopted` was imported; no plan stays there."""
    settings = SimpleNamespace(backend=read_backend(backend))
    adoption = Adoption("aws", "module.wandb", (Import(adopted, "module.wandb.x.y", "an-id"),))
    written: list[str] = []
    deployment = cast(Any, SimpleNamespace(name="aws-x", settings=settings, adoption=adoption))
    judged = judged_plan(deployment, folder, environment, written.append)
    assert judged.verdict is not None, "\n".join(written)
    assert list(folder.glob("*.tfplan")) == []
    return judged.verdict.refused
