"""The operation of each request and the resource that it names, for the log of calls.

Most protocols name the operation in the request. For REST it follows from method and path, as the service's model
describes (https://smithy.io/2.0/spec/http-bindings.html).
"""

import functools
import io
import json
import re
from typing import Any
from urllib.parse import parse_qs, unquote

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
    form = "urlencoded" in environ.get("CONTENT_TYPE", "")
    if form and (action := _QUERY_ACTION.search(_body_of(environ))):
        return action[1].decode()
    path = _path_of(environ)
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


# Where requests to services whose permissions are restricted to resources name one: parameters, or part of the path.
_PARAMETERS = {
    "budgets": ("BudgetName", "ResourceARN"),
    "events": ("Name", "Rule", "ResourceARN"),
    "iam": ("RoleName", "OpenIDConnectProviderArn"),
    "logs": ("logGroupName", "resourceArn"),
    "monitoring": ("AlarmName", "AlarmNames.member.1", "DashboardName", "DashboardNames.member.1", "ResourceARN"),
    # A request to create an instance or a cluster also names its groups.
    "rds": (
        *("ResourceName", "DBInstanceIdentifier", "DBClusterIdentifier"),
        *("DBSubnetGroupName", "DBParameterGroupName", "DBClusterParameterGroupName", "SubscriptionName"),
    ),
    "secretsmanager": ("SecretId", "Name"),
    "sns": ("TopicArn", "SubscriptionArn", "ResourceArn", "Name"),
    "sqs": ("QueueUrl", "QueueName"),
    "eks": ("name",),
}
_PATHS = {"eks": r"/clusters/([^/]+)|/tags/(.+)", "route53": r".*/hostedzone/([^/]+)", "s3": r"/([^/]+)"}


def name_of(environ: dict[str, Any]) -> str:
    """The name or ARN of the resource that a request names first; empty if none is restricted to names."""
    service = signed_service(environ)
    if found := re.match(_PATHS.get(service, "$."), _path_of(environ)):
        return unquote(next(filter(None, found.groups())))
    content = _body_of(environ) if service in _PARAMETERS else b""
    given: dict[str, Any] = (
        json.loads(content) if content.startswith(b"{") else {k: v[0] for k, v in parse_qs(content.decode()).items()}
    )
    # The name of a new or changed budget is in its description.
    given |= next((each for key, each in given.items() if key in ("Budget", "NewBudget")), {})
    return next((str(given[key]) for key in _PARAMETERS.get(service, ()) if given.get(key)), "")


def _path_of(environ: dict[str, Any]) -> str:
    # Not PATH_INFO, in which the slashes of an ARN are decoded.
    return str(environ.get("REQUEST_URI", environ["PATH_INFO"])).partition("?")[0]


def _body_of(environ: dict[str, Any]) -> bytes:
    body: bytes = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    environ["wsgi.input"] = io.BytesIO(body)
    return body


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
