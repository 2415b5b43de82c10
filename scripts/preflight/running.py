"""Runs checks in parallel, within a time limit."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from dataclasses import replace
from typing import TypeVar

from scripts.one_line import one_line

from .findings import Check, DeniedError, Finding, UnreachableError, failure, warning

Account = TypeVar("Account")
# Reading the deployment file and synthesizing take the rest of half a minute.
LIMIT_SECONDS = 20.0
_UNREACHABLE = "check the credentials, the network and the proxy"


def run_checks(
    checks: Mapping[str, Check[Account]], account: Account, *, limit_seconds: float = LIMIT_SECONDS
) -> list[Finding]:
    """The findings of all checks, in the order of `checks`. A check that does not end in time is a failure.

    What keeps several checks from asking at all, such as missing credentials, is reported once, by the first of them.
    """
    found: dict[str, list[Finding]] = {}
    # Daemon threads: a check without an answer must not keep the process.
    threads = {name: threading.Thread(target=_run, args=(name, check, account, found), daemon=True)
               for name, check in checks.items()}  # fmt: skip
    for thread in threads.values():
        thread.start()
    deadline = time.monotonic() + limit_seconds
    for thread in threads.values():
        thread.join(max(0.0, deadline - time.monotonic()))
    late = failure(f"no answer within {limit_seconds:.0f} s", "check the network and the proxy, then run it again")
    findings = [replace(each, check=name) for name in checks for each in found.get(name, [late])]
    reported: set[str] = set()
    return [each for each in findings if each.advice != _UNREACHABLE or not _seen(each.message, reported)]


def _seen(message: str, reported: set[str]) -> bool:
    """Whether the message was reported before; from now on, it is."""
    seen = message in reported
    reported.add(message)
    return seen


def _run(name: str, check: Check[Account], account: Account, found: dict[str, list[Finding]]) -> None:
    try:
        findings = list(check(account))
    except DeniedError as error:
        findings = [warning(one_line(str(error)), "grant this permission, or check it by hand")]
    except UnreachableError as error:
        findings = [failure(one_line(str(error)), _UNREACHABLE)]
    except Exception as error:
        # One check that fails must not hide the findings of the others.
        findings = [failure(f"could not check: {type(error).__name__}: {one_line(str(error))}", "check it by hand")]
    found[name] = findings
