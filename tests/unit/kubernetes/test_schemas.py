"""Every Kubernetes object matches the OpenAPI schemas of the oldest and newest version."""

import json
from dataclasses import replace

import pytest
from cdktf import TerraformStack

from constructs_lib.azure.private_endpoint_approval import approval_job
from constructs_lib.azure.server_environment import ingress, service_account_identity
from constructs_lib.framework import EphemeralReference
from constructs_lib.kubernetes.cache_volume import StorageOptions
from constructs_lib.kubernetes.cluster_autoscaler import ClusterAutoscaler
from constructs_lib.kubernetes.cron_job import CronJob
from constructs_lib.kubernetes.pods import PodPlacement, Toleration
from constructs_lib.kubernetes.proxy import Proxy
from constructs_lib.kubernetes.registry_secret import RegistrySecret
from constructs_lib.kubernetes.server import PodOptions, WeaveOptions
from constructs_lib.kubernetes.side_services import DatadogOptions, SideServiceOptions
from constructs_lib.platform_outputs import ObjectStore, PlatformOutputs, TlsSecret
from constructs_lib.settings.kubernetes.versions import KUBERNETES_MAX, KUBERNETES_MIN
from tests.unit.kubernetes.manifests import KINDS, Manifest, manifests
from tests.unit.kubernetes.server_case import PLATFORM, server, with_secrets
from tests.unit.synth import synthesized

kubernetes_validate = pytest.importorskip("kubernetes_validate", reason="the schemas of Kubernetes are not installed")
VERSIONS = [f"{major}.{minor}" for major, minor in (KUBERNETES_MIN, KUBERNETES_MAX)]
AMOUNTS = {"cpu": "2", "memory": "4Gi"}
STORAGE = {
    "aws": StorageOptions("70Gi", "fast", "ebs.csi.aws.com", {"type": "gp3"}),
    "azure": StorageOptions("70Gi", "fast", "disk.csi.azure.com", {"skuName": "Premium_LRS"}),
}

# A port on every node, as behind the load balancer of AWS; ingresses and an identity by label, as on Azure.
CLOUDS: dict[str, PlatformOutputs] = {
    "aws": PLATFORM,
    "azure": replace(
        PLATFORM,
        bucket=ObjectStore("az", "account", "container"),
        identity=service_account_identity(
            service_account_name="tracker", client_id="1-2", service_account_annotations={}
        ),
        node_port=None,
        ingress=ingress(host="wandb.example.com", tls=TlsSecret("certificate", "acme"), private=True),
    ),
}


@pytest.fixture(params=CLOUDS)
def cloud(request: pytest.FixtureRequest) -> str:
    """The cloud whose platform outputs the objects are made of."""
    name: str = request.param
    return name


@pytest.fixture
def objects(stack: TerraformStack, cloud: str) -> dict[str, Manifest]:
    """Address to object of a server with everything there is on `cloud`, and of what one cloud alone needs."""
    placement = PodPlacement({"pool": "a"}, [Toleration("b", "Equal", "c", "NoExecute", 60)], ["registry"])
    proxy = Proxy("http://p:1", "http://p:2", [".d"], "user", EphemeralReference("var.proxy"))
    side = SideServiceOptions(requests=AMOUNTS, limits=AMOUNTS, variables={"A": "b"})
    made = server(
        stack,
        CLOUDS[cloud],
        secrets=with_secrets(others={"STORAGE_KEY": EphemeralReference("var.key")}),
        pods=PodOptions(replicas=2, requests=AMOUNTS, limits=AMOUNTS),
        weave=WeaveOptions(side, DatadogOptions(True, True, "production"), STORAGE[cloud]),
        parquet=side,
        redis_ca_certificate="-----BEGIN CERTIFICATE-----",
        placement=placement,
        custom_ca_certs=["-----BEGIN CERTIFICATE-----"],
        proxy=proxy,
    )
    RegistrySecret(
        stack,
        "registry",
        name="registry",
        namespace="features",
        labels={},
        docker_config=EphemeralReference("var.registry"),
    )
    if cloud == "aws":
        ClusterAutoscaler(
            stack,
            "autoscaler",
            image="registry.k8s.io/autoscaling/cluster-autoscaler:v1.35.0",
            cloud_provider="aws",
            node_groups="asg:tag=a",
            environment={"AWS_REGION": "north"},
            service_account_annotations={"example.com/role": "scaler"},
            image_pull_secrets=["registry"],
            custom_ca_certs=["-----BEGIN CERTIFICATE-----"],
            proxy=proxy,
        )
    else:
        job = approval_job(image="azure-cli:1", client_id="1-2", gateway_id="/gateway", subscription_ids=["3-4"])
        CronJob(
            stack, "job", namespace="features", labels={"team": "ml"}, job=job, pod_environment=made.pod_environment
        )
    return dict(manifests(synthesized(stack)))


@pytest.mark.parametrize("version", VERSIONS)
def test_api_takes_every_object(objects: dict[str, Manifest], version: str) -> None:
    refused = {}
    for address, manifest in objects.items():
        try:
            kubernetes_validate.validate(manifest, version, strict=True)
        except kubernetes_validate.ValidationError as error:
            refused[address] = f"{'.'.join(map(str, error.path))}: {error.message}"
    assert refused == {}


def test_every_kind_but_the_namespace_is_among_them(objects: dict[str, Manifest], cloud: str) -> None:
    # What only one cloud needs: who scales its nodes, or who lets people and private endpoints in.
    absent = {"aws": {"CronJob", "Ingress"}, "azure": {"ClusterRole", "ClusterRoleBinding", "Role", "RoleBinding"}}
    kinds = {manifest["kind"] for manifest in objects.values()}
    assert kinds == {kind for _, kind in KINDS.values()} - {"Namespace"} - absent[cloud]


@pytest.mark.parametrize(
    ("address", "right", "wrong"),
    [
        ("kubernetes_deployment_v1.server_workload_deployment", '"containers"', '"container"'),
        ("kubernetes_deployment_v1.server_workload_deployment", '"runAsUser": 999', '"runAsUser": "999"'),
        ("kubernetes_cron_job_v1.job_cron_job", '"timeZone"', '"timezone"'),
        ("kubernetes_cron_job_v1.job_cron_job", '"runAsUser": 65534', '"runAsUser": "65534"'),
        ("kubernetes_ingress_v1.server_ingress", '"pathType"', '"path_type"'),
        ("kubernetes_ingress_v1.server_ingress", '"number": 8080', '"number": "8080"'),
    ],
)
@pytest.mark.parametrize("cloud", ["azure"], indirect=True)
def test_schema_validation_detects_a_wrong_name(
    objects: dict[str, Manifest], address: str, right: str, wrong: str
) -> None:
    text = json.dumps(objects[address])
    assert right in text
    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(json.loads(text.replace(right, wrong)), VERSIONS[0], strict=True)
