"""The connection strings, in exactly the forms that the server reads."""

from typing import Any

import pytest

from constructs_lib.kubernetes.connections import REDIS_CA_PATH, mysql_url, redis_url


def test_the_database_is_named_with_user_encoded_password_port_and_schema() -> None:
    url = mysql_url(user="tracker", password="var.password", host="db.example.com", port=3306, database="wandb_local")
    assert url == "mysql://tracker:${urlencode(var.password)}@db.example.com:3306/wandb_local"


@pytest.mark.parametrize(
    ("given", "url"),
    [
        ({}, "redis://r.example.com:6379"),
        ({"parameters": {"tls": "true"}}, "redis://r.example.com:6379?tls=true&ttlInSeconds=604800"),
        (
            {"parameters": {"tls": "true"}, "password": "var.redis", "port": 6380},
            "redis://:${urlencode(var.redis)}@r.example.com:6380?tls=true&ttlInSeconds=604800",
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


def test_the_authority_lies_where_the_official_module_mounts_it() -> None:
    assert REDIS_CA_PATH == "/etc/ssl/certs/server_ca.pem"
