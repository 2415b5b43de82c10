"""Somebody else's CDKTF app, with a cluster of its own, that takes the server construct alone."""

import constructs_lib  # noqa: F401  isort: skip  (before cdktf, so that the provider bindings load on demand)

from pathlib import Path

from cdktf import App, TerraformStack
from cdktf_cdktf_provider_kubernetes.provider import KubernetesProvider

from constructs_lib.framework import EphemeralVariable
from constructs_lib.handover import (
    Bucket,
    ClusterAccess,
    DatabaseEndpoint,
    Entrance,
    Handover,
    PodIdentity,
    RedisEndpoint,
    TlsSecret,
)
from constructs_lib.kubernetes.environment import ServerSecrets
from constructs_lib.kubernetes.server import WandbServer
from constructs_lib.kubernetes.side_services import SideServiceOptions


def synthesize(folder: Path) -> None:
    """Writes the app's one stack, `server`, into `folder`."""
    app = App(outdir=str(folder))
    stack = TerraformStack(app, "server")
    KubernetesProvider(stack, "kubernetes", config_path="~/.kube/config")
    password = EphemeralVariable(
        stack, "database_password", name="database_password", description="Password of the user wandb"
    )
    WandbServer(
        stack,
        "wandb",
        namespace="machine-learning",
        image="wandb/local:0.83.0",
        handover=_handover(),
        secrets=ServerSecrets(database_password=password.reference),
        parquet=SideServiceOptions(requests={"cpu": "1", "memory": "2Gi"}),
    )
    app.synth()


def _handover() -> Handover:
    return Handover(
        url="https://wandb.example.com",
        cluster=ClusterAccess("ours", "https://kubernetes.example.com", "Y2VydGlmaWNhdGU="),
        database=DatabaseEndpoint("mysql.example.com", 3306, "wandb_local", "wandb", "in our own vault", 1),
        bucket=Bucket("s3", "wandb-files"),
        queue_url="internal://",
        redis=RedisEndpoint("redis.example.com", 6379),
        identity=PodIdentity("wandb"),
        environment={"AWS_REGION": "eu-central-1"},
        entrance=Entrance("nginx", ("wandb.example.com",), tls=TlsSecret("wandb-tls", issuer="our-issuer")),
    )
