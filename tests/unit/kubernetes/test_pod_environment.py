"""Environment of every pod: nodes, registries, certificate authorities, proxy."""

import subprocess
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from cdktf import TerraformStack

from constructs_lib.framework import EphemeralReference
from constructs_lib.kubernetes.ca_certificates import BUNDLE, FOLDER, SCRIPT
from constructs_lib.kubernetes.cluster_autoscaler import ClusterAutoscaler
from constructs_lib.kubernetes.cron_job import CronJob
from constructs_lib.kubernetes.pods import PodPlacement, Toleration
from constructs_lib.kubernetes.proxy import METADATA_ADDRESSES, Proxy
from constructs_lib.kubernetes.registry_secret import RegistrySecret
from constructs_lib.kubernetes.server import WeaveOptions
from constructs_lib.kubernetes.side_services import SideServiceOptions
from constructs_lib.platform_outputs import CronJobSpec, ServiceAccountIdentity
from tests.certificates import ONE, TWO
from tests.unit.kubernetes.server_case import PLATFORM, server
from tests.unit.synth import only, resources, synthesized, variable

WEAVE, PARQUET = "server_weave_workload_deployment", "server_parquet_workload_deployment"
AUTOSCALER = "autoscaler_workload_deployment"
JOB = CronJobSpec("sweep", "broom:1", "7 * * * *", ["/bin/sweep"], ServiceAccountIdentity("sweeper"), {"FLOOR": "2"})
PROXY = Proxy("http://plain.example.com:3128", "http://secure.example.com:3129", [".corp.example.com"])
SECRET_PROXY = replace(PROXY, username="tracker", password=EphemeralReference("var.proxy"))
ADDRESSES = {"HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"}


def pods(stack: TerraformStack, **arguments: Any) -> dict[str, Mapping[str, Any]]:
    """Address to pod template of a server, what may run beside it, and a job."""
    made = server(stack, weave=WeaveOptions(), parquet=SideServiceOptions(), **arguments)
    CronJob(stack, "job", namespace="features", labels={}, job=JOB, pod_environment=made.pod_environment)
    deployments = resources(stack, "kubernetes_deployment_v1").items()
    job = only(stack, "kubernetes_cron_job_v1")["spec"]["job_template"]["spec"]["template"]
    return {address: found["spec"]["template"] for address, found in deployments} | {"job": job}


def variables(pod: Mapping[str, Any]) -> dict[str, str]:
    """Name to value, or to the key in a secret, of the variables of the pod's container."""
    [container] = pod["spec"]["container"]
    return {
        each["name"]: each["value"] if "value" in each else f"secret {each['value_from']['secret_key_ref']['key']}"
        for each in container["env"]
    }


def test_every_pod_runs_on_the_chosen_nodes_and_pulls_with_the_secrets(stack: TerraformStack) -> None:
    tolerations = [Toleration("dedicated", "Equal", "ml", "NoExecute", 60), Toleration(operator="Exists")]
    found = pods(stack, placement=PodPlacement({"pool": "ml"}, tolerations, ["registry", "mirror"]))

    assert len(found) == 4
    for pod in found.values():
        assert pod["spec"]["node_selector"] == {"pool": "ml"}
        assert pod["spec"]["image_pull_secrets"] == [{"name": "registry"}, {"name": "mirror"}]
        assert pod["spec"]["toleration"] == [
            {
                "key": "dedicated",
                "operator": "Equal",
                "value": "ml",
                "effect": "NoExecute",
                "toleration_seconds": "60",
            },
            {"operator": "Exists"},
        ]


def test_every_container_has_both_spellings_of_proxy_variables(stack: TerraformStack) -> None:
    for pod in pods(stack, proxy=PROXY).values():
        told = variables(pod)
        assert told["HTTP_PROXY"] == told["http_proxy"] == "http://plain.example.com:3128"
        assert told["HTTPS_PROXY"] == told["https_proxy"] == "http://secure.example.com:3129"
        assert told["NO_PROXY"] == told["no_proxy"]


def test_cluster_and_metadata_are_reached_without_the_proxy(stack: TerraformStack) -> None:
    platform = replace(PLATFORM, private_ranges=["10.40.0.0/16", "172.20.0.0/16"])
    server(stack, platform, proxy=PROXY)

    [deployment] = resources(stack, "kubernetes_deployment_v1").values()
    direct = set(variables(deployment["spec"]["template"])["NO_PROXY"].split(","))
    assert direct >= {"localhost", "127.0.0.1", ".svc", ".cluster.local", "$(KUBERNETES_SERVICE_HOST)"}
    assert direct >= {*METADATA_ADDRESSES, "10.40.0.0/16", "172.20.0.0/16", ".corp.example.com"}
    # The server calls its services by these names, and they call the server by its public one.
    assert direct >= {"wandb", "weave", "parquet", "wandb.example.com"}


def test_servers_address_may_be_a_reference(stack: TerraformStack) -> None:
    server(stack, replace(PLATFORM, url=variable(stack, "url")), proxy=PROXY)

    [deployment] = resources(stack, "kubernetes_deployment_v1").values()
    told = variables(deployment["spec"]["template"])["NO_PROXY"]
    assert '${trimprefix(trimprefix(var.url, "https://"), "http://")},' in told


def test_password_of_the_proxy_is_in_secrets_alone(stack: TerraformStack) -> None:
    found = pods(stack, proxy=SECRET_PROXY)

    values = only(stack, "kubernetes_secret_v1")["data_wo"]
    encoded = '${replace(urlencode(var.proxy), "+", "%20")}'
    assert values["HTTPS_PROXY"] == f"http://tracker:{encoded}@secure.example.com:3129"
    for address, pod in found.items():
        told = variables(pod)
        assert {name: told[name] for name in ADDRESSES} == {name: f"secret {name}" for name in ADDRESSES}
        # Pods start anew with another password; a job starts anew anyway.
        assert ("revision/secret" in pod["metadata"].get("annotations", {})) == (address != "job")
    version = only(stack, "kubernetes_secret_v1")["data_wo_revision"]
    assert all(part in version for part in ("plain.example.com", "secure.example.com", '"tracker"'))


@pytest.mark.parametrize(("given", "encoded"), [("CORP\\svc", "CORP%5Csvc"), ("svc@example.com", "svc%40example.com")])
def test_username_of_the_proxy_is_percent_encoded(given: str, encoded: str) -> None:
    proxy = replace(SECRET_PROXY, username=given)
    assert proxy.secret_variables()["HTTPS_PROXY"].startswith(f"http://{encoded}:${{")


def test_username_of_the_proxy_may_be_a_reference(stack: TerraformStack) -> None:
    server(stack, proxy=replace(SECRET_PROXY, username=variable(stack, "user")))
    address = only(stack, "kubernetes_secret_v1")["data_wo"]["HTTPS_PROXY"]
    assert address.startswith('http://${replace(urlencode(var.user), "+", "%20")}:')


def test_custom_variable_takes_precedence_over_the_proxys(stack: TerraformStack) -> None:
    server(stack, proxy=PROXY, variables={"NO_PROXY": "mine"})
    [deployment] = resources(stack, "kubernetes_deployment_v1").values()
    assert variables(deployment["spec"]["template"])["NO_PROXY"] == "mine"


def test_pods_without_pod_environment_are_unchanged(stack: TerraformStack) -> None:
    for pod in pods(stack).values():
        assert not {"node_selector", "toleration", "image_pull_secrets", "init_container"} & set(pod["spec"])
        assert not {name for name in variables(pod) if "PROXY" in name.upper() or "CA_BUNDLE" in name}


def test_every_container_trusts_the_authorities_beside_the_public_ones(stack: TerraformStack) -> None:
    for address, pod in pods(stack, custom_ca_certs=[ONE, TWO]).items():
        told = variables(pod)
        assert told["SSL_CERT_FILE"] == told["REQUESTS_CA_BUNDLE"] == BUNDLE
        [first], [container] = pod["spec"]["init_container"], pod["spec"]["container"]
        assert (first["image"], first["command"][-1]) == (container["image"], SCRIPT)
        assert first["security_context"]["capabilities"] == {"drop": ["ALL"]}
        mounted = {each["name"]: each["mount_path"] for each in first["volume_mount"]}
        assert mounted == {"custom-ca-certs": FOLDER, "ca-bundle": "/etc/wandb-ca"}
        assert mounted.items() <= {each["name"]: each["mount_path"] for each in container["volume_mount"]}.items()
        assert mounted.keys() <= {each["name"] for each in pod["spec"]["volume"]}
        assert ("checksum/custom-ca-certs" in pod["metadata"].get("annotations", {})) == (address != "job")
    assert only(stack, "kubernetes_config_map_v1")["data"] == {"customCA0.crt": ONE, "customCA1.crt": TWO}


@pytest.mark.parametrize("has_public", [True, False])
def test_bundle_has_all_authorities_or_none_is_made(tmp_path: Path, has_public: bool) -> None:
    public, own, bundle = tmp_path / "public.crt", tmp_path / "own", tmp_path / "bundle.crt"
    own.mkdir()
    # The second as it may be written: without an end of line.
    for name, text in (("customCA0.crt", ONE), ("customCA1.crt", TWO.rstrip())):
        (own / name).write_text(text)
    if has_public:
        public.write_text("public\n")
    script = SCRIPT.replace(FOLDER, str(own)).replace(BUNDLE, str(bundle))
    script = script.replace("/etc/ssl/certs/ca-certificates.crt", str(tmp_path / "absent"))
    script = script.replace("/etc/pki/tls/certs/ca-bundle.crt", str(public)).replace("/etc/ssl/cert.pem", str(public))

    ended = subprocess.run(["/bin/sh", "-c", script], check=False, capture_output=True)

    assert (ended.returncode == 0) == has_public
    if has_public:
        assert bundle.read_text() == f"public\n{ONE}\n{TWO}"


def autoscaler(stack: TerraformStack, **arguments: Any) -> Mapping[str, Any]:
    ClusterAutoscaler(
        stack,
        "autoscaler",
        image="registry.example.com/autoscaler:v1.35.0",
        cloud_provider="somewhere",
        node_groups="tag=this-cluster",
        environment={"REGION": "north"},
        service_account_annotations={},
        **arguments,
    )
    found: Mapping[str, Any] = resources(stack, "kubernetes_deployment_v1")[AUTOSCALER]["spec"]["template"]
    return found


def test_autoscaler_uses_the_proxy(stack: TerraformStack) -> None:
    pod = autoscaler(stack, proxy=SECRET_PROXY, image_pull_secrets=["registry"])

    assert variables(pod)["HTTPS_PROXY"] == "secret HTTPS_PROXY"
    assert "169.254.169.254" in variables(pod)["NO_PROXY"]
    assert pod["spec"]["image_pull_secrets"] == [{"name": "registry"}]
    secret = only(stack, "kubernetes_secret_v1")
    assert (secret["metadata"]["namespace"], secret["data_wo"].keys()) == ("kube-system", ADDRESSES)
    assert "revision/secret" in pod["metadata"]["annotations"]


def test_autoscaler_needs_no_shell_to_trust_authorities(stack: TerraformStack) -> None:
    pod = autoscaler(stack, custom_ca_certs=[ONE])

    assert "init_container" not in pod["spec"]
    assert variables(pod)["SSL_CERT_DIR"] == f"/etc/ssl/certs:{FOLDER}"
    assert [each["mount_path"] for each in pod["spec"]["container"][0]["volume_mount"]] == [FOLDER]


def test_credentials_of_a_registry_are_write_only(stack: TerraformStack) -> None:
    RegistrySecret(
        stack,
        "registry",
        name="pull",
        namespace="features",
        labels={},
        docker_config=EphemeralReference("var.registry"),
        version=7,
    )

    secret = only(stack, "kubernetes_secret_v1")
    assert secret["type"] == "kubernetes.io/dockerconfigjson"
    assert secret["data_wo"] == {".dockerconfigjson": "${var.registry}"}
    assert '"7"' in secret["data_wo_revision"]
    assert str(synthesized(stack)).count("var.registry") == 1
