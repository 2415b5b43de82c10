"""cert-manager and its issuer in one apply, with values that are equal on every machine."""

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from cdktf import App, TerraformStack

from constructs_lib.framework import AddressedStack
from constructs_lib.kubernetes import custom_resource
from constructs_lib.kubernetes.cert_manager import CertManager
from constructs_lib.kubernetes.custom_resource import CHART, CustomResource
from tests.certificates import ONE, TWO
from tests.unit.synth import resources, synthesized


def cert_manager(stack: TerraformStack, **more: Any) -> CertManager:
    given = {"chart_version": "v9.8.7", "issuer_name": "acme", "ingress_class_name": "gateway"}
    return CertManager(stack, "cert_manager", **{**given, **more})


def releases(stack: TerraformStack) -> tuple[dict[str, Any], dict[str, Any]]:
    found = resources(stack, "helm_release")
    assert set(found) == {"cert_manager_release", "cert_manager_issuer_release"}
    return found["cert_manager_release"], found["cert_manager_issuer_release"]


def test_chart_is_the_pinned_one_with_its_definitions(stack: TerraformStack) -> None:
    cert_manager(stack)

    release, _ = releases(stack)
    place = ("name", "namespace", "create_namespace", "repository", "chart", "version")
    assert [release[key] for key in place] == [
        "cert-manager",
        "cert-manager",
        True,
        "oci://quay.io/jetstack/charts",
        "cert-manager",
        "v9.8.7",
    ]
    assert release["values"] == ['${yamlencode({"crds" = {"enabled" = true, "keep" = true}})}']


def test_issuer_orders_from_lets_encrypt_and_proves_hosts_through_the_gateway(stack: TerraformStack) -> None:
    cert_manager(stack, email="admin@example.com")

    _, issuer = releases(stack)
    [values] = issuer["values"]
    assert json.loads(re.sub(r" = ", ": ", values.removeprefix("${yamlencode(").removesuffix(")}"))) == {
        "object": {
            "apiVersion": "cert-manager.io/v1",
            "kind": "ClusterIssuer",
            "metadata": {"name": "acme"},
            "spec": {
                "acme": {
                    "server": "https://acme-v02.api.letsencrypt.org/directory",
                    "email": "admin@example.com",
                    "privateKeySecretRef": {"name": "acme-account"},
                    "solvers": [{"http01": {"ingress": {"ingressClassName": "gateway"}}}],
                }
            },
        }
    }


def test_issuer_waits_for_cert_manager_and_users_for_the_issuer(stack: TerraformStack) -> None:
    made = cert_manager(stack)
    CustomResource(stack, "certificate", name=made.issuer_name, namespace="a", manifest={"kind": "Certificate"})

    found = resources(stack, "helm_release")
    assert found["cert_manager_issuer_release"]["namespace"] == "${helm_release.cert_manager_release.namespace}"
    assert found["certificate_release"]["name"] == "${helm_release.cert_manager_issuer_release.name}"


def test_controller_trusts_the_authorities_beside_the_public_ones(stack: TerraformStack) -> None:
    cert_manager(stack, custom_ca_certs=[ONE, TWO])

    release, _ = releases(stack)
    [values] = release["values"]
    mounted = '"name" = "cert-manager-ca-certs", "mountPath" = "/usr/local/share/ca-certificates/inline"'
    assert mounted in values
    assert '"value" = "/etc/ssl/certs:/usr/local/share/ca-certificates/inline"' in values
    # PEM as it is, in an object of the release.
    assert all(json.dumps(each)[1:-1] in values for each in (ONE, TWO))
    assert '"kind" = "ConfigMap"' in values
    assert '"checksum/custom-ca-certs" = sha256(' in values


def test_account_may_do_without_an_address(stack: TerraformStack) -> None:
    cert_manager(stack)

    _, issuer = releases(stack)
    assert '"acme" = {"server" = ' in issuer["values"][0] and "email" not in issuer["values"][0]


def test_mirror_and_another_authority_can_be_given(stack: TerraformStack) -> None:
    cert_manager(stack, repository="https://charts.example.com", acme_server="https://acme.example.com/directory")

    release, issuer = releases(stack)
    assert release["repository"] == "https://charts.example.com"
    assert '"server" = "https://acme.example.com/directory"' in issuer["values"][0]


def test_no_manifest_queries_the_cluster_at_plan(stack: TerraformStack) -> None:
    cert_manager(stack)
    assert set(synthesized(stack)["resource"]) == {"helm_release"}


def _written(folder: Path) -> dict[str, bytes]:
    app = App(outdir=str(folder), skip_validation=True)  # For want of a provider.
    stack = AddressedStack(app, "stack")
    CustomResource(stack, "thing", name="thing", namespace="a", manifest={"kind": "Thing"})
    app.synth()
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def test_chart_path_does_not_depend_on_the_location_of_the_library(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = _written(tmp_path / "here")
    elsewhere = tmp_path / "another machine" / "chart"
    shutil.copytree(CHART, elsewhere)
    monkeypatch.setattr(custom_resource, "CHART", elsewhere)
    there = _written(tmp_path / "there")

    assert here == there
    chart = json.loads(here["stacks/stack/cdk.tf.json"])["resource"]["helm_release"]["thing_release"]["chart"]
    assert re.fullmatch(r"assets/thing_chart/[0-9A-F]{32}/?", chart)
    folder = f"stacks/stack/{chart.rstrip('/')}/"
    copied = {file.removeprefix(folder): content for file, content in here.items() if "/assets/" in file}
    assert copied == {file: (CHART / file).read_bytes() for file in ("Chart.yaml", "templates/object.yaml")}


def test_changed_chart_has_another_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = set(_written(tmp_path / "before"))
    changed = tmp_path / "chart"
    shutil.copytree(CHART, changed)
    (changed / "Chart.yaml").write_text((CHART / "Chart.yaml").read_text().replace("1.0.0", "1.0.1"))
    monkeypatch.setattr(custom_resource, "CHART", changed)

    assert not {file for file in before if "/assets/" in file} & set(_written(tmp_path / "after"))
