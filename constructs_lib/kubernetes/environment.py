"""The environment variables of the server."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from constructs_lib.framework import EphemeralReference, require_reference
from constructs_lib.kubernetes.connections import bucket_url, mysql_url, redis_url
from constructs_lib.platform_outputs import PlatformOutputs

WEAVE_PORT = 9994
PARQUET_PORT = 8087
WEAVE, PARQUET = "weave", "parquet"


@dataclass(frozen=True)
class OidcConfig:
    """Single sign-on by OpenID Connect or Auth0; without it, users have local accounts."""

    oidc_issuer: str | None = None
    oidc_client_id: str | None = None
    oidc_auth_method: str = "implicit"
    oidc_secret: EphemeralReference | None = None
    auth0_domain: str | None = None
    auth0_client_id: str | None = None

    def __post_init__(self) -> None:
        if self.oidc_secret is not None:
            require_reference("OidcConfig.oidc_secret", self.oidc_secret)

    def variables(self) -> dict[str, str]:
        """The variables that are not secret."""
        oidc = {"OIDC_ISSUER": self.oidc_issuer, "OIDC_CLIENT_ID": self.oidc_client_id}
        method = {"OIDC_AUTH_METHOD": self.oidc_auth_method} if self.oidc_issuer else {}
        found = {name: value for name, value in oidc.items() if value}
        return {**found, **self.auth0_variables(), **method}

    def auth0_variables(self) -> dict[str, str]:
        """The variables for Auth0."""
        auth0 = {"AUTH0_DOMAIN": self.auth0_domain, "AUTH0_CLIENT_ID": self.auth0_client_id}
        return {name: value for name, value in auth0.items() if value}


@dataclass(frozen=True)
class ServerSecrets:
    """The secrets of the server, as references; `others` are additional variables by name.

    Raise `version` when the value of any of them has changed.
    """

    database_password: EphemeralReference
    license: EphemeralReference | None = None
    redis_password: EphemeralReference | None = None
    others: Mapping[str, EphemeralReference] = field(default_factory=dict)
    version: int = 1

    def __post_init__(self) -> None:
        optional = {"license": self.license, "redis_password": self.redis_password, **self.others}
        given = {name: secret for name, secret in optional.items() if secret is not None}
        for name, secret in {"database_password": self.database_password, **given}.items():
            require_reference(f"ServerSecrets.{name}", secret)


def secret_variables(
    platform: PlatformOutputs, secrets: ServerSecrets, oidc: OidcConfig, *, private_redis_ca: bool
) -> dict[str, str]:
    """The variables that contain a secret, including the Redis URL if it has a password."""
    database = platform.database
    found = {
        "MYSQL": mysql_url(
            user=database.user,
            password=secrets.database_password,
            host=database.host,
            port=database.port,
            database=database.name,
            parameters=database.parameters,
        )
    }
    if secrets.license:
        found["LICENSE"] = secrets.license.value
    if oidc.oidc_secret:
        found["OIDC_SECRET"] = oidc.oidc_secret.value
    if platform.redis and secrets.redis_password:
        found["REDIS"] = _redis(platform, secrets.redis_password, private_redis_ca)
    return found | {name: secret.value for name, secret in secrets.others.items()}


def secret_version_parts(platform: PlatformOutputs, secrets: ServerSecrets) -> list[str]:
    """The non-secret values whose changes also change a secret variable."""
    database = platform.database
    parts = [database.host, str(database.port), database.name, database.user, database.credentials_id]
    parts += _assignments(database.parameters)
    redis = platform.redis
    if redis and secrets.redis_password:
        parts += [redis.host, str(redis.port), *_assignments(redis.parameters), redis.password_version or ""]
    for name, version in sorted(platform.secret_versions.items()):
        parts += [name, version]
    return [*parts, str(database.password_version), str(secrets.version)]


def plain_variables(
    platform: PlatformOutputs, secrets: ServerSecrets, oidc: OidcConfig, *, private_redis_ca: bool
) -> dict[str, str]:
    """The variables that are not secret."""
    found = {
        "HOST": platform.url,
        **({"BUCKET": bucket_url(platform.bucket)} if platform.bucket else {}),
        "BUCKET_QUEUE": platform.queue_url,
        **platform.environment,
        **oidc.variables(),
    }
    if platform.redis and not secrets.redis_password:
        found["REDIS"] = _redis(platform, None, private_redis_ca)
    return found


def side_service_variables(*, weave: bool, parquet: bool) -> dict[str, str]:
    """The variables that enable Weave and Parquet and contain their addresses."""
    found = {"WEAVE_ENABLED": _flag(weave), "PARQUET_ENABLED": _flag(parquet)}
    if weave:
        found["WEAVE_SERVICE"] = f"{WEAVE}:{WEAVE_PORT}"
    if parquet:
        found["PARQUET_HOST"] = f"http://{PARQUET}:{PARQUET_PORT}"
    return found


def _redis(platform: PlatformOutputs, password: EphemeralReference | None, private_ca: bool) -> str:
    redis = platform.redis
    assert redis is not None  # Checked by both callers.
    return redis_url(
        host=redis.host, port=redis.port, parameters=redis.parameters, password=password, private_ca=private_ca
    )


def _assignments(parameters: Mapping[str, str]) -> list[str]:
    return [f"{name}={value}" for name, value in parameters.items()]


def _flag(value: bool) -> str:
    return "true" if value else "false"
