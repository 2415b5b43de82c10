"""The apply graph: its longest path, and the reason of every depends_on."""

import copy
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest

from scripts.terraform_binary import terraform_binary
from tests.deployments import Configuration
from tests.policy.acceptances import problems, read_acceptances
from tests.policy.apply_graph import SECONDS, Edge, edges, longest_path
from tests.policy.scanner import Finding
from tests.terraform_runner import Terraform

FILE = Path(__file__).with_name("waits.toml")
# Only resources that take longer than this are compared, in seconds.
LONG = 100
ON_AWS = ["aws_eks_cluster", "aws_eks_node_group", "kubernetes_deployment_v1"]
# The cluster waits for the gateway, which its ingress controller configures. The application waits for the deployer's
# role assignment in the cluster, which takes two minutes to be effective.
ON_AZURE = ["azurerm_application_gateway", "azurerm_kubernetes_cluster", "time_sleep", "kubernetes_deployment_v1"]
# The database server waits for two role assignments: one to store the password in the vault, one to use the key there.
WITH_KEYS = [
    *("azurerm_key_vault", "time_sleep", "time_sleep", "azurerm_mysql_flexible_server", "kubernetes_deployment_v1"),
]
ELSEWHERE_ON_AZURE = {
    "azure-customer-keys": WITH_KEYS,
    "azure-everything": WITH_KEYS,
    # The gateway waits for its role assignment, which lets it read the certificate.
    "azure-private-link": ["time_sleep", *ON_AZURE],
}
# The maximum sum of all short steps of the longest path, in seconds.
SHORT_STEPS_SECONDS = 90


def infrastructures(stacks: Mapping[str, Configuration]) -> dict[str, tuple[Mapping[str, Any], Mapping[str, Any]]]:
    """The configurations of both stacks of each deployment."""
    return {name: (each.json, stacks[f"{name}-app"].json) for name, each in stacks.items() if not name.endswith("-app")}


def test_longest_path_is_cluster_nodes_and_application(stacks: Mapping[str, Configuration]) -> None:
    for name, both in infrastructures(stacks).items():
        path = longest_path(*both)
        expected = ON_AWS if name.startswith("aws-") else ELSEWHERE_ON_AZURE.get(name, ON_AZURE)
        # The operator's releases are shorter than the server's rollout, for which Terraform does not wait.
        expected = [each for each in expected if each in (stacks[name].types | stacks[f"{name}-app"].types)]
        print(f"{name}: {path.seconds} s, of these {', '.join(path.longest_steps(LONG))}")
        assert path.longest_steps(LONG) == expected, name
        releases = sum(SECONDS["helm_release"] for address in path.addresses if ":helm_release." in address)
        short = path.seconds - sum(SECONDS[type_] for type_ in expected) - releases
        assert short <= SHORT_STEPS_SECONDS, path.addresses


def test_wait_equals_the_table_of_durations(stacks: Mapping[str, Configuration]) -> None:
    waits = {wait["create_duration"] for each in stacks.values() for wait in each.resources("time_sleep").values()}

    assert waits == {f"{SECONDS['time_sleep']}s"}


def test_every_depends_on_has_a_reason(stacks: Mapping[str, Configuration]) -> None:
    findings = [
        Finding("depends-on", "waits by depends_on", stack, f"{edge.address} {edge.prerequisite}")
        for stack, each in stacks.items()
        for edge in edges(each.json)
        if edge.explicit
    ]

    assert problems(read_acceptances(FILE.read_text()), findings, file=FILE.name) == []


@pytest.mark.parametrize(
    ("waiting", "prerequisite", "then"),
    [
        ("aws_eks_cluster.cluster_control_plane", "aws_nat_gateway.network_nat_gateway_0", "aws_nat_gateway"),
        ("aws_eks_cluster.cluster_control_plane", "aws_rds_cluster_instance.database_instance_1", "aws_rds_cluster"),
        ("aws_eks_node_group.nodes_group", "aws_lb.load_balancer_alb", None),
        ("aws_lb.load_balancer_alb", "aws_eks_addon.addons_coredns", "aws_lb"),
    ],
)
def test_stray_depends_on_is_reported(
    waiting: str, prerequisite: str, then: str | None, stacks: Mapping[str, Configuration]
) -> None:
    infrastructure, application = infrastructures(stacks)["aws-recommended"]
    changed = copy.deepcopy(dict(infrastructure))
    type_, name = waiting.split(".")
    changed["resource"][type_][name].setdefault("depends_on", []).append(prerequisite)

    before, after = longest_path(infrastructure, application), longest_path(changed, application)
    assert (after.seconds > before.seconds) is (then is not None)
    assert then is None or any(f":{then}." in address for address in after.addresses)
    assert then is None or after.longest_steps(LONG) != ON_AWS
    assert set(edges(changed)) - set(edges(infrastructure)) == {Edge(waiting, prerequisite, explicit=True)}
    finding = Finding("depends-on", "", "aws-recommended", f"{waiting} {prerequisite}")
    assert not any(acceptance.covers(finding) for acceptance in read_acceptances(FILE.read_text()))


@pytest.mark.usefixtures("terraform_and_provider")
def test_graph_equals_terraform_graph(stacks: Mapping[str, Configuration], tmp_path: Path) -> None:
    """Terraform omits transitive edges, so the test compares all direct and indirect dependencies."""
    configuration = {**stacks["aws-everything"].json}
    wanted = {name: value for name, value in configuration["terraform"].items() if name != "backend"}
    (tmp_path / "cdk.tf.json").write_text(json.dumps({**configuration, "terraform": wanted}))
    terraform = Terraform(tmp_path, log=tmp_path / "terraform.log")
    terraform.init()
    text = terraform.call([terraform_binary(), "graph"]).text
    drawn = [line.split('"')[1::2] for line in text.splitlines() if " -> " in line]

    read = _waits_for((edge.address, edge.prerequisite) for edge in edges(configuration))
    assert len(read) > 1000
    assert read == _waits_for((waiting, prerequisite) for waiting, prerequisite in drawn)


def _waits_for(pairs: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
    """Each resource with each resource that it waits for, directly or not."""
    graph: dict[str, set[str]] = {}
    for waiting, prerequisite in pairs:
        graph.setdefault(waiting, set()).add(prerequisite)

    def reached(node: str, seen: set[str]) -> set[str]:
        for after in graph.get(node, set()) - seen:
            seen.add(after)
            reached(after, seen)
        return seen

    hidden = ("provider.", "local.", "ephemeral.")
    return {
        (node, after)
        for node in graph
        for after in reached(node, set())
        if not node.startswith(hidden) and not after.startswith(hidden)
    }


def test_references_are_found_at_any_depth() -> None:
    configuration = {
        "provider": {"aws": [{"region": "${local.place}"}]},
        "locals": {"place": "${data.http_region.here.name}"},
        "data": {"http_region": {"here": {}}},
        "ephemeral": {"aws_password": {"made": {}}},
        "resource": {
            "aws_a": {"one": {}},
            "aws_b": {
                "two": {
                    "list": [{"text": '${join("aws_a.quoted", [for x in [1] : {y = aws_a.one.id}])}'}],
                    "secret": "${ephemeral.aws_password.made.value}",
                    "depends_on": ["aws_a.one", "aws_c.three"],
                }
            },
            "aws_c": {"three": {"text": "aws_a.one is no reference"}},
        },
    }

    found = {(edge.address, edge.prerequisite, edge.explicit) for edge in edges(configuration)}
    of_the_provider = {(address, "provider.aws", False) for address in ("aws_a.one", "aws_b.two", "aws_c.three")}
    assert found - of_the_provider == {
        ("provider.aws", "local.place", False),
        ("local.place", "data.http_region.here", False),
        ("ephemeral.aws_password.made", "provider.aws", False),
        ("aws_b.two", "aws_a.one", False),
        ("aws_b.two", "ephemeral.aws_password.made", False),
        ("aws_b.two", "aws_c.three", True),
    }


def test_longest_path_sums_only_dependent_resources() -> None:
    configuration = {
        "resource": {
            "aws_nat_gateway": {"a": {}, "b": {}},
            "aws_lb": {"c": {"x": "${aws_nat_gateway.a.id}"}},
            "aws_subnet": {"d": {"x": "${aws_lb.c.id}"}},
        }
    }

    path = longest_path(configuration)
    assert [address.partition(":")[2] for address in path.addresses] == [
        "aws_nat_gateway.a",
        "aws_lb.c",
        "aws_subnet.d",
    ]
    assert path.seconds == SECONDS["aws_nat_gateway"] + SECONDS["aws_lb"] + 5
    assert path.longest_steps(LONG) == ["aws_nat_gateway", "aws_lb"]
