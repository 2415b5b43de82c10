"""W&B by the vendor's operator: its secret, and what refers to it."""

from dataclasses import replace

import pytest
from cdktf import App, TerraformStack

from constructs_lib.framework import EphemeralReference
from constructs_lib.kubernetes.environment import OidcConfig
from constructs_lib.kubernetes.operator_global_values import ClickHouse, WeaveTrace
from tests.certificates import ONE
from tests.unit.kubernetes.operator_case import IMAGES, RESOURCE, SECRET, chart_values, operator
from tests.unit.kubernetes.server_case import PLATFORM, with_secrets
from tests.unit.synth import encoded, only, resources

DATA_COMPONENTS = {"app", "api", "executor", "glue", "parquet"}


def test_secrets_are_write_only_and_only_referred_to(stack: TerraformStack) -> None:
    secrets = with_secrets(
        license=EphemeralReference("var.license"),
        redis_password=EphemeralReference("var.redis"),
        others={"SLACK_SECRET": EphemeralReference("var.slack")},
    )
    oidc = OidcConfig("https://login.example.com", "wandb", "pkce", EphemeralReference("var.oidc"))
    operator(stack, secrets=secrets, oidc=oidc)

    secret = only(stack, "kubernetes_secret_v1")
    assert secret["data_wo"] == {
        "MYSQL_PASSWORD": encoded("var.password"),
        "OIDC_SECRET": "${var.oidc}",
        "REDIS_PASSWORD": encoded("var.redis"),
        "SLACK_SECRET": "${var.slack}",
        "license": "${var.license}",
    }
    shared = chart_values(stack)["global"]
    assert shared["licenseSecret"] == {"name": SECRET, "key": "license"}
    assert shared["mysql"] == {
        "host": "mysql.example.com",
        "port": 3307,
        "database": "runs",
        "user": "tracker",
        "passwordSecret": {"name": SECRET, "passwordKey": "MYSQL_PASSWORD"},
    }
    assert shared["redis"] == {
        "host": "redis.example.com",
        "port": 6380,
        "params": {"tls": "true"},
        "secret": {"secretName": SECRET, "secretKey": "REDIS_PASSWORD"},
    }
    assert shared["auth"]["oidc"] == {
        "clientId": "wandb",
        "issuer": "https://login.example.com",
        "authMethod": "pkce",
        "oidcSecret": {"name": SECRET, "secretKey": "OIDC_SECRET"},
    }
    [written] = resources(stack, "helm_release")[RESOURCE]["values"]
    assert "var." not in written


def test_secret_has_never_both_labels_by_which_the_controller_deletes(stack: TerraformStack) -> None:
    operator(stack, custom_ca_certs=[ONE])

    for type_ in ("kubernetes_secret_v1", "kubernetes_config_map_v1", "kubernetes_service_account_v1"):
        assert set(only(stack, type_)["metadata"]["labels"]) == {"app.kubernetes.io/part-of"}


def test_changed_secret_replaces_the_pods(stack: TerraformStack) -> None:
    operator(stack)

    mark = chart_values(stack)["global"]["pod"]["annotations"]["revision/secret"]
    revision = only(stack, "kubernetes_secret_v1")["data_wo_revision"]
    # As text, because Helm would read a bare number as one.
    assert mark == f"r{revision}"


def test_other_secrets_reach_only_the_components_with_data(stack: TerraformStack) -> None:
    operator(stack, secrets=with_secrets(others={"SLACK_SECRET": EphemeralReference("var.slack")}))

    values = chart_values(stack)
    expected = {"SLACK_SECRET": {"valueFrom": {"secretKeyRef": {"name": SECRET, "key": "SLACK_SECRET"}}}}
    assert {name for name in IMAGES if values[name].get("extraEnv") == expected} == DATA_COMPONENTS
    assert {name for name in IMAGES if "extraEnv" in values[name]} == DATA_COMPONENTS


def test_secret_bucket_address_replaces_every_variable_with_it(stack: TerraformStack) -> None:
    secrets = with_secrets(others={"BUCKET": EphemeralReference("var.external_bucket")})
    operator(stack, replace(PLATFORM, bucket=None), secrets=secrets)

    values = chart_values(stack)
    address = {"valueFrom": {"secretKeyRef": {"name": SECRET, "key": "BUCKET"}}}
    assert values["global"]["bucket"] == {}
    # As rendered from the chart 0.43.8.
    assert values["api"]["extraEnv"] == {
        "BUCKET": address,
        "GORILLA_FILE_STORE": address,
        "GORILLA_RUN_UPDATE_SHADOW_QUEUE_OVERFLOW_BUCKET_STORE": address,
        "GORILLA_STORAGE_BUCKET": address,
    }


@pytest.mark.parametrize("password", [None, EphemeralReference("var.redis")])
def test_redis_ca_is_trusted_with_and_without_a_password(
    stack: TerraformStack, password: EphemeralReference | None
) -> None:
    operator(stack, secrets=with_secrets(redis_password=password), redis_ca_certificate="PEM")

    # The chart mounts the secret's key REDIS_CA_CERT; without a password it makes the secret itself.
    assert chart_values(stack)["global"]["redis"]["caCert"] == "PEM"
    assert ("REDIS_CA_CERT" in only(stack, "kubernetes_secret_v1")["data_wo"]) is (password is not None)


def test_new_redis_ca_is_stored_and_replaces_the_pods() -> None:
    marks = set()
    for certificate in ("PEM", "OTHER"):
        stack = TerraformStack(App(), "stack")
        secrets = with_secrets(redis_password=EphemeralReference("var.redis"))
        operator(stack, secrets=secrets, redis_ca_certificate=certificate)
        marks.add(str(only(stack, "kubernetes_secret_v1")["data_wo_revision"]))
    assert len(marks) == 2


def test_secrets_must_be_references() -> None:
    with pytest.raises(TypeError, match=r"WeaveTrace\.clickhouse_password must be an EphemeralReference"):
        WeaveTrace(ClickHouse("clickhouse.example.com"), "secret")  # type: ignore[arg-type]
