"""Existing parts have the attributes of the constructs in whose place they are used."""

from typing import Any

import pytest
from cdktf import TerraformStack
from constructs import Construct

from constructs_lib import aws, azure
from constructs_lib.aws.existing_network import LISTS as AWS_LISTS
from tests.unit.library.docstrings import docstring
from tests.unit.synth import data_sources, resources, shown, synthesized

_GROUP = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/group"
VAULT = f"{_GROUP}/providers/Microsoft.KeyVault/vaults/theirs"
# The construct, and the arguments of its lookup.
LOOKUPS: list[tuple[Any, dict[str, Any]]] = [
    (aws.Bucket, {"name": "theirs"}),
    (aws.Cluster, {"cluster_name": "theirs"}),
    (aws.EncryptionKey, {"key_id": "alias/theirs"}),
    (aws.Network, {"vpc_id": "vpc-1", **{name: [f"{name}-1"] for name in AWS_LISTS}}),
    (aws.Queue, {"name": "theirs"}),
    (aws.ServiceAccountRole, {"name": "theirs"}),
    (azure.Cluster, {"cluster_name": "theirs", "resource_group_name": "group"}),
    (azure.EncryptionKey, {"name": "theirs", "vault_id": VAULT, "identity_id": "/identity"}),
    (azure.KeyVault, {"name": "theirs", "resource_group_name": "group"}),
    (
        azure.Network,
        {
            "name": "theirs",
            "resource_group_name": "group",
            "subnet_names": {each: each for each in ("gateway", "endpoint", "cluster", "database")},
        },
    ),
    (azure.PrivateDnsZone, {"name": "privatelink.example.com", "resource_group_name": "hub"}),
    (azure.ResourceGroup, {"name": "theirs", "location": "westeurope"}),
    (
        azure.StorageAccount,
        {"account_name": "theirs", "resource_group_name": "group", "container_name": "files"},
    ),
    (azure.WorkloadIdentity, {"name": "theirs", "resource_group_name": "group"}),
]


@pytest.mark.parametrize(
    ("construct", "given"), LOOKUPS, ids=[f"{each.__module__}.{each.__name__}" for each, _ in LOOKUPS]
)
def test_existing_part_has_every_attribute(construct: Any, given: dict[str, Any], stack: TerraformStack) -> None:
    existing: Construct = construct.from_existing(stack, "theirs", **given)

    assert isinstance(existing, construct)
    missing = [name for name in docstring(construct).attributes if not hasattr(existing, name)]
    assert missing == []
    assert synthesized(stack).keys() & {"resource", "data"} == {"data"}


def test_existing_cluster_is_read_by_its_name(stack: TerraformStack) -> None:
    cluster = aws.Cluster.from_existing(stack, "cluster", cluster_name="theirs")
    values = shown(stack, issuer=cluster.oidc_issuer, provider=cluster.oidc_provider_arn)

    [found] = data_sources(stack, "aws_eks_cluster").values()
    assert found["name"] == "theirs"
    assert values["provider"] == "${data.aws_iam_openid_connect_provider.cluster_oidc_provider.arn}"


def test_hosted_zone_is_found_by_its_domain(stack: TerraformStack) -> None:
    zone_id = aws.hosted_zone_id(stack, "zone", domain_name="example.com")

    assert shown(stack, zone=zone_id) == {"zone": "${data.aws_route53_zone.zone.zone_id}"}


def test_missing_subnets_of_an_aws_network_are_named(stack: TerraformStack) -> None:
    network = aws.Network.from_existing(stack, "network", vpc_id="vpc-1", public_subnet_ids=["subnet-1"])

    assert network.public_subnet_ids == ["subnet-1"]
    missing = {*AWS_LISTS, "private_subnet_ids_with_egress"} - {"public_subnet_ids"}
    for name in missing:
        argument = name.removesuffix("_with_egress")
        with pytest.raises(
            AttributeError, match=rf"^{name} is missing; give {argument}=\[...\] to Network\.f"
        ) as shown:
            getattr(network, name)
        # Python suggests another attribute of `obj`.
        assert shown.value.obj is None
    with pytest.raises(AttributeError, match="has no attribute 'subnets'"):
        _ = network.subnets  # type: ignore[attr-defined]


def test_missing_subnet_of_an_azure_network_is_named(stack: TerraformStack) -> None:
    network = azure.Network.from_existing(
        stack, "network", name="theirs", resource_group_name="group", subnet_names={"cluster": "nodes"}
    )

    assert network.redis_subnet_id is None
    with pytest.raises(
        AttributeError, match=r'^database_subnet_id needs a subnet: give database_subnet_cidr .*"database"'
    ) as shown_error:
        _ = network.database_subnet_id
    assert shown_error.value.obj is None
    with pytest.raises(AttributeError, match="has no attribute 'datbase'"):
        _ = network.datbase  # type: ignore[attr-defined]
    with pytest.raises(ValueError, match=r"^subnet_names must have keys of gateway, .*, got nodes"):
        azure.Network.from_existing(
            stack, "other", name="theirs", resource_group_name="group", subnet_names={"nodes": "nodes"}
        )


def test_existing_dns_zone_is_used_instead_of_a_new_one(stack: TerraformStack) -> None:
    resource_scope = azure.ResourceScope("group", "westeurope")
    zone_name = "privatelink.vaultcore.azure.net"
    hub = azure.PrivateDnsZone.from_existing(stack, "hub", name=zone_name, resource_group_name="h")
    arguments: dict[str, Any] = {"resource_scope": resource_scope, "subnet_id": "/subnet", "network_id": "/network"}
    for id_ in ("first", "second"):
        azure.PrivateEndpoint(
            stack,
            id_,
            name=id_,
            resource_id=f"/{id_}",
            subresource_names=["vault"],
            dns_zone_name=zone_name,
            dns_zone=hub,
            **arguments,
        )

    assert not resources(stack, "azurerm_private_dns_zone")
    groups = [each["private_dns_zone_group"] for each in resources(stack, "azurerm_private_endpoint").values()]
    assert [each["private_dns_zone_ids"] for each in groups] == [["${data.azurerm_private_dns_zone.hub_zone.id}"]] * 2
