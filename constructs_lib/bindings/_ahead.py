"""Lets Python continue while jsii's process starts and loads packages.

jsii waits for two messages without content: its process's handshake, and the response that a package is loaded. This
module reads both before the first request that needs a response. Meanwhile, Python imports the app's modules.
"""

from __future__ import annotations

import importlib
import json
import logging
from pathlib import Path
from typing import Any, Final

from constructs_lib.bindings import _engine, _process

_LOGGER: Final = logging.getLogger(__name__)
_NEEDED: Final = ("start", "stop", "send", "handshake", "_jsii_runtime", "_next_message")
# The folder of a package's assembly. A package in a zip file has it in a temporary folder, only during the call.
_FOLDER: Final = "_jsii"


def install() -> None:
    """Replaces jsii's process class, if it has not been started. A jsii of unknown structure is not changed."""
    jsii: Any = importlib.import_module("jsii._kernel.providers.process")
    ordinary = getattr(jsii, "_NodeProcess", None)
    if not hasattr(ordinary, "is_ahead") and all(hasattr(ordinary, name) for name in _NEEDED):
        jsii._NodeProcess = _ahead(ordinary, jsii)


def _ahead(ordinary: Any, jsii: Any) -> Any:
    class NodeProcess(ordinary):  # type: ignore[misc]
        is_ahead = True

        def __init__(self) -> None:
            super().__init__()
            self._is_handshake_done = True
            self._unanswered: list[Any] = []

        def start(self) -> None:
            self._is_handshake_done = not _process.start(self)
            if self._is_handshake_done:
                super().start()
            else:
                _engine.mark_scripts_loaded()

        def send(self, request: Any, response_type: Any) -> Any:
            if isinstance(request, jsii.LoadRequest) and Path(request.tarball).parent.name == _FOLDER:
                self._unanswered.append(request)
                self._write(request)
                return jsii.LoadResponse(assembly=request.name, types=0)
            self._read_pending_responses()
            return super().send(request, response_type)

        def _write(self, request: Any) -> None:
            line = json.dumps(self._serializer.unstructure(request)).encode()
            try:
                self._process.stdin.write(line + b"\n")
                self._process.stdin.flush()
            except OSError:
                self._read_pending_responses()  # It raises the error that ended the process.

        def _read_pending_responses(self) -> None:
            if not self._is_handshake_done:
                self._finish_handshake()
            while self._unanswered:
                request = self._unanswered.pop(0)
                answer = self._next_message()
                if "error" in answer:
                    raise RuntimeError(f"{request.name}: {answer['error']}") from jsii.JavaScriptError(answer["stack"])

        def _finish_handshake(self) -> None:
            self._is_handshake_done = True
            try:
                self.handshake()
            except Exception:
                _LOGGER.debug("jsii's process is started the ordinary way", exc_info=True)
                self._restart()

        def _restart(self) -> None:
            _process.kill(self)
            super().start()
            requests, self._unanswered = self._unanswered, []
            _engine.load_scripts()
            for request in requests:
                super().send(request, jsii.LoadResponse)

    NodeProcess.__name__ = ordinary.__name__
    return NodeProcess
