"""The log of calls: with `--log-calls`, one line `call: <action> [<resource>]` per request.

On AWS, `<resource>` is the name or ARN that a request names first, such as `call: iam:GetRole wandb-node`, if its
service restricts permissions to names. On Azure, it is the subscription.
"""

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
