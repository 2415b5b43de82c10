"""One login for both providers that connect to a cluster."""

from typing import Any

import pytest
from cdktf import TerraformStack

from constructs_lib.cluster_login import CertificateLogin, ClusterLogin, ExecLogin, TokenLogin
from constructs_lib.framework import EphemeralReference
from constructs_lib.kubernetes.providers import helm_provider, kubernetes_provider
from constructs_lib.platform_outputs import ClusterAccess
from tests.unit.synth import synthesized

CLUSTER = ClusterAccess("features", "https://api.example.com", "Y2E=")
CLUSTER_ARGUMENTS = {"host": "https://api.example.com", "cluster_ca_certificate": '${base64decode("Y2E=")}'}
PROGRAM = ExecLogin("login", ("get", "token"))
PROGRAM_ARGUMENTS = {
    "api_version": "client.authentication.k8s.io/v1beta1",
    "command": "login",
    "args": ["get", "token"],
}


@pytest.mark.parametrize(
    ("login", "arguments"),
    [
        (TokenLogin(EphemeralReference("ephemeral.a.b.token")), {"token": "${ephemeral.a.b.token}"}),
        (
            CertificateLogin("cert", EphemeralReference("var.key")),
            {"client_certificate": "cert", "client_key": "${var.key}"},
        ),
        (PROGRAM, {"exec": PROGRAM_ARGUMENTS}),
    ],
)
def test_both_reach_the_cluster_in_the_same_name(
    stack: TerraformStack, login: ClusterLogin, arguments: dict[str, Any]
) -> None:
    kubernetes_provider(stack, "kubernetes", cluster=CLUSTER, login=login)
    helm_provider(stack, "helm", cluster=CLUSTER, login=login)

    found = synthesized(stack)["provider"]
    assert found["helm"] == [{"kubernetes": {**CLUSTER_ARGUMENTS, **arguments}}]
    # What is an object for Helm is a block for Kubernetes.
    in_block = {"exec": [arguments["exec"]]} if "exec" in arguments else arguments
    assert found["kubernetes"] == [{**CLUSTER_ARGUMENTS, **in_block}]
