"""The purpose of each AWS scenario, as tests. Snapshots record the result, these tests the reason."""

import json
from collections.abc import Mapping
from typing import Any

import pytest

from tests.deployments import SCENARIOS, Arguments, Configuration, values_of

# Resources that a deployment creates unless existing ones are given.
GIVEN_IN_AN_EXISTING_VPC = {
    "aws_acm_certificate",
    "aws_acm_certificate_validation",
    "aws_default_security_group",
    "aws_eip",
    "aws_internet_gateway",
    "aws_kms_alias",
    "aws_kms_key",
    "aws_nat_gateway",
    "aws_route_table",
    "aws_route_table_association",
    "aws_subnet",
    "aws_vpc",
    "aws_vpc_endpoint",
}
QUEUE_RESOURCES = {"aws_sqs_queue", "aws_sqs_queue_policy", "aws_s3_bucket_notification"}
REDIS_RESOURCES = {"aws_elasticache_replication_group", "aws_elasticache_subnet_group"}


@pytest.fixture
def stacks(configurations: Mapping[str, Configuration]) -> Mapping[str, Configuration]:
    """Scenario to the configuration of its infrastructure."""
    return {scenario: configurations[f"aws-{scenario}"] for scenario in SCENARIOS}


def test_recommended_deployment_is_public_over_https_only(stacks: Mapping[str, Configuration]) -> None:
    stack = stacks["recommended"]

    balancer = stack.resource("aws_lb.load_balancer_alb")
    assert (balancer["internal"], balancer["ip_address_type"]) == (False, "dualstack")
    assert _ways_into(stack, "load_balancer_inbound") == {(port, to) for port in (80, 443) for to in _EVERYWHERE}
    assert stack.resource("aws_lb_listener.load_balancer_http")["default_action"][0]["type"] == "redirect"
    assert stack.outputs["url"] == "https://wandb-aws.wandb.ml"
    assert not stack.types & QUEUE_RESOURCES
    # The operator requires Redis.
    assert stack.types >= REDIS_RESOURCES


def test_redis_is_encrypted_and_has_its_own_subnets(stacks: Mapping[str, Configuration]) -> None:
    stack = stacks["redis"]

    group = stack.resource("aws_elasticache_replication_group.cache_replication_group")
    assert group["transit_encryption_enabled"] is True
    assert group["at_rest_encryption_enabled"] == "true"
    assert group["kms_key_id"] == "${aws_kms_key.encryption_key.arn}"
    assert (group["automatic_failover_enabled"], group["multi_az_enabled"]) == (True, True)
    assert (group["num_cache_clusters"], group["engine_version"]) == (2, "7.1")
    own = {f"${{aws_subnet.network_elasticache_{index}.id}}" for index in (0, 1)}
    assert set(stack.resource("aws_elasticache_subnet_group.cache_subnet_group")["subnet_ids"]) == own
    assert _ways_into(stack, "cache_security_group") == {(6379, "${aws_security_group.workers_group.id}")}


def test_queue_accepts_messages_of_its_bucket_only(stacks: Mapping[str, Configuration]) -> None:
    stack = stacks["queue"]

    assert _senders(stack) == {"${aws_sqs_queue.queue_queue.arn}": "${aws_s3_bucket.storage_bucket.arn}"}
    notification = stack.resource("aws_s3_bucket_notification.notifications_notification")
    assert notification["bucket"] == "${aws_s3_bucket.storage_bucket.bucket}"
    [to] = notification["queue"]
    assert (to["queue_arn"], to["events"]) == ("${aws_sqs_queue.queue_queue.arn}", ["s3:ObjectCreated:*"])
    queue = stack.resource("aws_sqs_queue.queue_queue")
    assert (queue["receive_wait_time_seconds"], queue["sqs_managed_sse_enabled"]) == (10, True)


def test_only_the_server_reads_the_queue(stacks: Mapping[str, Configuration]) -> None:
    [(address, policy)] = _policies_with(stacks["queue"], "sqs:ReceiveMessage").items()

    assert (address, policy["role"]) == ("identity_queue", "${aws_iam_role.identity_role.id}")
    assert _resources_of(policy) == {"${aws_sqs_queue.queue_queue.arn}"}


def test_existing_vpc_is_used_and_none_is_created(stacks: Mapping[str, Configuration]) -> None:
    stack, given = stacks["existing-vpc"], values_of("existing-vpc")

    assert stacks["recommended"].types >= GIVEN_IN_AN_EXISTING_VPC, "a name that no scenario has proves nothing"
    assert stack.types & GIVEN_IN_AN_EXISTING_VPC == set()
    groups = stack.resources("aws_security_group").values()
    assert {group["vpc_id"] for group in groups} == {given["network_id"]}
    assert _subnets_of(stack) == {
        "aws_db_subnet_group.database_subnet_group": given["network_database_subnets"],
        "aws_eks_cluster.cluster_control_plane": given["network_private_subnets"],
        "aws_eks_node_group.nodes_group": given["network_private_subnets"],
        "aws_elasticache_subnet_group.cache_subnet_group": given["network_elasticache_subnets"],
        "aws_lb.load_balancer_alb": given["network_public_subnets"],
    }


def test_existing_key_and_certificate_are_used_everywhere(stacks: Mapping[str, Configuration]) -> None:
    stack, given = stacks["existing-vpc"], values_of("existing-vpc")

    assert stack.resource("aws_lb_listener.load_balancer_https")["certificate_arn"] == given["acm_certificate_arn"]
    recommended = json.dumps(stacks["redis"].by_address).count("aws_kms_key.encryption_key.arn")
    aliases_and_policies = json.dumps(stacks["redis"].resources("aws_kms_key")).count("aws_kms_key.encryption_key.arn")
    assert json.dumps(stack.by_address).count(given["kms_key_arn"]) == recommended - aliases_and_policies


def test_private_deployment_has_no_internet_ingress(stacks: Mapping[str, Configuration]) -> None:
    stack = stacks["private-only"]

    balancers = stack.resources("aws_lb")
    assert {name: balancer["internal"] for name, balancer in balancers.items()} == {
        "load_balancer_alb": True,
        "private_link_nlb": True,
    }
    api = stack.resource("aws_eks_cluster.cluster_control_plane")["vpc_config"]
    assert (api["endpoint_public_access"], api["endpoint_private_access"]) == (False, True)
    assert "public_access_cidrs" not in api
    assert not any(everywhere in stack.text for everywhere in ('"cidr_ipv4": "0.0.0.0/0"', '"cidr_ipv6": "::/0"'))
    public = {f"${{aws_subnet.network_public_{index}.id}}" for index in (0, 1)}
    assert not any(public & set(subnets) for subnets in _subnets_of(stack).values())


def test_private_traffic_uses_only_the_network_load_balancer(stacks: Mapping[str, Configuration]) -> None:
    stack, given = stacks["private-only"], values_of("private-only")

    from_nlb = "${aws_security_group.private_link_inbound.id}"
    assert _ways_into(stack, "load_balancer_inbound") == {(443, from_nlb)}
    assert _ways_into(stack, "load_balancer_outbound") == set()
    [allowed] = given["allowed_private_endpoint_cidr"]
    assert _ways_into(stack, "private_link_inbound") == {(443, allowed)}
    service = stack.resource("aws_vpc_endpoint_service.private_link_service")
    [account] = given["private_link_allowed_account_ids"]
    assert service["allowed_principals"] == [f"arn:${{data.aws_partition.partition.partition}}:iam::{account}:root"]


def test_existing_bucket_is_configured_and_none_is_created(stacks: Mapping[str, Configuration]) -> None:
    stack, given = stacks["existing-bucket"], values_of("existing-bucket")

    assert stack.types & {"aws_s3_bucket", "aws_sqs_queue", "aws_s3_bucket_policy"} == set()
    cors = stack.resource("aws_s3_bucket_cors_configuration.bucket_cors")
    assert cors["bucket"] == given["bucket_name"]
    assert cors["cors_rule"][0]["allowed_origins"] == ["https://wandb-bucket.wandb.ml"]
    notification = stack.resource("aws_s3_bucket_notification.notifications_notification")
    [to] = notification["queue"]
    assert (notification["bucket"], to["filter_prefix"]) == (given["bucket_name"], "wandb/production/")
    assert to["queue_arn"].endswith(f":{given['bucket_queue_name']}")
    [(queue, bucket)] = _senders(stack).items()
    assert queue.endswith(f":{given['bucket_queue_name']}")
    assert bucket.endswith(f":::{given['bucket_name']}")


@pytest.mark.parametrize("role", ["nodes", "identity"])
def test_nodes_and_server_can_use_existing_bucket_key_and_queue(role: str, stacks: Mapping[str, Configuration]) -> None:
    stack, given = stacks["existing-bucket"], values_of("existing-bucket")
    policies = stack.resources("aws_iam_role_policy")

    assert policies[f"{role}_bucket"]["role"] == f"${{aws_iam_role.{role}_role.id}}"
    bucket = f"arn:${{data.aws_partition.partition.partition}}:s3:::{given['bucket_name']}"
    assert _resources_of(policies[f"{role}_bucket"]) == {bucket, f"{bucket}/*", given["bucket_kms_key_arn"]}
    [queue] = _resources_of(policies[f"{role}_queue"])
    assert queue.endswith(f":{given['bucket_queue_name']}")


def test_nodes_have_no_bucket_access_by_default(stacks: Mapping[str, Configuration]) -> None:
    roles = {
        scenario: {p["role"] for p in _policies_with(stack, "s3:GetObject").values()}
        for scenario, stack in stacks.items()
    }
    nodes = "${aws_iam_role.nodes_role.id}"

    assert {scenario for scenario, found in roles.items() if nodes in found} == {"existing-bucket", "everything"}


def test_everything_has_three_zones_three_instances_and_two_keys(stacks: Mapping[str, Configuration]) -> None:
    everything = stacks["everything"]

    assert len(everything.resources("aws_subnet")) == 12  # four tiers in three zones
    assert len(everything.resources("aws_rds_cluster_instance")) == 3
    assert len(everything.resources("aws_kms_key")) == 2  # the deployment's and ClickHouse's


_EVERYWHERE = ("0.0.0.0/0", "::/0")


def _ways_into(stack: Configuration, group: str) -> set[tuple[int, str]]:
    """Port and source of each ingress rule of the security group."""
    rules = stack.resources("aws_vpc_security_group_ingress_rule").values()
    of_group = [rule for rule in rules if rule["security_group_id"] == f"${{aws_security_group.{group}.id}}"]
    assert all(rule["from_port"] == rule["to_port"] for rule in of_group)
    return {(rule["from_port"], _origin(rule)) for rule in of_group}


def _origin(rule: Arguments) -> str:
    [origin] = [rule[name] for name in ("cidr_ipv4", "cidr_ipv6", "referenced_security_group_id") if name in rule]
    return str(origin)


def _subnets_of(stack: Configuration) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for address, arguments in stack.by_address.items():
        subnets = arguments.get("subnet_ids") or arguments.get("subnets")
        subnets = subnets or arguments.get("vpc_config", {}).get("subnet_ids")
        if subnets:
            found[address] = subnets
    return found


def _statements(policy: Arguments) -> list[dict[str, Any]]:
    statements: list[dict[str, Any]] = json.loads(policy["policy"])["Statement"]
    return statements


def _resources_of(policy: Arguments) -> set[str]:
    return {resource for statement in _statements(policy) for resource in statement["Resource"]}


def _policies_with(stack: Configuration, action: str) -> dict[str, Arguments]:
    policies = stack.resources("aws_iam_role_policy").items()
    return {
        name: policy
        for name, policy in policies
        if any(action in statement["Action"] for statement in _statements(policy))
    }


def _senders(stack: Configuration) -> dict[str, str]:
    """Each queue and the bucket that may send to it, only through S3 of this account."""
    [statement] = _statements(stack.resource("aws_sqs_queue_policy.notifications_queue_policy"))
    assert (statement["Effect"], statement["Action"]) == ("Allow", ["sqs:SendMessage"])
    assert statement["Principal"] == {"Service": ["s3.amazonaws.com"]}
    own = {"aws:SourceAccount": "${data.aws_caller_identity.caller.account_id}"}
    assert statement["Condition"]["StringEquals"] == own
    return {statement["Resource"][0]: statement["Condition"]["ArnEquals"]["aws:SourceArn"]}
