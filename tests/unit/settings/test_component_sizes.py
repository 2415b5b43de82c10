"""What the operator's components request, and the nodes that hold them."""

from __future__ import annotations

import pytest

from constructs_lib.settings.aws.instances import node_capacity as capacity_on_aws
from constructs_lib.settings.aws.sizes import AWS_SIZES
from constructs_lib.settings.azure.sizes import AZURE_SIZES
from constructs_lib.settings.azure.skus import node_capacity as capacity_on_azure
from constructs_lib.settings.kubernetes.component_sizes import Capacity, Pods, largest, nodes_needed, pods_of, total
from constructs_lib.settings.reference import reference
from constructs_lib.settings.sizes import MAX_NODES_PER_ZONE, SIZES
from tests.unit.settings.settings_cases import CLOUDS, messages_of

# Rendered from the chart operator-wandb 0.43.8: these are the pods that always run.
ALWAYS = {"app", "api", "console", "executor", "glue", "parquet", "weave"}


def test_small_requests_what_the_rendered_chart_requests() -> None:
    found = total(pods for pods in pods_of("small") if pods.component in ALWAYS)

    assert (found.cpus, found.memory) == (10.2, 49.2)


def test_weave_trace_adds_its_pods() -> None:
    added = set(pods_of("large", weave_trace=True)) - set(pods_of("large"))

    assert added == {Pods("weave-trace", 4, 1, 6)}


@pytest.mark.parametrize("size", SIZES)
def test_every_size_fits_on_the_nodes_of_each_cloud(size: str) -> None:
    on_aws = capacity_on_aws(AWS_SIZES[size].kubernetes_instance_types[0])
    on_azure = capacity_on_azure(AZURE_SIZES[size].kubernetes_instance_type)
    assert on_aws is not None and on_aws == on_azure

    pods = pods_of(size, weave_trace=True)
    assert largest(pods, on_aws) is None
    # Deployments have at least two zones.
    assert nodes_needed(pods, on_aws) <= 2 * MAX_NODES_PER_ZONE


# A node type of each cloud that is too small for a pod of the size.
TOO_SMALL = {
    "small": ("m6i.large", "Standard_D2s_v5"),
    "medium": ("r6i.2xlarge", "Standard_E8s_v5"),
    "large": ("m6i.4xlarge", "Standard_D16s_v5"),
    "xlarge": ("r6i.2xlarge", "Standard_E8s_v5"),
    "xxlarge": ("m6i.4xlarge", "Standard_D16s_v5"),
}


@pytest.mark.parametrize("cloud", CLOUDS)
@pytest.mark.parametrize("size", SIZES)
def test_default_nodes_are_accepted_and_too_small_ones_refused_on_one_line(size: str, cloud: str) -> None:
    inputs = f'wandb_runtime = "operator"\nsize = "{size}"\n'
    traces = 'weave_trace_enabled = true\nclickhouse_host = "clickhouse"\nclickhouse_password = "hushhush"\n'
    assert messages_of(inputs, cloud) == messages_of(inputs + traces, cloud) == []

    on_aws, on_azure = TOO_SMALL[size]
    given = {
        "aws": f'kubernetes_instance_types = ["{on_aws}"]',
        "azure": f'kubernetes_instance_type = "{on_azure}"',
    }
    [line] = messages_of(inputs + given[cloud], cloud)
    assert line.startswith("kubernetes_instance_type")
    assert f'; size "{size}" runs ' in line and "; use " in line
    # The single container runs on these nodes.
    assert messages_of(inputs.replace("operator", "container") + given[cloud], cloud) == []


def test_small_node_type_is_refused_beside_one_of_unknown_capacity() -> None:
    inputs = 'wandb_runtime = "operator"\nkubernetes_instance_types = ["r6i.metal", "m6i.large"]\n'

    [line] = messages_of(inputs, "aws")
    assert line.startswith('kubernetes_instance_types: "m6i.large" has 2 CPUs and 8 GiB; ')


def test_small_fits_on_the_minimum_of_nodes() -> None:
    assert nodes_needed(pods_of("small"), Capacity(8, 64)) == 2


def test_pod_that_is_larger_than_a_node_is_found() -> None:
    pods = [Pods("a", 1, 1, 1), Pods("b", 1, 4, 1), Pods("c", 1, 1, 16)]

    assert largest(pods, Capacity(4, 64)) == pods[1]
    assert largest(pods, Capacity(8, 16)) == pods[2]
    assert largest(pods, Capacity(8, 32)) is None


def test_pods_are_placed_largest_first() -> None:
    pods = [Pods("small", 4, 1, 1), Pods("large", 2, 3, 1)]

    # 5 - 0.6 CPUs per node: one large and one small pod each, and two small pods more.
    assert nodes_needed(pods, Capacity(5, 64)) == 3


@pytest.mark.parametrize(
    ("type_", "capacity"),
    [
        ("r6i.2xlarge", Capacity(8, 64)),
        ("m7i.xlarge", Capacity(4, 16)),
        ("c6a.large", Capacity(2, 4)),
        ("t3.medium", Capacity(2, 4)),
        ("t3a.2xlarge", Capacity(8, 32)),
        ("r6i.metal", None),
        ("inf2.xlarge", None),
        ("trn1.2xlarge", None),
    ],
)
def test_name_of_an_ec2_type_tells_its_capacity(type_: str, capacity: Capacity | None) -> None:
    assert capacity_on_aws(type_) == capacity


@pytest.mark.parametrize(
    ("size", "capacity"),
    [
        ("Standard_E8s_v5", Capacity(8, 64)),
        ("Standard_E8-2s_v5", Capacity(2, 64)),
        ("Standard_D4ds_v5", Capacity(4, 16)),
        ("Standard_D4ls_v5", None),
        ("Standard_NC4as_T4_v3", None),
    ],
)
def test_name_of_an_azure_size_tells_its_capacity(size: str, capacity: Capacity | None) -> None:
    assert capacity_on_azure(size) == capacity


def test_missing_subnets_are_not_reported_as_missing_nodes() -> None:
    messages = messages_of('wandb_runtime = "operator"\ncreate_vpc = false')

    assert any(message.startswith("network_private_subnets") for message in messages)
    assert [message for message in messages if "allows 0 nodes" in message] == []


@pytest.mark.parametrize("cloud", CLOUDS)
def test_size_table_has_every_pod(cloud: str) -> None:
    table = reference(cloud).partition("## Sizes of the operator's components")[2]

    head, _, *rows = [line for line in table.partition("\n## ")[0].splitlines() if line.startswith("|")]
    names = {pods.component for pods in pods_of("small", weave_trace=True)}
    assert names <= {cell.strip() for cell in head.split("|")}
    assert {row.count("|") for row in rows} == {head.count("|")}
