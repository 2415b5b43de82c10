"""The server construct alone, in an app that knows neither our stacks nor our settings nor a cloud of ours."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from tests.deployments import REPOSITORY
from tests.snapshots.foreign_app import synthesize
from tests.snapshots.readable import StackSnapshot


@pytest.mark.parametrize("stack", ["foreign/server"])
def test_a_stack_is_what_was_recorded(stack: str, tmp_path: Path, snapshot: SnapshotAssertion) -> None:
    synthesize(tmp_path)
    [file] = tmp_path.glob("stacks/*/cdk.tf.json")
    assert json.loads(file.read_text(encoding="utf-8")) == snapshot(extension_class=StackSnapshot)


def test_it_brings_in_no_cloud_no_settings_and_no_stack() -> None:
    program = """
import json, sys
import tests.snapshots.foreign_app
ours = ("constructs_lib.aws", "constructs_lib.azure", "constructs_lib.settings", "stacks")
bindings = "cdktf_cdktf_provider_"
print(json.dumps([name for name in sorted(sys.modules)
                  if name.startswith(ours) or name.startswith(bindings) and "." not in name]))
"""
    finished = subprocess.run(
        [sys.executable, "-c", program], cwd=REPOSITORY, capture_output=True, check=True, text=True
    )
    assert json.loads(finished.stdout) == ["cdktf_cdktf_provider_kubernetes"]
