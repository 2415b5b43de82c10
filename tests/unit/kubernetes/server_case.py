"""Platform outputs written by hand, as for an existing cluster, and the server created from them."""

from dataclasses import replace
from typing import Any

from cdktf import TerraformStack

from constructs_lib.framework import EphemeralReference
from constructs_lib.kubernetes.environment import ServerSecrets
from constructs_lib.kubernetes.server import WandbServer
from constructs_lib.platform_outputs import (
    ClusterAccess,
    DatabaseEndpoint,
    ObjectStore,
    PlatformOutputs,
    RedisEndpoint,
    ServiceAccountIdentity,
)
from tests.unit.synth import resources

IMAGE = "wandb/local:0.48.1"
PLATFORM = PlatformOutputs(
    url="https://wandb.example.com",
    cluster=ClusterAccess("features", "https://api.example.com", "Y2E="),
    database=DatabaseEndpoint("mysql.example.com", 3307, "runs", "tracker", "stored-credentials", 4),
    bucket=ObjectStore("s3", "features", "team"),
    queue_url="sqs://features-events",
    redis=RedisEndpoint("redis.example.com", 6380, {"tls": "true"}),
    identity=ServiceAccountIdentity("tracker", {"example.com/role": "reader"}, {"example.com/use": "true"}),
    environment={"CLOUD_REGION": "north"},
    node_port=30123,
)
SECRETS = ServerSecrets(database_password=EphemeralReference("var.password"))
ADDRESS = "server_workload_deployment"


def server(stack: TerraformStack, platform: PlatformOutputs = PLATFORM, **arguments: Any) -> WandbServer:
    """A server in `stack`, with `arguments` in place of the least it takes."""
    given = {"namespace": "features", "image": IMAGE, "secrets": SECRETS, **arguments}
    return WandbServer(stack, "server", platform=platform, **given)


def with_secrets(**changes: Any) -> ServerSecrets:
    """The secrets of the case with some changed."""
    return replace(SECRETS, **changes)


def pod(stack: TerraformStack, address: str = ADDRESS) -> dict[str, Any]:
    """The pod template of the deployment at `address`."""
    found: dict[str, Any] = resources(stack, "kubernetes_deployment_v1")[address]["spec"]["template"]
    return found


def container(stack: TerraformStack, address: str = ADDRESS) -> dict[str, Any]:
    """The one container of the deployment at `address`."""
    [found] = pod(stack, address)["spec"]["container"]
    assert isinstance(found, dict)
    return found


def plain(stack: TerraformStack, address: str = ADDRESS) -> dict[str, str]:
    """Name to value of the variables that the container has by value."""
    return {each["name"]: each["value"] for each in container(stack, address)["env"] if "value" in each}


def from_secret(stack: TerraformStack, address: str = ADDRESS) -> set[str]:
    """The names of the variables that the container takes from the secret `wandb`, each from the key of its name."""
    taken = [each for each in container(stack, address)["env"] if "secret_key_ref" in each.get("value_from", {})]
    references = [each["value_from"]["secret_key_ref"] for each in taken]
    assert {reference["name"] for reference in references} <= {
        "${kubernetes_secret_v1.server_secret_secret.metadata[0].name}"
    }
    assert [reference["key"] for reference in references] == [each["name"] for each in taken]
    return {each["name"] for each in taken}
