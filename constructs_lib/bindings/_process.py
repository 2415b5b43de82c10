"""Starts jsii's process as one Node.js process.

jsii starts two: the first separates JavaScript output from jsii's messages, and each message passes through it. Here, a
socket for the messages separates them.
"""

from __future__ import annotations

import atexit
import contextlib
import importlib
import os
import platform
import selectors
import shutil
import socket
import subprocess
import sys
import threading
from importlib.resources import files
from pathlib import Path
from typing import IO, Any, Final

# jsii's program expects the socket as file descriptor 3 and an empty standard input.
_EXEC: Final = 'exec "$0" "$@" 3<&0 </dev/null'
_SHELL: Final = "/bin/sh"
_START: Final = "start.js"
_PROGRAM: Final = "lib/program.js"
# jsii's own; without the second, it copies whole packages.
_NODE_OPTIONS: Final = ("--max-old-space-size=4069", "--preserve-symlinks")
# Set by users with their own jsii runtime.
_OTHER_RUNTIME: Final = "JSII_RUNTIME"
_CHUNK_BYTES: Final = 65_536


def start(node_process: Any) -> bool:
    """Starts the process of jsii's `_NodeProcess` without waiting for its handshake; False if that is not possible."""
    command = _command(node_process)
    if command is None:
        return False
    ours, theirs = socket.socketpair()
    with ours, theirs:
        process = subprocess.Popen(
            [_SHELL, "-c", _EXEC, *command],
            stdin=theirs.fileno(),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**os.environ, "JSII_AGENT": f"Python/{platform.python_version()}"},
        )
        printed = {process.stdout: "stdout", process.stderr: "stderr"}
        # These two keep the socket open. jsii writes to the first and reads from the second.
        process.stdin, process.stdout = ours.makefile("wb"), ours.makefile("rb")
    node_process._process = process
    node_process.sink_thread = threading.Thread(name="jsii's output", target=_pass_on, args=(printed,), daemon=True)
    node_process.sink_thread.start()
    atexit.register(node_process.stop)
    return True


def kill(node_process: Any) -> None:
    """Kills a process that did not complete its handshake."""
    atexit.unregister(node_process.stop)
    process = node_process._process
    process.kill()
    process.wait()
    node_process.sink_thread.join()
    for stream in (process.stdin, process.stdout):
        # Unwritten data has no reader any more.
        with contextlib.suppress(OSError):
            stream.close()


def _command(node_process: Any) -> list[str] | None:
    node = shutil.which(os.environ.get("JSII_NODE", "node"))
    scripts = files(__package__)
    embedded = importlib.import_module("jsii._embedded.jsii").EMBEDDED_FILES
    if (
        node is None
        or os.name != "posix"
        or _PROGRAM not in embedded.values()
        or not isinstance(scripts, Path)
        or _OTHER_RUNTIME in os.environ
    ):
        return None
    runtime = Path(node_process._jsii_runtime())
    program = runtime.parents[1] / _PROGRAM
    return [node, *_NODE_OPTIONS, str(scripts / _START), str(program)]


def _pass_on(printed: dict[IO[bytes] | None, str]) -> None:
    """Writes JavaScript output to Python's output streams until the process ends."""
    with selectors.DefaultSelector() as selector:
        for source, name in printed.items():
            assert source is not None
            selector.register(source, selectors.EVENT_READ, name)
        while selector.get_map():
            for key, _ in selector.select():
                chunk = os.read(key.fd, _CHUNK_BYTES)
                if chunk:
                    # Looked up each time, because pytest and notebooks replace the stream.
                    _print(getattr(sys, key.data), chunk)
                else:
                    selector.unregister(key.fileobj)
                    key.fileobj.close()  # type: ignore[union-attr]


def _print(target: Any, chunk: bytes) -> None:
    """Writes to `target`, which may be text-only, closed or None. The process must never wait for a reader."""
    with contextlib.suppress(AttributeError, OSError, ValueError):
        if hasattr(target, "buffer"):
            target.buffer.write(chunk)
        else:
            target.write(chunk.decode(errors="replace"))
        target.flush()
