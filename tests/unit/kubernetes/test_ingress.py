"""Ingresses for exactly the given hosts, with exactly the given certificate."""

from dataclasses import replace

from cdktf import TerraformStack

from constructs_lib.platform_outputs import Ingress, TlsSecret
from tests.unit.kubernetes.server_case import PLATFORM, server
from tests.unit.synth import only, resources

HOST = "wandb.example.com"
PUBLIC = Ingress("gateway", (HOST,), {"example.com/timeout": "300"}, TlsSecret("certificate", "acme"))
BEHIND_INGRESS = replace(PLATFORM, node_port=None, ingress=PUBLIC)


def test_ingress_routes_all_paths_of_a_host(stack: TerraformStack) -> None:
    server(stack, BEHIND_INGRESS)

    found = only(stack, "kubernetes_ingress_v1")
    assert found["spec"]["ingress_class_name"] == "gateway"
    backend = {
        "service": {
            "name": "${kubernetes_service_v1.server_service.metadata[0].name}",
            "port": {"number": 8080},
        }
    }
    path = {"path": "/", "path_type": "Prefix", "backend": backend}
    assert found["spec"]["rule"] == [{"host": HOST, "http": {"path": [path]}}]
    assert "default_backend" not in found["spec"]
    assert found["wait_for_load_balancer"] is True


def test_behind_an_ingress_the_server_has_no_port_on_the_nodes(stack: TerraformStack) -> None:
    server(stack, BEHIND_INGRESS)

    service = resources(stack, "kubernetes_service_v1")["server_service"]["spec"]
    assert service["type"] == "ClusterIP"
    assert service["port"] == [{"name": "http", "port": 8080, "target_port": "http"}]


def test_without_ingress_settings_there_is_no_ingress(stack: TerraformStack) -> None:
    server(stack)
    assert resources(stack, "kubernetes_ingress_v1") == {}


def test_issuer_is_asked_for_the_certificate_of_all_hosts(stack: TerraformStack) -> None:
    server(stack, replace(BEHIND_INGRESS, ingress=replace(PUBLIC, hosts=(HOST, "w.example.org"))))

    found = only(stack, "kubernetes_ingress_v1")
    assert found["spec"]["tls"] == [{"hosts": [HOST, "w.example.org"], "secret_name": "certificate"}]
    assert found["metadata"]["annotations"] == {"cert-manager.io/cluster-issuer": "acme", "example.com/timeout": "300"}
    assert [rule["host"] for rule in found["spec"]["rule"]] == [HOST, "w.example.org"]


def test_tls_secret_without_issuer_orders_no_certificate(stack: TerraformStack) -> None:
    server(stack, replace(BEHIND_INGRESS, ingress=replace(PUBLIC, tls=TlsSecret("theirs"))))

    found = only(stack, "kubernetes_ingress_v1")
    assert found["spec"]["tls"] == [{"hosts": [HOST], "secret_name": "theirs"}]
    assert found["metadata"]["annotations"] == {"example.com/timeout": "300"}


def test_gateway_with_a_certificate_of_its_own_needs_no_secret(stack: TerraformStack) -> None:
    server(stack, replace(BEHIND_INGRESS, ingress=replace(PUBLIC, tls=None)))

    found = only(stack, "kubernetes_ingress_v1")
    assert "tls" not in found["spec"]
    assert found["metadata"]["annotations"] == {"example.com/timeout": "300"}
