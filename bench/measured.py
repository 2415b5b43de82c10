"""Runs a program in this process, then reports its CPU time and memory: `measured.py <report> <program> [<trick>]`.

`<trick>` is an optimization of the library that is switched off.

From outside, the memory peaks of Python and of its node process cannot be separated.
"""

import atexit
import json
import os
import re
import resource
import runpy
import sys
from pathlib import Path

_KB = 1024


def _peak_mb(who: int) -> float:
    # Linux counts in KB, macOS in bytes: https://man7.org/linux/man-pages/man2/getrusage.2.html
    return resource.getrusage(who).ru_maxrss / (_KB * _KB if sys.platform == "darwin" else _KB)


def _own_peak_mb() -> float:
    # On Linux, ru_maxrss includes the memory of the parent at the start of the process; this file does not.
    status = Path("/proc/self/status")
    found = re.search(r"^VmHWM:\s*(\d+) kB$", status.read_text(), re.MULTILINE) if status.exists() else None
    return int(found[1]) / _KB if found else _peak_mb(resource.RUSAGE_SELF)


def _cpu_seconds() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in used)


def _write(report: Path) -> None:
    used = {
        "cpu_seconds": _cpu_seconds(),
        "python_mb": _own_peak_mb(),
        "node_mb": _peak_mb(resource.RUSAGE_CHILDREN),
    }
    report.write_text(json.dumps(used))


def main() -> None:
    report, program = Path(sys.argv[1]), sys.argv[2]
    # The first registered function is called last, after jsii has stopped the engine.
    atexit.register(_write, report)
    trick = sys.argv[3:]
    sys.argv = [program]
    sys.path[0] = str(Path(program).parent)
    for name in trick:
        from bench.tricks import switch_off

        switch_off(name, os.environ)
    runpy.run_path(program, run_name="__main__")


if __name__ == "__main__":
    main()
