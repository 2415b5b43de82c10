"""A CDKTF app that runs the W&B server on an existing cluster, on any cloud or on premises."""

import constructs_lib  # noqa: F401  isort: skip  (first, so that the provider bindings load on demand)

from cdktf import App, TerraformStack
from cdktf_cdktf_provider_kubernetes.namespace_v1 import NamespaceV1, NamespaceV1Metadata
from cdktf_cdktf_provider_kubernetes.provider import KubernetesProvider
from constructs import Construct

from constructs_lib.framework import EphemeralReference, EphemeralVariable
from constructs_lib.kubernetes import ServerSecrets, WandbServer
from constructs_lib.platform_outputs import (
    ClusterAccess,
    DatabaseEndpoint,
    ObjectStore,
    PlatformOutputs,
    RedisEndpoint,
    ServiceAccountIdentity,
)

CLUSTER = ClusterAccess(name="research", endpoint="https://10.0.0.10:6443", certificate_authority_data="")

PLATFORM = PlatformOutputs(
    url="https://wandb.research.example.com",
    cluster=CLUSTER,
    database=DatabaseEndpoint(
        host="mysql.research.example.com",
        port=3306,
        name="wandb_local",
        user="wandb",
        credentials_id="by hand",
        password_version=1,
    ),
    bucket=ObjectStore("s3", "research-wandb"),
    queue_url="internal://",
    redis=RedisEndpoint("redis.research.example.com", 6379),
    identity=ServiceAccountIdentity(
        "wandb", {"eks.amazonaws.com/role-arn": "arn:aws:iam::123456789012:role/research-wandb"}
    ),
    environment={"AWS_REGION": "eu-central-1"},
    node_port=32543,
)


class ServerStack(TerraformStack):
    """A namespace and the server in it."""

    def __init__(self, scope: Construct, id_: str) -> None:
        super().__init__(scope, id_)
        # Write-only secrets came with Terraform 1.11.
        self.add_override("terraform.required_version", ">= 1.11.1")
        # The bindings pin the provider to the one release they were generated from; these releases were tested.
        self.add_override(
            "terraform.required_providers.kubernetes.version", ">= 2.38, != 3.0.0, != 3.0.1, != 3.1.0, != 3.2.0, < 4.0"
        )
        KubernetesProvider(self, "kubernetes", config_path="~/.kube/config", config_context=CLUSTER.name)
        namespace = NamespaceV1(self, "namespace", metadata=NamespaceV1Metadata(name="wandb"))
        WandbServer(
            self,
            "server",
            namespace=namespace.metadata.name,
            image="wandb/local:0.83.0",
            platform=PLATFORM,
            secrets=ServerSecrets(
                database_password=self._secret("database_password", "Password of the database user"),
                license=self._secret("license", "License of the W&B server"),
            ),
        )

    def _secret(self, name: str, description: str) -> EphemeralReference:
        return EphemeralVariable(self, name, name=name, description=description).reference


if __name__ == "__main__":
    app = App()
    ServerStack(app, "server")
    app.synth()
