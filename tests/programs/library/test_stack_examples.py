"""The examples of the stacks, and of the functions for whole deployments, run and synthesize."""

import shutil
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from pathlib import Path
from typing import Any

import cdktf
import pytest

from constructs_lib.deployments import Deployment
from constructs_lib.framework import AddressedStack
from constructs_lib.settings import AwsSettings, AzureSettings
from constructs_lib.stacks import SynthesizedStack, read_stacks
from tests.deployments import REPOSITORY, values_of
from tests.terraform.expressions import declared, references, strings
from tests.unit.library.docstrings import docstring
from tests.unit.library.public_names import DEPLOYMENT_PARTS

MODELS: dict[str, type[AwsSettings] | type[AzureSettings]] = {"aws": AwsSettings, "azure": AzureSettings}


def run_example(name: str, given: dict[str, Any]) -> None:
    package = import_module(f"constructs_lib.{name.rpartition('.')[0]}")
    given |= {each: getattr(package, each) for each in package.__all__}
    exec(compile(docstring(DEPLOYMENT_PARTS[name]).example, f"<example of {name}>", "exec"), given)


@pytest.mark.parametrize("cloud", MODELS)
def test_examples_of_the_stacks_synthesize(cloud: str, tmp_path: Path) -> None:
    app = cdktf.App(outdir=str(tmp_path))
    given: dict[str, Any] = {
        "app": app,
        "stack": AddressedStack(app, "infrastructure"),
        "application_stack": AddressedStack(app, "application"),
        "settings": MODELS[cloud].model_validate(values_of("recommended", cloud)),
    }
    names = [f"stacks.{cloud}.WandbInfrastructure", f"stacks.{cloud}.WandbApplication"]
    names += [f"stacks.{cloud.capitalize()}{kind}Stack" for kind in ("Infrastructure", "Application")]
    for name in names:
        run_example(name, given)
    app.synth()

    stacks = read_stacks(tmp_path)
    assert stacks.keys() == {"infrastructure", "application", f"{cloud}-team", f"{cloud}-team-app"}
    for stack in stacks.values():
        # Terraform refuses references to undeclared objects.
        assert {each for text in strings(stack.json) for each in references(text)} <= declared(stack.json)
    for own, whole in (("infrastructure", f"{cloud}-team"), ("application", f"{cloud}-team-app")):
        assert _tested_versions(stacks[own]) == _tested_versions(stacks[whole])


def _tested_versions(stack: SynthesizedStack) -> dict[str, Any]:
    """The versions of Terraform and of the providers that have a construct."""
    terraform = stack.json["terraform"]
    providers = {name: each for name, each in terraform["required_providers"].items() if name not in {"random", "time"}}
    return {"required_version": terraform.get("required_version"), **providers}


def test_examples_of_the_functions_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "deployments" / "aws").mkdir(parents=True)
    shutil.copy(REPOSITORY / "deployments" / "aws" / "wandb.tfvars", tmp_path / "deployments" / "aws")
    monkeypatch.chdir(tmp_path)
    given = {**vars(cdktf), "Path": Path, "Deployment": Deployment}
    run_example("stacks.create_stacks", given | {"app": cdktf.App()})
    # In a thread, as in a web server; CDKTF's engine started in the main one.
    with ThreadPoolExecutor(1) as pool:
        pool.submit(run_example, "stacks.synthesize", given).result()
    for name in ("run", "add_stacks", "SynthesizedStack", "read_stacks"):
        run_example(f"stacks.{name}", given)
    assert read_stacks(tmp_path / "cdktf.out")["aws-wandb"].outputs["team"] == "research"
