"""Values that several services make: times and keys."""

import base64
import datetime
import secrets


def now() -> str:
    """The time as Azure's APIs have it."""
    return datetime.datetime.now(datetime.UTC).isoformat().replace("+00:00", "Z")


def random_key(size: int) -> str:
    """An access key of so many bytes."""
    return base64.b64encode(secrets.token_bytes(size)).decode()
