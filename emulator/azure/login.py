"""Microsoft Entra ID: logins of service principals, and Microsoft Graph as far as azurerm asks it.

Client credentials: https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow.
"""

import re

from emulator.azure.http_messages import Answer, Json, RefusedError, Request, gap
from emulator.azure.principals import TENANT_ID, Principals

LOGIN_HOST = "login.microsoftonline.com"
GRAPH_HOST = "graph.microsoft.com"
_AUTHORITY = f"https://{LOGIN_HOST}/{TENANT_ID}"
_CLIENT_FILTER = re.compile(r"appId eq '([^']+)'")


def answer_login(principals: Principals, request: Request) -> Answer:
    tenant = request.path.strip("/").partition("/")[0]
    if tenant not in (TENANT_ID, "common", "organizations"):
        return _refused("invalid_request", f"AADSTS90002: Tenant '{tenant}' not found.")
    if request.path.endswith("/token") and request.method == "POST":
        return _token(principals, request.form)
    if request.path.endswith("/.well-known/openid-configuration"):
        return Answer(body=_CONFIGURATION)
    if request.path.endswith("/discovery/instance"):
        return Answer(body={"tenant_discovery_endpoint": f"{_AUTHORITY}/v2.0/.well-known/openid-configuration"})
    raise gap(f"{request.method} {request.path} of Entra ID")


def answer_graph(principals: Principals, request: Request) -> Answer:
    """The service principals of a client id: azurerm looks up the object id of its own login."""
    if principals.of_token(request.bearer, f"https://{GRAPH_HOST}") is None:
        raise RefusedError(401, "InvalidAuthenticationToken", "Access token validation failure.")
    client = _CLIENT_FILTER.search(request.query.get("$filter", ""))
    principal = principals.get(client[1]) if client else None
    found = [{"id": principal.object_id, "appId": principal.client_id}] if principal else []
    return Answer(body={"value": found})


_CONFIGURATION = {
    "issuer": f"{_AUTHORITY}/v2.0",
    "authorization_endpoint": f"{_AUTHORITY}/oauth2/v2.0/authorize",
    "token_endpoint": f"{_AUTHORITY}/oauth2/v2.0/token",
}


def _token(principals: Principals, form: dict[str, str]) -> Answer:
    # https://learn.microsoft.com/entra/identity-platform/reference-error-codes
    principal = principals.get(form.get("client_id", ""))
    if principal is None:
        return _refused("unauthorized_client", "AADSTS700016: Application was not found in the directory.")
    if not form.get("client_secret") and not form.get("client_assertion"):
        return _refused("invalid_client", "AADSTS7000216: 'client_assertion' or 'client_secret' is required.")
    audience = form.get("resource") or form.get("scope", "").removesuffix("/.default")
    token = principals.token(principal, audience)
    body: Json = {"token_type": "Bearer", "expires_in": 86399, "ext_expires_in": 86399, "access_token": token}
    return Answer(body=body | {"resource": audience})


def _refused(error: str, description: str) -> Answer:
    return Answer(401, {"error": error, "error_description": description})
