"""The server's Deployment: variables, permissions and replacement of its pods."""

from dataclasses import replace

import pytest
from cdktf import TerraformStack

from constructs_lib.framework import EphemeralReference
from constructs_lib.kubernetes.cache_volume import StorageOptions
from constructs_lib.kubernetes.environment import OidcConfig
from constructs_lib.kubernetes.server import PodOptions, WeaveOptions
from constructs_lib.kubernetes.side_services import SideServiceOptions
from constructs_lib.platform_outputs import ObjectStore, PlatformOutputs, RedisEndpoint
from tests.unit.kubernetes.server_case import (
    ADDRESS,
    PLATFORM,
    container,
    from_secret,
    plain,
    pod,
    server,
    with_secrets,
)
from tests.unit.synth import encoded, only, resources, synthesized, variable


def test_server_has_the_addresses_of_all_services(stack: TerraformStack) -> None:
    server(stack, variables={"ANYTHING": "else"})

    assert plain(stack) == {
        "ANYTHING": "else",
        "BUCKET": "s3://features/team",
        "BUCKET_QUEUE": "sqs://features-events",
        "CLOUD_REGION": "north",
        "HOST": "https://wandb.example.com",
        "PARQUET_ENABLED": "false",
        "REDIS": "redis://redis.example.com:6380?tls=true&ttlInSeconds=604800",
        "WEAVE_ENABLED": "false",
    }
    assert from_secret(stack) == {"MYSQL"}


def test_without_redis_there_is_no_redis_variable(stack: TerraformStack) -> None:
    server(stack, replace(PLATFORM, redis=None), secrets=with_secrets(redis_password=EphemeralReference("var.redis")))

    assert "REDIS" not in plain(stack).keys() | from_secret(stack)


def test_every_secret_is_in_the_kubernetes_secret_and_in_no_variable_by_value(stack: TerraformStack) -> None:
    secrets = with_secrets(
        license=EphemeralReference("var.license"),
        redis_password=EphemeralReference("var.redis"),
        others={"TOKEN": EphemeralReference('var.others["TOKEN"]')},
    )
    oidc = OidcConfig(oidc_issuer="https://login", oidc_client_id="tracker", oidc_secret=EphemeralReference("var.oidc"))
    server(stack, secrets=secrets, oidc=oidc)

    assert only(stack, "kubernetes_secret_v1")["data_wo"] == {
        "LICENSE": "${var.license}",
        "MYSQL": f"mysql://tracker:{encoded('var.password')}@mysql.example.com:3307/runs",
        "OIDC_SECRET": "${var.oidc}",
        "REDIS": f"redis://:{encoded('var.redis')}@redis.example.com:6380?tls=true&ttlInSeconds=604800",
        "TOKEN": '${var.others["TOKEN"]}',
    }
    assert from_secret(stack) == {"LICENSE", "MYSQL", "OIDC_SECRET", "REDIS", "TOKEN"}
    assert not from_secret(stack) & plain(stack).keys()
    assert not any("var." in value for value in plain(stack).values())


def test_oidc_variables_do_not_contain_the_secret(stack: TerraformStack) -> None:
    oidc = OidcConfig("https://login", "tracker", "pkce", auth0_domain="auth0.example.com", auth0_client_id="older")
    server(stack, oidc=oidc)

    found = {name: value for name, value in plain(stack).items() if name.startswith(("OIDC", "AUTH0"))}
    assert found == {
        "AUTH0_CLIENT_ID": "older",
        "AUTH0_DOMAIN": "auth0.example.com",
        "OIDC_AUTH_METHOD": "pkce",
        "OIDC_CLIENT_ID": "tracker",
        "OIDC_ISSUER": "https://login",
    }


def _version(stack: TerraformStack) -> tuple[str, str]:
    return only(stack, "kubernetes_secret_v1")["data_wo_revision"], pod(stack)["metadata"]["annotations"][
        "revision/secret"
    ]


def test_new_version_rewrites_the_secret_and_restarts_pods(stack: TerraformStack) -> None:
    host = variable(stack, "host")
    database = replace(PLATFORM.database, host=host, password_version=41)
    server(
        stack,
        replace(PLATFORM, database=database),
        secrets=with_secrets(version=42, license=EphemeralReference("var.license")),
    )

    stored, marked = _version(stack)
    assert stored == marked
    assert stored.startswith('${parseint(join("", ["1", substr(sha256(') and stored.endswith(", 0, 7)]), 16)}")
    for part in ('"LICENSE"', '"MYSQL"', "var.host", '"41"', '"42"', '"stored-credentials"'):
        assert part in stored
    assert "var.password" not in stored and "var.license" not in stored


@pytest.mark.parametrize(
    ("platform", "part"),
    [
        (replace(PLATFORM, database=replace(PLATFORM.database, parameters={"tls": "preferred"})), '"tls=preferred"'),
        (replace(PLATFORM, redis=RedisEndpoint("r", 1, password_version="57")), '"57"'),
        (replace(PLATFORM, secret_versions={"STORAGE_KEY": "58"}), '"58"'),
    ],
)
def test_secret_version_covers_related_values(stack: TerraformStack, platform: PlatformOutputs, part: str) -> None:
    server(stack, platform, secrets=with_secrets(redis_password=EphemeralReference("var.redis")))

    stored, marked = _version(stack)
    assert part in stored and part in marked


def test_pods_run_as_the_images_user_without_any_privilege(stack: TerraformStack) -> None:
    server(stack)

    assert pod(stack)["spec"]["security_context"] == {
        "fs_group": "0",
        "fs_group_change_policy": "OnRootMismatch",
        "run_as_group": "0",
        "run_as_non_root": True,
        "run_as_user": "999",
        "seccomp_profile": {"type": "RuntimeDefault"},
    }
    allowed = container(stack)["security_context"]
    assert allowed["capabilities"] == {"drop": ["ALL"]}
    assert (allowed["allow_privilege_escalation"], allowed["privileged"]) == (False, False)
    # What a container says of it goes before what its pod says.
    assert allowed["run_as_non_root"] is True
    assert pod(stack)["spec"]["automount_service_account_token"] is False


def test_pods_have_the_clouds_identity(stack: TerraformStack) -> None:
    server(stack, pods=PodOptions(labels={"team": "ml"}, service_account_labels={"owner": "platform"}))

    account = only(stack, "kubernetes_service_account_v1")["metadata"]
    assert account["annotations"] == {"example.com/role": "reader"}
    assert (account["name"], account["labels"]["owner"]) == ("tracker", "platform")
    labels = pod(stack)["metadata"]["labels"]
    assert (labels["example.com/use"], labels["team"], labels["app"]) == ("true", "ml", "wandb")


def test_old_pods_end_before_new_ones_start_by_default(stack: TerraformStack) -> None:
    server(stack)
    assert resources(stack, "kubernetes_deployment_v1")[ADDRESS]["spec"]["strategy"] == {"type": "Recreate"}


def test_how_pods_run_can_be_set(stack: TerraformStack) -> None:
    pods = PodOptions(
        replicas=3,
        strategy="RollingUpdate",
        progress_deadline_seconds=77,
        requests={"cpu": "2"},
        limits={"memory": "9Gi"},
    )
    server(stack, pods=pods)

    spec = resources(stack, "kubernetes_deployment_v1")[ADDRESS]["spec"]
    assert (spec["replicas"], spec["strategy"], spec["progress_deadline_seconds"]) == (
        "3",
        {"type": "RollingUpdate"},
        77,
    )
    assert container(stack)["resources"] == {"requests": {"cpu": "2"}, "limits": {"memory": "9Gi"}}


@pytest.mark.parametrize(("login_minutes", "rollout_timeout"), [(None, "1860s"), (15, "14m")])
def test_rollout_is_watched_until_it_has_failed_or_the_login_ends(
    stack: TerraformStack, login_minutes: int | None, rollout_timeout: str
) -> None:
    cluster = replace(PLATFORM.cluster, login_minutes=login_minutes)
    server(stack, replace(PLATFORM, cluster=cluster), pods=PodOptions(progress_deadline_seconds=1_800))

    timeouts = resources(stack, "kubernetes_deployment_v1")[ADDRESS]["timeouts"]
    assert timeouts == {"create": rollout_timeout, "update": rollout_timeout}


@pytest.mark.parametrize("replicas", [1, 2])
def test_from_two_replicas_on_pods_are_spread_and_one_may_be_moved_at_a_time(
    stack: TerraformStack, replicas: int
) -> None:
    server(stack, pods=PodOptions(replicas=replicas))

    spread = pod(stack)["spec"].get("topology_spread_constraint", [])
    budgets = resources(stack, "kubernetes_pod_disruption_budget_v1")
    over = ["topology.kubernetes.io/zone", "kubernetes.io/hostname"]
    assert [each["topology_key"] for each in spread] == over * (replicas - 1)
    assert [each["spec"]["max_unavailable"] for each in budgets.values()] == ["1"] * (replicas - 1)


@pytest.mark.parametrize("replicas", [1, 2])
def test_one_of_several_pods_serves_until_it_is_out_of_the_load_balancer(stack: TerraformStack, replicas: int) -> None:
    server(stack, pods=PodOptions(replicas=replicas))

    found = container(stack).get("lifecycle"), pod(stack)["spec"].get("termination_grace_period_seconds")
    delayed = {"pre_stop": [{"exec": {"command": ["sleep", "25"]}}]}
    # The delay is part of the grace period.
    assert found == ((None, None) if replicas == 1 else (delayed, 60))


def test_protected_pods_keep_their_node_from_being_scaled_down(stack: TerraformStack) -> None:
    name = "cluster-autoscaler.kubernetes.io/safe-to-evict"
    server(stack, pods=PodOptions(scale_down_protection=True), weave=WeaveOptions())

    assert pod(stack)["metadata"]["annotations"][name] == "false"
    assert name not in pod(stack, "server_weave_workload_deployment")["metadata"].get("annotations", {})


def test_side_services_may_have_several_pods(stack: TerraformStack) -> None:
    server(stack, weave=WeaveOptions(pods=SideServiceOptions(replicas=2)), parquet=SideServiceOptions(replicas=3))

    deployments = resources(stack, "kubernetes_deployment_v1").values()
    replicas = {each["metadata"]["name"]: each["spec"]["replicas"] for each in deployments}
    assert replicas == {"wandb": "1", "weave": "2", "parquet": "3"}
    budgets = resources(stack, "kubernetes_pod_disruption_budget_v1")
    assert {each["metadata"]["name"] for each in budgets.values()} == {"weave", "parquet"}


def test_pods_of_weave_do_not_share_a_volume(stack: TerraformStack) -> None:
    options = WeaveOptions(pods=SideServiceOptions(replicas=2), storage=StorageOptions("20Gi", "gp3"))
    with pytest.raises(ValueError, match="one pod with a volume for its cache, got 2"):
        server(stack, weave=options)


def test_probes_use_documented_paths_and_startup_may_take_twenty_minutes(stack: TerraformStack) -> None:
    server(stack)

    found = container(stack)
    paths = {probe: found[f"{probe}_probe"]["http_get"] for probe in ("liveness", "readiness", "startup")}
    assert paths == {
        "liveness": {"path": "/healthz", "port": "http"},
        "readiness": {"path": "/ready", "port": "http"},
        "startup": {"path": "/ready", "port": "http"},
    }
    assert found["startup_probe"]["failure_threshold"] * found["startup_probe"]["period_seconds"] == 1200


def test_load_balancers_port_and_metrics_lead_to_the_server(stack: TerraformStack) -> None:
    server(stack)

    services = {each["metadata"]["name"]: each["spec"] for each in resources(stack, "kubernetes_service_v1").values()}
    assert services == {
        "wandb": {
            "type": "NodePort",
            "selector": {"app": "wandb"},
            "port": [{"name": "http", "port": 8080, "target_port": "http", "node_port": 30123}],
        },
        "prometheus": {
            "type": "ClusterIP",
            "selector": {"app": "wandb"},
            "port": [{"name": "prometheus", "port": 8181, "target_port": "prometheus"}],
        },
    }


def test_another_version_changes_the_image_alone(stack: TerraformStack) -> None:
    server(stack, image="wandb/local:0.48.1")
    assert container(stack)["image"] == "wandb/local:0.48.1"
    assert str(synthesized(stack)["resource"]).count("0.48.1") == 1


def test_redis_ca_is_mounted_and_in_url_and_annotation(stack: TerraformStack) -> None:
    server(stack, redis_ca_certificate="-----BEGIN CERTIFICATE-----")

    assert only(stack, "kubernetes_config_map_v1")["data"] == {"server_ca.pem": "-----BEGIN CERTIFICATE-----"}
    assert container(stack)["volume_mount"] == [
        {
            "name": "redis-ca",
            "mount_path": "/etc/ssl/certs/server_ca.pem",
            "sub_path": "server_ca.pem",
            "read_only": True,
        }
    ]
    assert pod(stack)["spec"]["volume"][0]["config_map"]["name"].startswith("${kubernetes_config_map_v1.")
    assert plain(stack)["REDIS"].endswith("&caCertPath=/etc/ssl/certs/server_ca.pem")
    assert "checksum/redis-ca" in pod(stack)["metadata"]["annotations"]


def test_values_may_be_references(stack: TerraformStack) -> None:
    bucket, host = variable(stack, "bucket"), variable(stack, "cache")
    redis = RedisEndpoint(host, 6380)
    server(stack, replace(PLATFORM, bucket=ObjectStore("s3", bucket), redis=redis))

    assert plain(stack)["BUCKET"] == "s3://${var.bucket}"
    assert plain(stack)["REDIS"] == "redis://${var.cache}:6380"
