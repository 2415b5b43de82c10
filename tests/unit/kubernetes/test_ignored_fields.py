"""Fields that others write are ignored by name, and configured fields are not."""

from dataclasses import replace
from typing import Any

import pytest
from cdktf import TerraformStack

from constructs_lib.azure.private_endpoint_approval import approval_job
from constructs_lib.azure.server_environment import ingress
from constructs_lib.kubernetes.cache_volume import StorageOptions
from constructs_lib.kubernetes.cron_job import CronJob
from constructs_lib.kubernetes.ignored_fields import (
    IGNORED_FIELDS,
    VELERO_LABELS,
    ConfiguredNames,
    ignore_external_changes,
)
from constructs_lib.kubernetes.server import PodOptions, WeaveOptions
from constructs_lib.kubernetes.side_services import SideServiceOptions
from tests.unit.docs.pages import REPOSITORY, code
from tests.unit.kubernetes.server_case import ADDRESS, PLATFORM, server
from tests.unit.synth import resources, synthesized

RESTARTED = 'spec[0].template[0].metadata[0].annotations["kubectl.kubernetes.io/restartedAt"]'
# Cluster-scoped objects: other programs do not write them, and Velero skips them.
OF_THE_CLUSTER = {"kubernetes_priority_class_v1", "kubernetes_storage_class_v1", "terraform_data"}


def ignored(stack: TerraformStack) -> dict[str, list[str]]:
    """Address to what is ignored of every object of a server with everything beside it."""
    server(
        stack,
        replace(PLATFORM, ingress=ingress(host="wandb.example.com", tls=None, private=False)),
        pods=PodOptions(replicas=2),
        weave=WeaveOptions(storage=StorageOptions("70Gi", "fast", "csi.example.com")),
        parquet=SideServiceOptions(),
        redis_ca_certificate="pem",
        custom_ca_certs=["pem"],
    )
    job = approval_job(image="azure-cli:1", client_id="1-2", gateway_id="/gateway", subscription_ids=["3-4"])
    CronJob(stack, "job", namespace="features", labels={}, job=job)
    found: dict[str, dict[str, Any]] = synthesized(stack)["resource"]
    return {
        f"{type_}.{name}": arguments.get("lifecycle", {}).get("ignore_changes", [])
        for type_, named in found.items()
        for name, arguments in named.items()
        if type_ not in OF_THE_CLUSTER
    }


def test_every_object_in_a_namespace_keeps_the_labels_of_a_restore(stack: TerraformStack) -> None:
    found = ignored(stack)

    expected = {f'metadata[0].labels["{name}"]' for name in VELERO_LABELS}
    assert {address for address, names in found.items() if not expected <= set(names)} == set()
    assert len(found) > 15


def test_manual_restart_annotation_is_ignored_on_every_deployment(stack: TerraformStack) -> None:
    found = {address: names for address, names in ignored(stack).items() if "deployment_v1" in address}

    assert [RESTARTED in names for names in found.values()] == [True] * 3


@pytest.mark.parametrize(
    ("address", "argument"),
    [
        ("kubernetes_cron_job_v1.job_cron_job", "spec[0].suspend"),
        ("kubernetes_ingress_v1.server_ingress", 'metadata[0].annotations["field.cattle.io/publicEndpoints"]'),
        ("kubernetes_persistent_volume_claim_v1.server_weave_claim", 'metadata[0].annotations["ebs.csi.aws.com/iops"]'),
        ("kubernetes_service_v1.server_metrics", 'metadata[0].annotations["prometheus.io/scrape"]'),
        ("kubernetes_service_account_v1.server_service_account", "image_pull_secret"),
    ],
)
def test_what_is_written_on_one_kind_is_kept_there(stack: TerraformStack, address: str, argument: str) -> None:
    assert argument in ignored(stack)[address]


def test_annotation_that_is_configured_is_not_ignored() -> None:
    name = "eks.amazonaws.com/token-expiration"
    entry = f'metadata[0].annotations["{name}"]'

    assert entry in (ignore_external_changes("service account").ignore_changes or [])
    assert entry not in (
        ignore_external_changes("service account", configured=ConfiguredNames({}, {name: "600"})).ignore_changes or []
    )


@pytest.mark.parametrize("scaled_by_others", [False, True])
def test_replicas_are_ignored_if_others_scale(stack: TerraformStack, scaled_by_others: bool) -> None:
    server(stack, pods=PodOptions(scaled_by_others=scaled_by_others))

    lifecycle = resources(stack, "kubernetes_deployment_v1")[ADDRESS]["lifecycle"]
    assert ("spec[0].replicas" in lifecycle["ignore_changes"]) == scaled_by_others
    # Where there may be many, they are spread and moved one by one.
    assert bool(resources(stack, "kubernetes_pod_disruption_budget_v1")) == scaled_by_others


def test_documentation_lists_exactly_the_ignored_fields() -> None:
    kept = {
        name
        for each in IGNORED_FIELDS.values()
        for name in (*each.labels, *each.annotations, *each.template_annotations)
    }
    arguments = {argument.rpartition(".")[2] for each in IGNORED_FIELDS.values() for argument in each.arguments}
    page = REPOSITORY / "docs" / "cluster.md"
    section = page.read_text(encoding="utf-8").partition("## What others write")[2].partition("\n## ")[0]
    rows = "\n".join(line for line in section.splitlines() if line.startswith("| "))

    listed = {name for name in code(page) if f"`{name}`" in rows}
    assert listed == {*kept, *VELERO_LABELS, *arguments, "replicas", "ignore_wandb_replicas = true"}
