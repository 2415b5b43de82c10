"""Connection strings for the W&B server."""

from collections.abc import Mapping
from urllib.parse import quote

from cdktf import Fn, Token

from constructs_lib.framework import EphemeralReference
from constructs_lib.platform_outputs import ObjectStore

# A week: the lifetime of cache entries, as in W&B's charts.
REDIS_TTL_SECONDS = 604_800
# Mount path of the CA certificate of Redis, as in the official Kubernetes module.
REDIS_CA_FILE = "server_ca.pem"
REDIS_CA_PATH = f"/etc/ssl/certs/{REDIS_CA_FILE}"


def mysql_url(
    *,
    user: str,
    password: EphemeralReference,
    host: str,
    port: int,
    database: str,
    parameters: Mapping[str, str] | None = None,
) -> str:
    """`mysql://user:password@host:port/database?tls=preferred`; omitted parts are left out.

    `password` is percent-encoded.
    """
    return f"mysql://{user}:{percent_encoded(password)}@{host}:{port}/{database}{_query(parameters or {})}"


def bucket_url(bucket: ObjectStore) -> str:
    """`s3://bucket/path`, `az://account/container/path`."""
    return f"{bucket.provider}://{bucket.name}" + (f"/{bucket.path}" if bucket.path else "")


def redis_url(
    *,
    host: str,
    port: int,
    parameters: Mapping[str, str],
    password: EphemeralReference | None = None,
    private_ca: bool = False,
) -> str:
    """`redis://:password@host:port?tls=true&ttlInSeconds=604800`; omitted parts are left out.

    `password` is percent-encoded. With `private_ca`, the server trusts the CA certificate at `REDIS_CA_PATH`.
    """
    query = dict(parameters)
    if query.get("tls") == "true":
        query = {"tls": "true", "ttlInSeconds": str(REDIS_TTL_SECONDS)} | query
    if private_ca:
        query["caCertPath"] = REDIS_CA_PATH
    credentials = f":{percent_encoded(password)}@" if password else ""
    return f"redis://{credentials}{host}:{port}{_query(query)}"


def percent_encoded(secret: EphemeralReference) -> str:
    """The secret, percent-encoded for a URL (RFC 3986, section 2.1).

    Terraform's urlencode() encodes a space as "+", as in forms; a plus sign is already %2B.
    """
    return secret.within('replace(urlencode({}), "+", "%20")').value


def _encoded_name(name: str) -> str:
    """The same for what is no secret, and mostly known."""
    if Token.is_unresolved(name):
        return Token.as_string(Fn.replace(Fn.urlencode(name), "+", "%20"))
    return quote(name, safe="")


def _query(parameters: Mapping[str, str]) -> str:
    return "?" + "&".join(f"{name}={value}" for name, value in parameters.items()) if parameters else ""


def proxy_url(address: str, *, username: str | None = None, password: EphemeralReference | None = None) -> str:
    """`http://user:password@host:port` from `http://host:port`; both are percent-encoded."""
    scheme, _, host = address.partition("://")
    return f"{scheme}://{_encoded_name(username or '')}:{percent_encoded(password)}@{host}" if password else address
