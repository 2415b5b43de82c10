"""The engine is one process that Python does not wait for; otherwise, jsii starts it."""

import time
from pathlib import Path

import pytest

from tests.programs.bindings.conftest import Engine, Program

_MAKE_A_SECRET = """
import constructs_lib
from cdktf import App, TerraformStack
from cdktf_cdktf_provider_kubernetes.secret_v1 import SecretV1
secret = SecretV1(TerraformStack(App(outdir="out"), "stack"), "secret", metadata={})
print(json.dumps(secret.terraform_resource_type))
"""
# jsii's own runtime, laid out as it lays it out, brought along by the user.
_BRING_A_RUNTIME = """
import os, pathlib
import jsii._embedded.jsii as embedded
for name, path in embedded.EMBEDDED_FILES.items():
    target = pathlib.Path("runtime", path)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(pathlib.Path(embedded.__file__).with_name(name).read_bytes())
os.environ["JSII_RUNTIME"] = str(pathlib.Path("runtime", embedded.EMBEDDED_FILES[embedded.ENTRYPOINT]).absolute())
"""


def _node(folder: Path, script: str) -> str:
    """A node of the user's own, for JSII_NODE: what `script` does, then the real one."""
    node = folder / "node"
    node.write_text(f'#!/bin/sh\n{script}\nexec node "$@"\n')
    node.chmod(0o755)
    return str(node)


def test_engine_is_one_node_process(program: Program, engine: Engine) -> None:
    assert program(_MAKE_A_SECRET, NODE_OPTIONS=engine.node_options) == "kubernetes_secret_v1"
    assert engine.node_processes == 1
    assert engine.modules_of("provider-kubernetes") == {"secret-v1"}


def test_custom_jsii_runtime_is_started_by_jsii(program: Program, engine: Engine) -> None:
    assert program(_BRING_A_RUNTIME + _MAKE_A_SECRET, NODE_OPTIONS=engine.node_options) == "kubernetes_secret_v1"
    assert engine.node_processes == 2
    assert engine.modules_of("provider-kubernetes") == {"secret-v1"}


def test_failed_start_falls_back_to_jsii(program: Program, engine: Engine, tmp_path: Path) -> None:
    node = _node(tmp_path, 'case "$*" in *start.js*) echo refused >&2; exit 9;; esac')

    resource_type = program(_MAKE_A_SECRET, NODE_OPTIONS=engine.node_options, JSII_NODE=node)

    assert resource_type == "kubernetes_secret_v1"
    assert engine.node_processes == 2
    assert engine.modules_of("provider-kubernetes") == {"secret-v1"}


def test_python_imports_while_the_engine_starts(program: Program, tmp_path: Path) -> None:
    node = _node(tmp_path, f"while [ ! -e '{tmp_path}/imported' ]; do sleep 0.05; done")
    seen = program(
        """
        import pathlib
        import constructs_lib
        from cdktf import App
        from cdktf_cdktf_provider_kubernetes.secret_v1 import SecretV1
        pathlib.Path("imported").touch()
        print(json.dumps(App(outdir="out").outdir))
        """,
        JSII_NODE=node,
    )
    assert seen == "out"


def test_failed_package_load_is_named_at_the_next_request(program: Program) -> None:
    message = program("""
        import constructs_lib
        import jsii
        from cdktf import App
        jsii.kernel.load("gone", "1.0.0", "/no/such/_jsii/gone@1.0.0.jsii.tgz")
        try:
            App(outdir="out")
        except RuntimeError as error:
            message = str(error)
        works = App(outdir="out").outdir
        print(json.dumps([message, type(works).__name__]))
    """)
    assert message[0].startswith("gone: ")
    assert "/no/such/_jsii/gone@1.0.0.jsii.tgz" in message[0]
    assert message[1] == "str"


def test_javascript_output_goes_to_python_streams(program: Program, tmp_path: Path) -> None:
    probe = tmp_path / "probe.js"
    probe.write_text(
        "console.log('to output'); console.error('to errors'); console.log(require('fs').readFileSync(0).length);"
    )
    seen = program(
        """
        import io
        class Kept(io.TextIOWrapper):
            def __init__(self): super().__init__(io.BytesIO())
            def text(self): return self.buffer.getvalue().decode()
        printed = sys.stdout
        sys.stdout, sys.stderr = Kept(), Kept()
        import constructs_lib
        import jsii
        from cdktf import App
        App(outdir="out")
        jsii.kernel.provider._process.stop()
        print(json.dumps([sys.stdout.text(), sys.stderr.text()]), file=printed)
        """,
        NODE_OPTIONS=f"--require {probe}",
    )
    assert seen == ["to output\n0\n", "to errors\n"]


@pytest.mark.parametrize("target", ["io.StringIO()", "closed", "None"])
def test_javascript_output_can_exceed_the_pipe_buffer(target: str, program: Program, tmp_path: Path) -> None:
    probe = tmp_path / "probe.js"
    probe.write_text("for (let line = 0; line < 5000; line++) console.log('a line of some forty characters, ', line);")
    last = program(
        f"""
        import io
        printed = sys.stdout
        closed = io.TextIOWrapper(io.BytesIO())
        closed.close()
        sys.stdout = {target}
        import constructs_lib
        import jsii
        from cdktf import App
        App(outdir="out")
        jsii.kernel.provider._process.stop()
        last = sys.stdout.getvalue().splitlines()[-1] if isinstance(sys.stdout, io.StringIO) else None
        print(json.dumps(last), file=printed)
        """,
        NODE_OPTIONS=f"--require {probe}",
    )
    assert last == ("a line of some forty characters,  4999" if "StringIO" in target else None)


def test_engine_ends_with_python(program: Program, tmp_path: Path) -> None:
    node = _node(tmp_path, f"echo $$ > '{tmp_path}/pid'")
    program(
        """
        import os
        import constructs_lib
        from cdktf import App
        App(outdir="out")
        print(json.dumps(None))
        sys.stdout.flush()
        os._exit(0)  # without a word to the engine
        """,
        JSII_NODE=node,
    )
    pid = int((tmp_path / "pid").read_text())
    assert _ends(pid)


def _ends(pid: int) -> bool:
    deadline = time.monotonic() + 30
    while Path(f"/proc/{pid}/cmdline").exists() and Path(f"/proc/{pid}/cmdline").read_bytes():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True
