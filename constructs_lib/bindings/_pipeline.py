"""Lets Python go on while the engine starts and loads assemblies.

jsii waits for the engine's greeting and for the answer to each `load`, half a second in all in which Python could import.
The engine answers in the order of the questions, so an answer may be fetched later: before the first one that matters.
A load that fails is reported with that next call, by the same exception.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from types import ModuleType
from typing import Any, Final, cast

_Message = Mapping[Any, Any]

_MARK: Final = "constructs_lib_pipeline"


def install() -> None:
    """Patches jsii's connection, once, if it has the parts we know."""
    process = importlib.import_module("jsii._kernel.providers.process")
    node_process = getattr(process, "_NodeProcess", None)
    parts = ("handshake", "send", "_next_message")
    if node_process is None or hasattr(node_process, _MARK) or not all(hasattr(node_process, part) for part in parts):
        return
    setattr(node_process, _MARK, True)
    _defer(process, node_process)


def _defer(process: ModuleType, node_process: Any) -> None:
    handshake, send, next_message = node_process.handshake, node_process.send, node_process._next_message

    def deferred_handshake(self: Any) -> None:
        self._expected = [lambda: handshake(self)]

    def deferred_send(self: Any, request: Any, response_type: Any) -> Any:
        self._defers_answer = isinstance(request, process.LoadRequest)
        return send(self, request, response_type)

    def fetch_load(self: Any) -> None:
        answer = next_message(self)
        if "error" in answer:
            _raise(process, answer)

    def pipelined_next_message(self: Any) -> _Message:
        expected: list[Callable[[], None]] = self.__dict__.setdefault("_expected", [])
        if self.__dict__.pop("_defers_answer", False):
            expected.append(lambda: fetch_load(self))
            return {"ok": {"assembly": "", "types": 0}}
        while expected:
            expected.pop(0)()
        return cast(_Message, next_message(self))

    node_process.handshake = deferred_handshake
    node_process.send = deferred_send
    node_process._next_message = pipelined_next_message


def _raise(process: ModuleType, answer: _Message) -> None:
    kind = process.JSIIError if answer.get("name") == process.ErrorType.JSII_FAULT.value else RuntimeError
    raise kind(answer["error"]) from process.JavaScriptError(answer.get("stack"))
