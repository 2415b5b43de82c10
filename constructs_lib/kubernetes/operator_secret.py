"""The Kubernetes secret of W&B by the operator: its keys, its values, and references to them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from constructs_lib.framework import EphemeralReference
from constructs_lib.kubernetes.connections import percent_encoded
from constructs_lib.kubernetes.environment import ServerSecrets

# Keys of the Kubernetes secret that the resource refers to, with the chart's default names.
MYSQL_PASSWORD, REDIS_PASSWORD, REDIS_CA = "MYSQL_PASSWORD", "REDIS_PASSWORD", "REDIS_CA_CERT"
LICENSE, OIDC_SECRET, CLICKHOUSE_PASSWORD = "license", "OIDC_SECRET", "CLICKHOUSE_PASSWORD"


@dataclass(frozen=True)
class SecretKeys:
    """The Kubernetes secret `name` with `keys`. `others` are the keys that are also names of variables."""

    name: str
    keys: frozenset[str]
    others: Sequence[str] = ()

    def variable(self, key: str) -> dict[str, Any]:
        """The value of an environment variable, as Kubernetes writes it."""
        return {"valueFrom": {"secretKeyRef": {"name": self.name, "key": key}}}


def secret_values(
    secrets: ServerSecrets,
    *,
    oidc_secret: EphemeralReference | None,
    clickhouse_password: EphemeralReference | None,
    redis_ca_certificate: str | None,
    has_redis: bool,
) -> Mapping[str, str]:
    """The values of the secret. The chart puts the passwords of MySQL and Redis into URLs as they are."""
    values = {MYSQL_PASSWORD: percent_encoded(secrets.database_password)}
    if secrets.license:
        values[LICENSE] = secrets.license.value
    if oidc_secret:
        values[OIDC_SECRET] = oidc_secret.value
    if has_redis and secrets.redis_password:
        values[REDIS_PASSWORD] = percent_encoded(secrets.redis_password)
        if redis_ca_certificate is not None:
            values[REDIS_CA] = redis_ca_certificate
    if clickhouse_password:
        values[CLICKHOUSE_PASSWORD] = clickhouse_password.value
    return values | {name: secret.value for name, secret in secrets.others.items()}
