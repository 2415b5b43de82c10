"""The application from its settings, on any cloud."""

from dataclasses import replace
from typing import Any

from cdktf import TerraformStack

from constructs_lib.framework import EphemeralReference
from constructs_lib.kubernetes.assembly import WandbApplication
from constructs_lib.platform_outputs import RedisEndpoint
from constructs_lib.settings.kubernetes import KubernetesSettings
from tests.unit.kubernetes.server_case import PLATFORM
from tests.unit.synth import encoded, only, resources

CONTAINER: dict[str, Any] = {"wandb_runtime": "container"}


def stored(stack: TerraformStack) -> dict[str, str]:
    values: dict[str, str] = only(stack, "kubernetes_secret_v1")["data_wo"]
    return values


def test_secrets_of_the_cloud_go_where_the_users_go(stack: TerraformStack) -> None:
    WandbApplication(
        stack,
        "application",
        settings=KubernetesSettings(**CONTAINER, other_wandb_secrets={"SLACK_SECRET": "given"}),
        platform=replace(PLATFORM, redis=RedisEndpoint("cache", 10000, {"tls": "true"})),
        database_password=EphemeralReference("ephemeral.database.stored.value"),
        redis_password=EphemeralReference("ephemeral.redis.stored.value"),
        cloud_secrets={"STORAGE_KEY": EphemeralReference("ephemeral.storage.stored.value")},
    )

    assert stored(stack) == {
        "MYSQL": f"mysql://tracker:{encoded('ephemeral.database.stored.value')}@mysql.example.com:3307/runs",
        "REDIS": f"redis://:{encoded('ephemeral.redis.stored.value')}@cache:10000?tls=true&ttlInSeconds=604800",
        "SLACK_SECRET": '${var.other_wandb_secrets["SLACK_SECRET"]}',
        "STORAGE_KEY": "${ephemeral.storage.stored.value}",
    }


def test_external_redis_replaces_the_clouds_and_its_password(stack: TerraformStack) -> None:
    settings = KubernetesSettings(**CONTAINER, use_external_redis=True, external_redis_host="r.example.com")
    WandbApplication(
        stack,
        "application",
        settings=settings,
        platform=PLATFORM,
        database_password=EphemeralReference("var.password"),
        redis_password=EphemeralReference("ephemeral.redis.stored.value"),
    )

    assert set(stored(stack)) == {"MYSQL"}
    [container] = only(stack, "kubernetes_deployment_v1")["spec"]["template"]["spec"]["container"]
    told = {each["name"]: each.get("value") for each in container["env"]}
    assert told["REDIS"] == "redis://r.example.com:6379"


def test_volumes_type_has_the_name_that_the_clouds_driver_reads(stack: TerraformStack) -> None:
    settings = KubernetesSettings(
        **CONTAINER,
        weave_enabled=True,
        weave_storage_size="70Gi",
        weave_storage_provisioner="disk.csi.azure.com",
        weave_storage_type="Premium_LRS",
    )
    platform = replace(PLATFORM, storage_parameters={"tags": "a=b"}, storage_type_parameter="skuName")
    WandbApplication(
        stack, "application", settings=settings, platform=platform, database_password=EphemeralReference("var.password")
    )

    [storage_class] = resources(stack, "kubernetes_storage_class_v1").values()
    assert storage_class["parameters"] == {"skuName": "Premium_LRS", "tags": "a=b"}
