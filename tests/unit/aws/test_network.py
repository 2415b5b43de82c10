import pytest
from cdktf import TerraformStack

from constructs_lib.aws.network import Network
from tests.unit.aws.network_case import EVERYTHING, MINIMAL
from tests.unit.synth import data_sources, only, resources, variable

ELB, INTERNAL_ELB = "kubernetes.io/role/elb", "kubernetes.io/role/internal-elb"


def _zone(index: int) -> str:
    return f"${{element(data.aws_availability_zones.network_zones.names, {index})}}"


def test_vpc_has_dns_and_no_ipv6_by_default(stack: TerraformStack) -> None:
    Network(stack, "network", **MINIMAL)

    assert only(stack, "aws_vpc") == {
        "cidr_block": "10.10.0.0/16",
        "enable_dns_support": True,
        "enable_dns_hostnames": True,
        "tags": {"Name": "wandb"},
    }
    assert not any("ipv6_cidr_block" in subnet for subnet in resources(stack, "aws_subnet").values())


def test_each_tier_has_one_subnet_per_zone(stack: TerraformStack) -> None:
    Network(stack, "network", **EVERYTHING)

    subnets = resources(stack, "aws_subnet")
    assert {address: (subnet["cidr_block"], subnet["availability_zone"]) for address, subnet in subnets.items()} == {
        "network_public_0": ("10.10.0.0/24", _zone(0)),
        "network_public_1": ("10.10.1.0/24", _zone(1)),
        "network_private_0": ("10.10.10.0/24", _zone(0)),
        "network_private_1": ("10.10.11.0/24", _zone(1)),
        "network_db_0": ("10.10.20.0/24", _zone(0)),
        "network_db_1": ("10.10.21.0/24", _zone(1)),
        "network_elasticache_0": ("10.10.30.0/24", _zone(0)),
        "network_elasticache_1": ("10.10.31.0/24", _zone(1)),
    }


def test_zones_without_eks_and_local_zones_are_excluded(stack: TerraformStack) -> None:
    Network(stack, "network", **MINIMAL)

    [zones] = data_sources(stack, "aws_availability_zones").values()
    assert zones == {
        "state": "available",
        "exclude_zone_ids": ["use1-az3", "usw1-az2", "cac1-az3"],
        "filter": [{"name": "opt-in-status", "values": ["opt-in-not-required"]}],
    }


@pytest.mark.parametrize(
    ("tier", "role_tags"),
    [("public", {ELB: "1"}), ("private", {INTERNAL_ELB: "1"}), ("db", None), ("elasticache", None)],
)
def test_only_cluster_subnets_have_cluster_tags(
    stack: TerraformStack, tier: str, role_tags: dict[str, str] | None
) -> None:
    Network(stack, "network", **EVERYTHING)

    tags = resources(stack, "aws_subnet")[f"network_{tier}_1"]["tags"]
    assert tags.pop("Name") == f"wandb-{tier}-{_zone(1)}"
    assert tags == ({} if role_tags is None else {**role_tags, "kubernetes.io/cluster/wandb-cluster": "shared"})


def test_without_cluster_name_subnets_have_no_cluster_tag(stack: TerraformStack) -> None:
    Network(stack, "network", **MINIMAL)

    tags = {tag for subnet in resources(stack, "aws_subnet").values() for tag in subnet["tags"]}
    assert tags == {"Name", ELB, INTERNAL_ELB}


def test_default_security_group_is_emptied(stack: TerraformStack) -> None:
    Network(stack, "network", **MINIMAL)

    # The provider removes every rule that is not written down here.
    assert only(stack, "aws_default_security_group") == {
        "vpc_id": "${aws_vpc.network_vpc.id}",
        "tags": {"Name": "wandb-default"},
    }


def test_references_reach_vpc_subnets_and_tags(stack: TerraformStack) -> None:
    values = {name: variable(stack, name) for name in ("name", "cidr", "cluster_name")}
    ranges = {"public_subnet_cidrs": [variable(stack, "public")], "private_subnet_cidrs": [variable(stack, "private")]}
    Network(stack, "network", **MINIMAL | values | ranges)

    assert only(stack, "aws_vpc")["cidr_block"] == "${var.cidr}"
    public = resources(stack, "aws_subnet")["network_public_0"]
    assert public["cidr_block"] == "${var.public}"
    assert resources(stack, "aws_subnet")["network_private_0"]["cidr_block"] == "${var.private}"
    assert public["tags"]["kubernetes.io/cluster/${var.cluster_name}"] == "shared"
    assert only(stack, "aws_internet_gateway")["tags"] == {"Name": "${var.name}"}


def test_more_private_than_public_ranges_are_rejected(stack: TerraformStack) -> None:
    with pytest.raises(ValueError, match="private_subnet_cidrs"):
        Network(stack, "network", **MINIMAL | {"public_subnet_cidrs": ["10.10.0.0/24"]})


def test_extra_private_ranges_do_not_change_other_subnets(stack: TerraformStack) -> None:
    Network(stack, "before", **EVERYTHING)
    Network(stack, "after", **EVERYTHING, extra_private_subnet_cidrs={2: "10.10.64.0/20"})

    found = resources(stack, "aws_subnet")
    extra = found.pop("after_private_extra_2")
    assert (extra["cidr_block"], extra["availability_zone"]) == (
        "10.10.64.0/20",
        found["after_private_1"]["availability_zone"],
    )
    assert extra["tags"] == found["after_private_1"]["tags"] | {
        "Name": f"wandb-private-extra-{found['after_private_1']['availability_zone']}"
    }
    for type_ in ("aws_subnet", "aws_route_table", "aws_nat_gateway"):
        addresses: list[set[str]] = [set(), set()]
        for address in resources(stack, type_):
            if address != "after_private_extra_2":
                addresses[address.startswith("after_")].add(address.partition("_")[2])
        assert addresses[0] == addresses[1]


@pytest.mark.parametrize("zone", [0, 3])
def test_extra_private_ranges_need_a_nat_gateway(stack: TerraformStack, zone: int) -> None:
    with pytest.raises(ValueError, match=f"extra_private_subnet_cidrs must name zones 1 to 2.* got {zone}"):
        Network(stack, "network", **MINIMAL, extra_private_subnet_cidrs={zone: "10.10.64.0/20"})


@pytest.mark.parametrize("keep", [True, False])
def test_only_private_subnets_are_protected_on_request(stack: TerraformStack, keep: bool) -> None:
    Network(stack, "network", **EVERYTHING, extra_private_subnet_cidrs={1: "10.10.64.0/20"}, keep_private_subnets=keep)

    kept = {a for a, subnet in resources(stack, "aws_subnet").items() if subnet["lifecycle"].get("prevent_destroy")}
    assert kept == ({"network_private_0", "network_private_1"} if keep else set())
