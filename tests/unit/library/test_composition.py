"""Constructs can be combined freely: alone, twice in a stack, under aspects."""

import json
import re
from collections.abc import Callable
from typing import Any

import jsii
import pytest
from cdktf import Aspects, IAspect, TerraformResource, TerraformStack
from constructs import IConstruct

from constructs_lib import aws, azure
from tests.unit.library.docstrings import EXAMPLES, arguments_of_example, run_example
from tests.unit.library.public_names import CONSTRUCTS
from tests.unit.synth import resources, synthesized

# The arguments by which a second instance differs.
_NAMES = re.compile(r"(?!sku_)(.+_)?names?|aliases|namespace|dns_prefix|domain_name_label|username")
# Only one can be in a cluster or network; the docstrings say so, except for the operator's priority class.
ONE_ONLY = {
    "azure.ClickHouseEndpoint",
    "kubernetes.CertManager",
    "kubernetes.ClusterAutoscaler",
    "kubernetes.WandbOperator",
}
# What the second instance takes from the first.
SHARED: dict[str, dict[str, Callable[[Any], Any]]] = {
    "azure.AzureCacheForRedis": {"dns_zone": lambda first: first.dns_zone},
    "azure.ManagedRedis": {"dns_zone": lambda first: first.dns_zone},
    "azure.PrivateEndpoint": {"dns_zone": lambda first: first.dns_zone},
    "kubernetes.WandbServer": {"priority_class_name": lambda first: "second-priority"},
}


def types_of(stack: TerraformStack) -> set[str]:
    return set(synthesized(stack)["resource"])


def test_network_on_aws_needs_no_other_part(stack: TerraformStack) -> None:
    network = aws.Network(
        stack, "network", name="n", cidr="10.0.0.0/16", public_subnet_cidrs=["10.0.0.0/24"], private_subnet_cidrs=[]
    )

    assert (network.database_subnet_ids, network.cache_subnet_ids) == ([], [])
    assert set(resources(stack, "aws_route_table")) == {"network_public_routes"}


def test_network_on_azure_needs_only_the_subnet_of_the_cluster(stack: TerraformStack) -> None:
    scope = azure.ResourceScope("group", "westeurope")
    azure.Network(
        stack, "network", name="n", resource_scope=scope, cidr="10.0.0.0/16", cluster_subnet_cidr="10.0.0.0/20"
    )

    assert set(resources(stack, "azurerm_subnet")) == {"network_kubernetes"}
    rules = resources(stack, "azurerm_network_security_rule")
    assert "allow-gateway" not in {rule["name"] for rule in rules.values()}


def test_cluster_on_aws_needs_no_data_store(stack: TerraformStack) -> None:
    run_example("aws.NodeGroup", stack)

    others = ("aws_rds", "aws_db", "aws_elasticache", "aws_lb", "aws_s3", "aws_secretsmanager", "aws_sqs")
    assert not {type_ for type_ in types_of(stack) if type_.startswith(others)}


def test_cluster_on_azure_needs_neither_gateway_nor_vault(stack: TerraformStack) -> None:
    run_example("azure.Cluster", stack)

    others = ("azurerm_application_gateway", "azurerm_key_vault", "azurerm_mysql", "azurerm_storage", "azurerm_redis")
    assert not {type_ for type_ in types_of(stack) if type_.startswith(others)}


@jsii.implements(IAspect)
class Tagged:
    """As a user would write it."""

    def visit(self, node: IConstruct) -> None:
        if isinstance(node, TerraformResource) and hasattr(type(node), "tags_input"):
            node.tags = {**(node.tags_input or {}), "team": "research"}  # type: ignore[attr-defined]


@pytest.mark.parametrize("package", ["aws", "azure"])
def test_aspect_tags_every_resource_of_every_example(package: str, stack: TerraformStack) -> None:
    given = None
    for name in EXAMPLES:
        if name.startswith(f"{package}.") and name in CONSTRUCTS:
            given = run_example(name, stack, given)
    taggable = {
        (node.terraform_resource_type, node.friendly_unique_id)
        for node in stack.node.find_all()
        if isinstance(node, TerraformResource) and hasattr(type(node), "tags_input")
    }
    Aspects.of(stack).add(Tagged())

    assert len(taggable) > 20
    untagged = {
        address
        for address in taggable
        if synthesized(stack)["resource"][address[0]][address[1]].get("tags", {}).get("team") != "research"
    }
    assert untagged == set()


@pytest.mark.parametrize("name", sorted(CONSTRUCTS.keys() - {"framework.AddressedStack", "framework.Component"}))
def test_two_of_a_construct_fit_into_one_stack(name: str, stack: TerraformStack) -> None:
    usual = arguments_of_example(name, run_example(name, stack))
    shared: dict[str, Any] = {}
    for id_ in ("first", "second"):
        arguments = {key: renamed(key, value, id_) for key, value in usual.items()}
        made = CONSTRUCTS[name](stack, id_, **arguments, **shared)
        shared = {argument: get(made) for argument, get in SHARED.get(name, {}).items()}

    clashes = set()
    for type_, blocks in synthesized(stack).get("resource", {}).items():
        first = [json.dumps(block, sort_keys=True) for id_, block in blocks.items() if id_.startswith("first")]
        second = {json.dumps(block, sort_keys=True) for id_, block in blocks.items() if id_.startswith("second")}
        clashes |= {type_ for block in first if block in second and '"name": "' in block}
    assert bool(clashes) == (name in ONE_ONLY), clashes


def renamed(argument: str, value: Any, suffix: str) -> Any:
    if not _NAMES.fullmatch(argument):
        return value
    if isinstance(value, list):
        return [renamed(argument, each, suffix) for each in value]
    is_name_of_another = isinstance(value, str) and ("$" in value or value.startswith("com."))
    if not isinstance(value, str) or is_name_of_another:
        return value
    return f"{suffix}.{value}" if "." in value else f"{value}{suffix}"
