"""The operation of each request, for the log of calls.

Most protocols name the operation in the request. For REST it follows from method and path, as the service's model
describes (https://smithy.io/2.0/spec/http-bindings.html).
"""

import functools
import io
import re
from typing import Any
from urllib.parse import parse_qs

import botocore.session

from emulator.aws.errors import signed_service

# The services' signing names whose model has another name.
_MODELS = {"elasticfilesystem": "efs", "elasticloadbalancing": "elbv2", "tagging": "resourcegroupstaggingapi"}
_TARGET = re.compile(r".*\.(?P<operation>\w+)")
# botocore adds it to the path of every request of these services.
_QUERY_ACTION = re.compile(rb"(?:^|&)Action=(\w+)")


def operation_of(environ: dict[str, Any]) -> str | None:
    """The name of the operation; None if the service has none for this method and path."""
    if target := _TARGET.fullmatch(environ.get("HTTP_X_AMZ_TARGET", "")):
        return target["operation"]
    if "urlencoded" in environ.get("CONTENT_TYPE", ""):
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        environ["wsgi.input"] = io.BytesIO(body)
        if action := _QUERY_ACTION.search(body):
            return action[1].decode()
    # Not PATH_INFO, in which the slashes of an ARN are decoded.
    path = environ.get("REQUEST_URI", environ["PATH_INFO"]).partition("?")[0]
    method = environ["REQUEST_METHOD"]
    if path.startswith("/service/"):  # rpc-v2: /service/<service>/operation/<operation>
        return str(path.rpartition("/")[2])
    query = parse_qs(environ.get("QUERY_STRING", ""), keep_blank_values=True)
    service = signed_service(environ)
    fitting = [
        (len(wanted), literal, name)
        for wanted, literal, name, verb, pattern in _operations(_MODELS.get(service, service))
        if verb == method and pattern.fullmatch(path) and all(query.get(k, [None])[0] == v for k, v in wanted.items())
    ]
    return max(fitting)[2] if fitting else None


@functools.cache
def _operations(service: str) -> list[tuple[dict[str, str], int, str, str, re.Pattern[str]]]:
    """For each operation: required query parameters, length of the fixed path, name, method, pattern of the path."""
    model = botocore.session.get_session().get_service_model(service)
    found = []
    for name in model.operation_names:
        http = model.operation_model(name).http
        path, _, query = http["requestUri"].partition("?")
        wanted = {key: values[0] for key, values in parse_qs(query, keep_blank_values=True).items()}
        parts = re.split(r"(\{[^}]+\})", path.rstrip("/"))
        pattern = "".join(_part(each) for each in parts)
        fixed = len("".join(each for each in parts if not each.startswith("{")))
        found.append((wanted, fixed, name, http["method"], re.compile(pattern + "/?")))
    return found


def _part(text: str) -> str:
    if not text.startswith("{"):
        return re.escape(text)
    return ".+" if text.endswith("+}") else "[^/]+"
