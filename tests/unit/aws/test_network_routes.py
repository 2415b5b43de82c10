from typing import Any

import pytest
from cdktf import TerraformStack

from constructs_lib.aws.network import Network
from tests.unit.aws.network_case import EVERYTHING, MINIMAL
from tests.unit.synth import only, resources, shown


def _routes(stack: TerraformStack, subnet: str) -> list[dict[str, Any]]:
    """The routes of the one table that the subnet is associated with, without the arguments that are not set."""
    associations = resources(stack, "aws_route_table_association").values()
    [table] = [a["route_table_id"] for a in associations if a["subnet_id"] == f"${{aws_subnet.{subnet}.id}}"]
    address = table.removeprefix("${aws_route_table.").removesuffix(".id}")
    routes = resources(stack, "aws_route_table")[address]["route"]
    return [{name: value for name, value in route.items() if value is not None} for route in routes]


def test_public_subnets_route_to_the_internet_gateway(stack: TerraformStack) -> None:
    Network(stack, "network", **MINIMAL)

    gateway = "${aws_internet_gateway.network_internet_gateway.id}"
    for subnet in ("network_public_0", "network_public_1"):
        assert _routes(stack, subnet) == [{"cidr_block": "0.0.0.0/0", "gateway_id": gateway}]


def test_private_subnets_route_through_the_nat_gateway_of_their_zone(stack: TerraformStack) -> None:
    Network(stack, "network", **MINIMAL)

    for zone in (0, 1):
        gateway = f"${{aws_nat_gateway.network_nat_gateway_{zone}.id}}"
        assert _routes(stack, f"network_private_{zone}") == [{"cidr_block": "0.0.0.0/0", "nat_gateway_id": gateway}]
        nat = resources(stack, "aws_nat_gateway")[f"network_nat_gateway_{zone}"]
        assert nat["allocation_id"] == f"${{aws_eip.network_nat_address_{zone}.id}}"
        # The association's view: a NAT gateway without a way to the internet fails.
        assert nat["subnet_id"] == f"${{aws_route_table_association.network_public_{zone}_association.subnet_id}}"


@pytest.mark.parametrize("subnet", ["db_0", "db_1", "elasticache_0", "elasticache_1"])
def test_data_stores_have_no_route_out_of_the_vpc(stack: TerraformStack, subnet: str) -> None:
    Network(stack, "network", **EVERYTHING)

    assert _routes(stack, f"network_{subnet}") == []


def test_ipv6_applies_only_to_public_subnets(stack: TerraformStack) -> None:
    Network(stack, "network", **EVERYTHING)

    assert only(stack, "aws_vpc")["assign_generated_ipv6_cidr_block"] is True
    ranges = {a: s["ipv6_cidr_block"] for a, s in resources(stack, "aws_subnet").items() if "ipv6_cidr_block" in s}
    assert ranges == {
        f"network_public_{zone}": f"${{cidrsubnet(aws_vpc.network_vpc.ipv6_cidr_block, 8, {zone})}}" for zone in (0, 1)
    }
    gateway = "${aws_internet_gateway.network_internet_gateway.id}"
    assert {"ipv6_cidr_block": "::/0", "gateway_id": gateway} in _routes(stack, "network_public_0")
    assert not any("ipv6_cidr_block" in route for route in _routes(stack, "network_private_0"))


def test_private_subnets_reach_s3_through_the_gateway_endpoint(stack: TerraformStack) -> None:
    network = Network(stack, "network", **MINIMAL)

    tables = [f"${{aws_route_table.network_private_{zone}_routes.id}}" for zone in (0, 1)]
    assert shown(stack, tables=network.private_route_table_ids) == {"tables": tables}
    assert only(stack, "aws_vpc_endpoint") == {
        "vpc_id": "${aws_vpc.network_vpc.id}",
        "service_name": "${data.aws_vpc_endpoint_service.network_s3_service.service_name}",
        "vpc_endpoint_type": "Gateway",
        "route_table_ids": tables,
        "tags": {"Name": "wandb-s3"},
    }


def test_private_subnet_with_egress_waits_for_its_route(stack: TerraformStack) -> None:
    network = Network(stack, "network", **MINIMAL)

    ways = shown(stack, with_egress=network.private_subnet_ids_with_egress, at_once=network.private_subnet_ids)
    association = "aws_route_table_association.network_private_{}_association.subnet_id"
    assert ways["with_egress"] == [f"${{{association.format(zone)}}}" for zone in (0, 1)]
    assert ways["at_once"] == [f"${{aws_subnet.network_private_{zone}.id}}" for zone in (0, 1)]
    # The association waits for the table, whose route waits for the gateway.
    assert _routes(stack, "network_private_1")[0]["nat_gateway_id"] == "${aws_nat_gateway.network_nat_gateway_1.id}"


def test_dependents_wait_for_the_public_subnet_route(stack: TerraformStack) -> None:
    network = Network(stack, "network", **EVERYTHING)

    association = "aws_route_table_association.network_public_{}_association.subnet_id"
    assert shown(
        stack,
        vpc=network.vpc_id,
        public=network.public_subnet_ids,
        data=[*network.database_subnet_ids, *network.cache_subnet_ids],
    ) == {
        "vpc": "${aws_vpc.network_vpc.id}",
        "public": [f"${{{association.format(zone)}}}" for zone in (0, 1)],
        "data": [
            f"${{aws_subnet.network_{subnet}.id}}" for subnet in ("db_0", "db_1", "elasticache_0", "elasticache_1")
        ],
    }


def test_extra_private_subnets_route_through_their_zone(stack: TerraformStack) -> None:
    public = [*MINIMAL["public_subnet_cidrs"], "10.10.2.0/24"]
    extra = {1: "10.10.64.0/20", 3: "10.10.80.0/20"}
    network = Network(stack, "network", **MINIMAL | {"public_subnet_cidrs": public}, extra_private_subnet_cidrs=extra)

    egress = shown(stack, **{f"zone_{zone}": id_ for zone, id_ in network.extra_private_subnet_ids_with_egress.items()})
    for zone in extra:
        association = f"aws_route_table_association.network_private_extra_{zone}_association"
        assert egress[f"zone_{zone}"] == f"${{{association}.subnet_id}}"
        gateway = f"${{aws_nat_gateway.network_nat_gateway_{zone - 1}.id}}"
        assert _routes(stack, f"network_private_extra_{zone}") == [
            {"cidr_block": "0.0.0.0/0", "nat_gateway_id": gateway}
        ]
    tables = only(stack, "aws_vpc_endpoint")["route_table_ids"]
    assert tables == [f"${{aws_route_table.network_private_{index}_routes.id}}" for index in range(3)]
