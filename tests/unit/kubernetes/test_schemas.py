"""Every Kubernetes object that comes out, against the published OpenAPI schemas of the oldest and newest version."""

import json

import pytest
from cdktf import TerraformStack

from constructs_lib.kubernetes.cluster_autoscaler import ClusterAutoscaler
from constructs_lib.kubernetes.server import ServerPods, WeaveOptions
from constructs_lib.kubernetes.side_services import DatadogOptions, SideServiceOptions, StorageOptions
from constructs_lib.settings.aws.versions import KUBERNETES_MAX, KUBERNETES_MIN
from tests.unit.kubernetes.manifests import KINDS, Manifest, manifests
from tests.unit.kubernetes.server_case import server
from tests.unit.synth import synthesized

kubernetes_validate = pytest.importorskip("kubernetes_validate", reason="the schemas of Kubernetes are not installed")
VERSIONS = [f"{major}.{minor}" for major, minor in (KUBERNETES_MIN, KUBERNETES_MAX)]
AMOUNTS = {"cpu": "2", "memory": "4Gi"}


@pytest.fixture
def objects(stack: TerraformStack) -> dict[str, Manifest]:
    """Address to object of a server with everything there is, and of the autoscaler."""
    side = SideServiceOptions(requests=AMOUNTS, limits=AMOUNTS, variables={"A": "b"})
    storage = StorageOptions("70Gi", "fast", "ebs.csi.aws.com", {"type": "gp3"})
    server(
        stack,
        pods=ServerPods(replicas=2, requests=AMOUNTS, limits=AMOUNTS),
        weave=WeaveOptions(side, DatadogOptions(True, True, "production"), storage),
        parquet=side,
        redis_ca_certificate="-----BEGIN CERTIFICATE-----",
    )
    ClusterAutoscaler(
        stack,
        "autoscaler",
        image="registry.k8s.io/autoscaling/cluster-autoscaler:v1.35.0",
        cloud_provider="aws",
        node_groups="asg:tag=a",
        environment={"AWS_REGION": "north"},
        service_account_annotations={"example.com/role": "scaler"},
    )
    return dict(manifests(synthesized(stack)))


@pytest.mark.parametrize("version", VERSIONS)
def test_the_api_takes_every_object(objects: dict[str, Manifest], version: str) -> None:
    refused = {}
    for address, manifest in objects.items():
        try:
            kubernetes_validate.validate(manifest, version, strict=True)
        except kubernetes_validate.ValidationError as error:
            refused[address] = f"{'.'.join(map(str, error.path))}: {error.message}"
    assert refused == {}


def test_every_kind_but_the_namespace_is_among_them(objects: dict[str, Manifest]) -> None:
    kinds = {manifest["kind"] for manifest in objects.values()}
    assert kinds == {kind for _, kind in KINDS.values()} - {"Namespace"}


@pytest.mark.parametrize(
    ("right", "wrong"), [('"containers"', '"container"'), ('"runAsUser": 999', '"runAsUser": "999"')]
)
def test_a_slip_of_the_pen_is_refused(objects: dict[str, Manifest], right: str, wrong: str) -> None:
    text = json.dumps(objects["kubernetes_deployment_v1.server_workload_deployment"])
    assert right in text
    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(json.loads(text.replace(right, wrong)), VERSIONS[0], strict=True)
