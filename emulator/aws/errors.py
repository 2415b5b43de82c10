"""Error responses in the format of each service."""

import json
import re
from collections.abc import Iterable
from typing import Any
from xml.sax.saxutils import escape

from emulator.wsgi import Start, respond

_SIGNED_SERVICE = re.compile(r"Credential=[^/]+/\d{8}/[a-z0-9-]+/(?P<service>[a-z0-9-]+)/")
_XML = {
    "ec2": "<Response><Errors>{error}</Errors><RequestID>0</RequestID></Response>",
    "s3": "{error}",
    **dict.fromkeys(
        ("iam", "sts", "rds", "elasticache", "elasticloadbalancing", "autoscaling", "route53"),
        "<ErrorResponse>{error}<RequestId>0</RequestId></ErrorResponse>",
    ),
}


def answer_error(
    environ: dict[str, Any], start_response: Start, code: str, message: str, status: int = 400
) -> Iterable[bytes]:
    """Respond with an error of the given code, in the XML or JSON format of the requested service."""
    form = _XML.get(signed_service(environ))
    if form:
        error = f"<Error><Type>Sender</Type><Code>{escape(code)}</Code><Message>{escape(message)}</Message></Error>"
        content, content_type = form.format(error=error).encode(), "text/xml"
    else:
        content = json.dumps({"__type": code, "message": message}).encode()
        content_type = "application/x-amz-json-1.1"
    return respond(start_response, status, content, content_type, [("x-amzn-ErrorType", code)])


def signed_service(environ: dict[str, Any]) -> str:
    """The service that a request was signed for; S3 if unsigned, because no other service accepts that."""
    signed = _SIGNED_SERVICE.search(environ.get("HTTP_AUTHORIZATION", ""))
    return signed["service"] if signed else "s3"
