"""The connection strings, in the exact format that the server reads."""

from typing import Any

import pytest

from constructs_lib.framework import EphemeralReference
from constructs_lib.kubernetes.connections import REDIS_CA_PATH, bucket_url, mysql_url, redis_url
from constructs_lib.platform_outputs import ObjectStore
from tests.unit.synth import encoded

PASSWORD = EphemeralReference("var.password")
ENCODED = encoded("var.password")


def test_database_url_has_user_password_port_and_schema() -> None:
    url = mysql_url(user="tracker", password=PASSWORD, host="db.example.com", port=3306, database="wandb_local")
    assert url == f"mysql://tracker:{ENCODED}@db.example.com:3306/wandb_local"


def test_database_url_requires_tls_if_the_cloud_does() -> None:
    url = mysql_url(
        user="wandb", password=PASSWORD, host="db", port=3306, database="wandb_local", parameters={"tls": "preferred"}
    )
    assert url == f"mysql://wandb:{ENCODED}@db:3306/wandb_local?tls=preferred"


@pytest.mark.parametrize(
    ("bucket", "url"),
    [
        (ObjectStore("s3", "features"), "s3://features"),
        (ObjectStore("s3", "features", "team/a"), "s3://features/team/a"),
        (ObjectStore("az", "account", "container"), "az://account/container"),
        (ObjectStore("az", "account", "container/team"), "az://account/container/team"),
    ],
)
def test_files_are_kept_in_a_bucket_of_either_cloud(bucket: ObjectStore, url: str) -> None:
    assert bucket_url(bucket) == url


@pytest.mark.parametrize(
    ("given", "url"),
    [
        ({}, "redis://r.example.com:6379"),
        ({"parameters": {"tls": "true"}}, "redis://r.example.com:6379?tls=true&ttlInSeconds=604800"),
        (
            {"parameters": {"tls": "true"}, "password": PASSWORD, "port": 6380},
            f"redis://:{ENCODED}@r.example.com:6380?tls=true&ttlInSeconds=604800",
        ),
        (
            {"parameters": {"tls": "true"}, "private_ca": True},
            "redis://r.example.com:6379?tls=true&ttlInSeconds=604800&caCertPath=/etc/ssl/certs/server_ca.pem",
        ),
        (
            {"parameters": {"ttlInSeconds": "60", "tls": "true", "db": "2"}},
            "redis://r.example.com:6379?tls=true&ttlInSeconds=60&db=2",
        ),
        ({"parameters": {"tls": "false"}}, "redis://r.example.com:6379?tls=false"),
    ],
)
def test_redis_is_named_with_what_was_given_of_it(given: dict[str, Any], url: str) -> None:
    assert redis_url(**{"host": "r.example.com", "port": 6379, "parameters": {}, **given}) == url


def test_redis_ca_has_the_official_mount_path() -> None:
    assert REDIS_CA_PATH == "/etc/ssl/certs/server_ca.pem"
