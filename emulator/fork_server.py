"""`python -m emulator.fork_server <cloud>`: starts emulators as forks of one process, which is ready to answer.

moto takes seconds to import and to read the models of its services. Each emulator of the tests would use them again.

The process reads one JSON object per line: `{"arguments": [...], "environment": {...}, "errors": <path>}` starts an
emulator and is answered with its process id; `{"ended": <process id>}` is answered with whether it has ended. The
emulators end when this process ends, and this process ends with its standard input.
"""

import gc
import json
import os
import random
import signal
import sys
import traceback
from contextlib import suppress
from typing import Any, NoReturn

from emulator.__main__ import main as emulate


def main() -> None:
    # A Ctrl-C is for the user of the emulators, who then closes the standard input.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _load(sys.argv[1])
    # What is loaded stays, so the emulators need not search it for garbage.
    gc.collect()
    gc.freeze()
    running: set[int] = set()
    for line in sys.stdin:
        request = json.loads(line)
        answer: Any
        if "ended" in request:
            answer = _ended(request["ended"], running)
        else:
            answer = _fork(**request)
            running.add(answer)
        print(json.dumps(answer), flush=True)
    for process in running:
        os.kill(process, signal.SIGTERM)


def _load(cloud: str) -> None:
    if cloud == "azure":
        import emulator.azure.cloud  # noqa: F401

        return
    from emulator.aws.warm_up import load

    load()


def _ended(process: int, running: set[int]) -> bool:
    if process in running and os.waitpid(process, os.WNOHANG)[0]:
        running.remove(process)
    return process not in running


def _fork(arguments: list[str], environment: dict[str, str], errors: str) -> int:
    return os.fork() or _run(arguments, environment, errors)


def _run(arguments: list[str], environment: dict[str, str], errors: str) -> NoReturn:
    status = 1
    try:
        nothing = os.open(os.devnull, os.O_RDWR)
        os.dup2(nothing, 0)
        os.dup2(nothing, 1)
        os.dup2(os.open(errors, os.O_WRONLY | os.O_CREAT), 2)
        os.environ.clear()
        os.environ.update(environment)
        _seed()
        emulate(arguments)
        status = 0
    except SystemExit:
        # Of argparse, which has written the reason.
        status = 2
    except BaseException:
        traceback.print_exc()
    with suppress(OSError):
        sys.stderr.flush()
    os._exit(status)


def _seed() -> None:
    """Identifiers differ between emulators, although all are copies of one process."""
    random.seed()
    if moto := sys.modules.get("moto.moto_api._internal"):
        moto.mock_random.seed()


if __name__ == "__main__":
    main()
