"""More addresses for nodes, and another zone, on a running deployment; other records of its hosted zone stay."""

from collections.abc import Mapping
from typing import Any

import pytest

from tests.emulator.deployed import NOTHING_NEW, Deployed, Values
from tests.emulator.stories import Steps, Story, StoryDefinition, by_container

WIDER = {"network_extra_private_subnet_cidrs": {"1": "10.10.64.0/20"}}
THIRD_ZONE = {
    "network_public_subnet_cidrs": ["10.10.0.0/24", "10.10.1.0/24", "10.10.2.0/24"],
    "network_database_subnet_cidrs": ["10.10.20.0/24", "10.10.21.0/24", "10.10.22.0/24"],
    "network_extra_private_subnet_cidrs": {"1": "10.10.64.0/20", "3": "10.10.80.0/20"},
}
# What a zone has of its own, and what learns of it in place.
OF_THE_ZONE = {
    "aws_eip.network_nat_address_2": "create",
    "aws_nat_gateway.network_nat_gateway_2": "create",
    "aws_route_table.network_private_2_routes": "create",
    "aws_subnet.network_public_2": "create",
    "aws_subnet.network_db_2": "create",
    "aws_route_table_association.network_public_2_association": "create",
    "aws_route_table_association.network_db_2_association": "create",
    "aws_db_subnet_group.database_subnet_group": "update",
    "aws_lb.load_balancer_alb": "update",
    "aws_vpc_endpoint.network_s3_endpoint": "update",
    "output.network_public_subnets": "update",
}


def life_of(deployment: Deployed, values: Values) -> Steps:
    """Deployed beside another certificate of the bare domain, given more room twice, and destroyed."""
    values = {**values, "external_dns": False}
    record = _certify_the_domain(deployment, values)
    deployment.start(values)
    groups = _node_groups(deployment)
    yield "wider", deployment.change({**values, **WIDER}, NOTHING_NEW)
    yield "plan when wider", deployment.terraform.plan()
    yield "nodes", (groups, _node_groups(deployment))
    yield "third zone", deployment.change({**values, **THIRD_ZONE}, NOTHING_NEW)
    yield "plan with a third zone", deployment.terraform.plan()
    deployment.terraform.destroy(NOTHING_NEW)
    yield "records", (record, _validation_records(deployment, values))


STORIES: Mapping[str, StoryDefinition] = {"growth": ("aws", "recommended", by_container(life_of))}
pytestmark = pytest.mark.story("growth")


def _of_a_range(zone: str) -> dict[str, str]:
    """What one more private range brings."""
    return dict.fromkeys(
        (
            f"aws_subnet.network_private_extra_{zone}",
            f"aws_route_table_association.network_private_extra_{zone}_association",
            f"aws_eks_node_group.nodes_extra_{zone}",
            f"aws_autoscaling_attachment.load_balancer_nodes_extra_{zone}",
        ),
        "create",
    )


def test_another_private_range_only_adds_resources(story: Story) -> None:
    assert story["wider"] == _of_a_range("1")


def test_another_private_range_keeps_the_nodes(story: Story) -> None:
    before, after = story["nodes"]

    assert len(before) == 1
    assert before < after
    assert len(after) == 2


def test_third_zone_changes_no_control_plane_or_nodes(story: Story) -> None:
    assert story["third zone"] == {**_of_a_range("3"), **OF_THE_ZONE}


@pytest.mark.parametrize("step", ["plan when wider", "plan with a third zone"])
def test_plan_after_growing_is_empty(step: str, story: Story) -> None:
    assert story[step] == {}


def test_other_certificate_of_the_domain_keeps_its_record(story: Story) -> None:
    record, after = story["records"]

    assert after == {record}


def _certify_the_domain(deployment: Deployed, values: Values) -> str:
    """A certificate of the bare domain, as a company has one for its site; the name of its validation record."""
    acm, route53 = deployment.client("acm"), deployment.client("route53")
    arn = acm.request_certificate(DomainName=values["domain_name"], ValidationMethod="DNS")["CertificateArn"]
    [option] = acm.describe_certificate(CertificateArn=arn)["Certificate"]["DomainValidationOptions"]
    record = option["ResourceRecord"]
    change = {"Name": record["Name"], "Type": "CNAME", "TTL": 300, "ResourceRecords": [{"Value": record["Value"]}]}
    route53.change_resource_record_sets(
        HostedZoneId=values["zone_id"],
        ChangeBatch={"Changes": [{"Action": "CREATE", "ResourceRecordSet": change}]},
    )
    return str(record["Name"]).rstrip(".")


def _validation_records(deployment: Deployed, values: Values) -> set[str]:
    found: Any = deployment.client("route53").list_resource_record_sets(HostedZoneId=values["zone_id"])
    return {record["Name"].rstrip(".") for record in found["ResourceRecordSets"] if record["Type"] == "CNAME"}


def _node_groups(deployment: Deployed) -> set[str]:
    eks = deployment.client("eks")
    [cluster] = eks.list_clusters()["clusters"]
    return set(eks.list_nodegroups(clusterName=cluster)["nodegroups"])
