"""The log of calls: with `--log-calls`, one line `call: <action>` per request, such as `call: ec2:CreateVpc`."""

import logging
from collections.abc import Callable

_LOGGER = logging.getLogger("emulator.calls")
_LOGGER.setLevel(logging.WARNING)


def switch_on() -> None:
    _LOGGER.setLevel(logging.INFO)


def log_call(action: Callable[[], str]) -> None:
    """Logs what `action` returns, which costs time to find out."""
    if _LOGGER.isEnabledFor(logging.INFO):
        _LOGGER.info("call: %s", action())
