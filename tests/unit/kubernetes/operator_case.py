"""The operator that its tests create, and what they read of it."""

from typing import Any

from cdktf import TerraformStack

from constructs_lib.framework import EphemeralReference
from constructs_lib.kubernetes.operator import WandbOperator
from constructs_lib.kubernetes.operator_global_values import ClickHouse, WeaveTrace
from constructs_lib.kubernetes.operator_sources import OperatorVersions
from constructs_lib.platform_outputs import PlatformOutputs
from tests.unit.kubernetes.helm_values import values_of
from tests.unit.kubernetes.server_case import PLATFORM, SECRETS

OPERATOR, RESOURCE = "server_operator_release", "server_resource_release"
SECRET = "${kubernetes_secret_v1.server_secret_secret.metadata[0].name}"
ACCOUNT = "${kubernetes_service_account_v1.server_service_account.metadata[0].name}"
VERSIONS = OperatorVersions(
    server="0.48.1", console="2.19.0", chart="0.43.8", operator_chart="1.4.8", controller="1.22.0"
)
# As rendered from the chart 0.43.8: these components run by default, each from its own image.
IMAGES = {
    "app": "wandb/local",
    "api": "wandb/megabinary",
    "console": "wandb/console",
    "executor": "wandb/megabinary",
    "glue": "wandb/megabinary",
    "parquet": "wandb/megabinary",
    "weave": "wandb/weave-python",
}
TRACES = WeaveTrace(ClickHouse("clickhouse.example.com"), EphemeralReference("var.clickhouse"))


def operator(stack: TerraformStack, platform: PlatformOutputs = PLATFORM, **arguments: Any) -> WandbOperator:
    given = {"namespace": "features", "versions": VERSIONS, "secrets": SECRETS, **arguments}
    return WandbOperator(stack, "server", platform=platform, **given)


def manifest(stack: TerraformStack) -> dict[str, Any]:
    found: dict[str, Any] = values_of(stack, RESOURCE)["object"]
    return found


def chart_values(stack: TerraformStack) -> dict[str, Any]:
    found: dict[str, Any] = manifest(stack)["spec"]["values"]
    return found
