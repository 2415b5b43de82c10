"""The faults of AWS services."""

from collections.abc import Iterable
from typing import Any

from emulator.aws.errors import answer_error, signed_service
from emulator.faults import Fault, dropped
from emulator.wsgi import Start

# Each service's error code for throttling
# (https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html,
# https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html); other services use the common code.
_TOO_MANY = {"ec2": ("RequestLimitExceeded", 503), "s3": ("SlowDown", 503)}
_TOO_MANY_ELSEWHERE = ("ThrottlingException", 400)


def throttled(environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
    code, status = _TOO_MANY.get(signed_service(environ), _TOO_MANY_ELSEWHERE)
    return answer_error(environ, start_response, code, "Rate exceeded", status)


def internal_error(environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
    return answer_error(environ, start_response, "InternalError", "Try again", 500)


def unavailable(environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
    return answer_error(environ, start_response, "ServiceUnavailable", "Try again", 503)


FAULTS: tuple[Fault, ...] = (throttled, internal_error, unavailable, dropped)
