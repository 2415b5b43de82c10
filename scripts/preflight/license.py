"""The license: a JSON Web Token with an end date."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from .findings import Finding, failure, ok, warning

VARIABLES = ("TF_VAR_license", "TF_VAR_wandb_license")
_SOON = timedelta(days=30)
_RENEW = "ask W&B for a new license"


def check_license(environment: Mapping[str, str]) -> Iterator[Finding]:
    """`environment` is the one that Terraform gets: secrets of the deployment file are in it."""
    license_ = next((environment[name] for name in VARIABLES if environment.get(name)), None)
    if license_ is None:
        yield warning("is not set", "set license in the deployment file, or TF_VAR_license in the environment")
        return
    content = _decoded(license_)
    if content is None:
        yield failure("is not a license", "copy the complete text from W&B: three parts, separated by dots")
        return
    end = _end(content)
    if end is None:
        yield ok("decodes; it has no end date")
        return
    remaining = end - datetime.now(UTC)
    if remaining < timedelta(0):
        yield failure(f"expired on {end:%Y-%m-%d}", _RENEW)
    elif remaining < _SOON:
        yield warning(f"expires on {end:%Y-%m-%d}", _RENEW)
    else:
        yield ok(f"valid until {end:%Y-%m-%d}")


def _decoded(text: str) -> dict[str, Any] | None:
    """The claims of a token; its signature is W&B's to verify."""
    parts = text.strip().split(".")
    if len(parts) != 3:
        return None
    try:
        content = json.loads(base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
    except (binascii.Error, UnicodeDecodeError, ValueError):
        return None
    return content if isinstance(content, dict) else None


def _end(content: Mapping[str, Any]) -> datetime | None:
    """The end date: `exp` (https://www.rfc-editor.org/rfc/rfc7519#section-4.1.4), or `expiresAt` as W&B writes it."""
    try:
        if "exp" in content:
            return datetime.fromtimestamp(float(content["exp"]), UTC)
        if "expiresAt" in content:
            end = datetime.fromisoformat(str(content["expiresAt"]))
            return end if end.tzinfo else end.replace(tzinfo=UTC)
    except (OverflowError, TypeError, ValueError):
        return None
    return None
