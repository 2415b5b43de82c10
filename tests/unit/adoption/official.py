"""What is found out about the recorded deployments, for the tests of this folder."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from constructs_lib.adoption import adoption_path
from constructs_lib.adoption.planning import Plan, plan_adoption
from constructs_lib.adoption.state import deployment_of
from constructs_lib.adoption.tfvars import render
from tests.deployments import Configuration, load, synthesize
from tests.official_states import recorded_document


def plan_of(name: str, change: Callable[[Any], object] = lambda _document: None) -> Plan:
    """The adoption of a recorded state, after `change` to it."""
    document = recorded_document(name)
    change(document)
    return plan_adoption(deployment_of(document))


def values_of(plan: Plan) -> dict[str, Any]:
    """The settings of the deployment file."""
    return {setting.name: setting.value for setting in plan.settings if setting.value is not None}


def adopt(name: str, folder: Path) -> Path:
    """Writes the two files of a recorded deployment."""
    plan = plan_of(name)
    file = folder / plan.adoption.cloud / "x.tfvars"
    file.parent.mkdir()
    file.write_text(render(plan.settings, []))
    plan.adoption.write(adoption_path(file))
    return file


def synthesized(file: Path, output: Path) -> Configuration:
    """The infrastructure stack of a file that `adopt` wrote."""
    return synthesize(load(file), output)[f"{file.parent.name}-x"]
