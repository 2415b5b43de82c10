"""Snapshots of the examples, which are apps that use one construct of the library."""

import json
import runpy
from pathlib import Path

import pytest
from cdktf import App, TerraformStack
from syrupy.assertion import SnapshotAssertion

from constructs_lib.stacks.aws import AWS_PROVIDER_VERSIONS
from constructs_lib.stacks.root_module import KUBERNETES_PROVIDER_VERSIONS
from tests.deployments import REPOSITORY
from tests.snapshots.stack_files import StackSnapshot

EXAMPLES = sorted(file.parent.name for file in (REPOSITORY / "examples").glob("*/main.py"))


def _stack_of(example: str) -> type[TerraformStack]:
    """The stack that the example's program defines, without running it."""
    names = runpy.run_path(str(REPOSITORY / "examples" / example / "main.py"), run_name=example)
    [stack] = [each for each in names.values() if isinstance(each, type) and each.__module__ == example]
    assert issubclass(stack, TerraformStack)
    return stack


@pytest.mark.parametrize("stack", [f"examples/{example}" for example in EXAMPLES])
def test_stack_equals_its_snapshot(stack: str, tmp_path: Path, snapshot: SnapshotAssertion) -> None:
    app = App(outdir=str(tmp_path))
    _stack_of(stack.removeprefix("examples/"))(app, "stack")
    app.synth()

    written = (tmp_path / "stacks" / "stack" / "cdk.tf.json").read_text(encoding="utf-8")
    assert json.loads(written) == snapshot(extension_class=StackSnapshot)


@pytest.mark.parametrize(
    ("example", "provider", "versions"),
    [
        ("aurora-database", "aws", AWS_PROVIDER_VERSIONS),
        ("server-on-own-cluster", "kubernetes", KUBERNETES_PROVIDER_VERSIONS),
    ],
)
def test_example_requires_the_tested_provider_versions(
    example: str, provider: str, versions: str, tmp_path: Path
) -> None:
    app = App(outdir=str(tmp_path))
    _stack_of(example)(app, "stack")
    app.synth()

    written = json.loads((tmp_path / "stacks" / "stack" / "cdk.tf.json").read_text(encoding="utf-8"))
    assert written["terraform"]["required_providers"][provider]["version"] == versions
