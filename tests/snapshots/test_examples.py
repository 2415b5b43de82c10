"""What the examples, apps of somebody else's that take one construct alone, synthesize to."""

import json
import runpy
from pathlib import Path

import pytest
from cdktf import App, TerraformStack
from syrupy.assertion import SnapshotAssertion

from tests.deployments import REPOSITORY
from tests.snapshots.readable import StackSnapshot

EXAMPLES = sorted(file.parent.name for file in (REPOSITORY / "examples").glob("*/main.py"))


def _stack_of(example: str) -> type[TerraformStack]:
    """The stack that the example's program defines, without running it."""
    names = runpy.run_path(str(REPOSITORY / "examples" / example / "main.py"), run_name=example)
    [stack] = [each for each in names.values() if isinstance(each, type) and each.__module__ == example]
    assert issubclass(stack, TerraformStack)
    return stack


@pytest.mark.parametrize("stack", [f"examples/{example}" for example in EXAMPLES])
def test_a_stack_is_what_was_recorded(stack: str, tmp_path: Path, snapshot: SnapshotAssertion) -> None:
    app = App(outdir=str(tmp_path))
    _stack_of(stack.removeprefix("examples/"))(app, "stack")
    app.synth()

    written = (tmp_path / "stacks" / "stack" / "cdk.tf.json").read_text(encoding="utf-8")
    assert json.loads(written) == snapshot(extension_class=StackSnapshot)
