from collections.abc import Sequence

from cdktf import TerraformStack

from constructs_lib.aws.clickhouse import ClickHouseEndpoint, clickhouse_user
from tests.unit.synth import only, resources, variable

GROUP_ID = "${aws_security_group.clickhouse_security_group.id}"


def _connect(
    stack: TerraformStack, *, clients: Sequence[str], vpc_id: str = "vpc-1", service_name: str = "com.service"
) -> None:
    ClickHouseEndpoint(
        stack,
        "clickhouse",
        name="wandb",
        vpc_id=vpc_id,
        subnet_ids=["subnet-1", "subnet-2"],
        service_name=service_name,
        client_security_group_ids=clients,
    )


def test_endpoint_is_a_private_interface_in_the_given_subnets(stack: TerraformStack) -> None:
    _connect(stack, clients=["sg-nodes"])

    assert only(stack, "aws_vpc_endpoint") == {
        "vpc_id": "vpc-1",
        "vpc_endpoint_type": "Interface",
        "service_name": "com.service",
        "subnet_ids": ["subnet-1", "subnet-2"],
        "security_group_ids": [GROUP_ID],
        "private_dns_enabled": True,
        "tags": {"Name": "wandb-clickhouse"},
    }
    assert only(stack, "aws_security_group") == {
        "name": "wandb-clickhouse-endpoint",
        "description": "ClickHouse Cloud, reachable from its clients alone",
        "vpc_id": "vpc-1",
        "tags": {"Name": "wandb-clickhouse-endpoint"},
        "lifecycle": {"ignore_changes": ["description", "name", "name_prefix"]},
    }


def test_only_clients_reach_its_two_ports(stack: TerraformStack) -> None:
    _connect(stack, clients=["sg-a", "sg-b"])

    rules = resources(stack, "aws_vpc_security_group_ingress_rule").values()
    assert sorted((rule["referenced_security_group_id"], rule["from_port"], rule["to_port"]) for rule in rules) == [
        ("sg-a", 8443, 8443),
        ("sg-a", 9440, 9440),
        ("sg-b", 8443, 8443),
        ("sg-b", 9440, 9440),
    ]
    assert all(rule["ip_protocol"] == "tcp" and rule["security_group_id"] == GROUP_ID for rule in rules)
    assert not any("cidr" in argument for rule in rules for argument in rule)


def test_endpoint_without_clients_has_no_ingress(stack: TerraformStack) -> None:
    _connect(stack, clients=[])

    assert resources(stack, "aws_vpc_security_group_ingress_rule") == {}


def test_references_reach_the_endpoint(stack: TerraformStack) -> None:
    _connect(
        stack,
        clients=[variable(stack, "client")],
        vpc_id=variable(stack, "vpc"),
        service_name=variable(stack, "service"),
    )

    endpoint = only(stack, "aws_vpc_endpoint")
    assert (endpoint["vpc_id"], endpoint["service_name"]) == ("${var.vpc}", "${var.service}")
    rules = resources(stack, "aws_vpc_security_group_ingress_rule").values()
    assert {rule["referenced_security_group_id"] for rule in rules} == {"${var.client}"}


def test_clickhouse_role_can_use_but_not_administer_the_key() -> None:
    statement = clickhouse_user()

    assert statement["Effect"] == "Allow"
    assert statement["Principal"] == {"AWS": ["arn:aws:iam::576599896960:role/prod-kms-request-role"]}
    assert statement["Resource"] == ["*"]
    assert set(statement["Action"]) == {
        "kms:Decrypt",
        "kms:DescribeKey",
        "kms:Encrypt",
        "kms:GenerateDataKey",
        "kms:GenerateDataKeyPair",
        "kms:GetKeyRotationStatus",
        "kms:GetPublicKey",
    }
