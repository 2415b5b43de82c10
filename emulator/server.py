"""The emulator's server process: it starts, reports its endpoint, and stops when it is no longer needed."""

import json
import logging
import os
import signal
import sys
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any

from werkzeug.serving import BaseWSGIServer, make_server

from emulator import charts
from emulator.certificates import Authority
from emulator.cloud import Cloud
from emulator.faults import Faults
from emulator.front_end import FrontEnd
from emulator.loopback import HOST
from emulator.proxy import proxy_handler
from emulator.wsgi import Application, Start, host_of

FOUR_HOURS = 4 * 60 * 60
_WATCH_INTERVAL_SECONDS = 0.5


@dataclass(frozen=True, kw_only=True)
class ServerOptions:
    """Options: `port` 0 selects a free port; the server stops after `idle_timeout_seconds` without a request.

    `authorities_file` gets the certificate authorities of this machine and the emulator's own.
    A share `fault_rate` (0 to 1) of all requests fails; `fault_seed` selects them.
    """

    port: int = 0
    ready_file: Path | None = None
    authorities_file: Path | None = None
    stop_when_missing: Path | None = None
    stop_with_parent: bool = False
    idle_timeout_seconds: float = FOUR_HOURS
    fault_rate: float = 0
    fault_seed: int = 0


def run(cloud: Cloud, authority: Authority, options: ServerOptions) -> None:
    """Serve `cloud` in the foreground.

    It ends with a signal, the idle timeout, or the end of the watched path or parent process.
    """
    parent = os.getppid()
    front_end = FrontEnd(_with_charts(cloud.application), cloud.status)
    application = (
        Faults(front_end, cloud.faults, cloud.service_of, rate=options.fault_rate, seed=options.fault_seed)
        if options.fault_rate
        else front_end
    )
    handler = proxy_handler(authority, lambda host: host in charts.HOSTS or cloud.answers(host))
    server = make_server(HOST, options.port, application, threaded=True, request_handler=handler)
    server.daemon_threads = True  # type: ignore[attr-defined]
    stop = threading.Event()
    _stop_on_signals(stop)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    if options.authorities_file:
        options.authorities_file.write_text(authority.bundle())
    _report_endpoint(server, options.ready_file)
    _wait(stop, front_end, options, parent)
    server.shutdown()
    if options.ready_file:
        options.ready_file.unlink(missing_ok=True)


def _with_charts(application: Application) -> Application:
    def answer(environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
        return (charts.application if host_of(environ) in charts.HOSTS else application)(environ, start_response)

    return answer


def _stop_on_signals(stop: threading.Event) -> None:
    def handle(_signal: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, handle)
    signal.signal(signal.SIGINT, handle)


def _report_endpoint(server: BaseWSGIServer, ready_file: Path | None) -> None:
    endpoint = f"http://{HOST}:{server.server_port}"
    text = json.dumps({"endpoint": endpoint, "pid": os.getpid()}) + "\n"
    sys.stdout.write(text)
    sys.stdout.flush()
    if ready_file:
        # Written to another file and renamed, so that readers never see a partial file.
        partial = ready_file.with_name(f"{ready_file.name}.{os.getpid()}")
        partial.write_text(text)
        partial.replace(ready_file)


def _wait(stop: threading.Event, front_end: FrontEnd, options: ServerOptions, parent: int) -> None:
    while not stop.wait(_WATCH_INTERVAL_SECONDS):
        # When the parent ends, this process gets another parent.
        if options.stop_with_parent and os.getppid() != parent:
            logging.info("stopping: process %s has ended", parent)
            return
        if options.stop_when_missing and not options.stop_when_missing.exists():
            logging.info("stopping: %s no longer exists", options.stop_when_missing)
            return
        if front_end.idle_seconds > options.idle_timeout_seconds:
            logging.info("stopping: no request for %s seconds", options.idle_timeout_seconds)
            return
