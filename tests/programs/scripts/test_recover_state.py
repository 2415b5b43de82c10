"""scripts/recover_state, with the stacks of the snapshots and an account of the same names."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from scripts.preflight.findings import DeniedError
from scripts.preflight.stacks import Stack
from scripts.recover_state.__main__ import imports, main
from scripts.recover_state.aws import IDS
from scripts.recover_state.resolver import CREATED
from tests.deployments import values_of, write_file

SNAPSHOTS = Path(__file__).parents[2] / "snapshots" / "aws"
# Types of options whose ids no name determines. The page asks for them.
BY_HAND = {
    "aws_backup_plan",
    "aws_backup_selection",
    "aws_backup_vault_lock_configuration",
    "aws_cloudwatch_event_target",
    "aws_ec2_tag",
    "aws_flow_log",
    "aws_sns_topic_policy",
    "aws_sns_topic_subscription",
    "aws_sqs_queue_policy",
    "aws_vpc_endpoint_service",
    "aws_wafv2_web_acl_association",
}
GENERATED = "202601311200000000000000001"


def stack_of(name: str) -> Stack:
    return Stack("aws-one", json.loads((SNAPSHOTS / f"{name}.json").read_text()))


def value(filters: list[dict[str, Any]], name: str) -> str:
    return next(str(each["Values"][0]) for each in filters if each["Name"] == name)


def account(_service: str, operation: str, **arguments: Any) -> Mapping[str, Any]:
    """The answers of an account in which everything exists once, with an id made of what was asked."""
    filters = arguments.get("Filters", [])
    answers: dict[str, Any] = {
        "get_caller_identity": lambda: {"Arn": "arn:aws:sts::123456789012:assumed-role/one/two"},
        "describe_vpcs": lambda: {"Vpcs": [{"VpcId": f"vpc-{value(filters, 'tag:Name')}"}]},
        "describe_subnets": lambda: {"Subnets": [{"SubnetId": f"subnet-{value(filters, 'cidr-block')}"}]},
        "describe_internet_gateways": lambda: {"InternetGateways": [{"InternetGatewayId": "igw-1"}]},
        "describe_route_tables": lambda: {
            "RouteTables": [{"RouteTableId": f"rtb-{value(filters, 'association.subnet-id')}"}]
        },
        "describe_nat_gateways": lambda: {
            "NatGateways": [
                {
                    "NatGatewayId": f"nat-{value(filters, 'subnet-id') if filters else ''}",
                    "NatGatewayAddresses": [{"AllocationId": f"eipalloc-{arguments.get('NatGatewayIds')}"}],
                }
            ]
        },
        "describe_vpc_endpoints": lambda: {"VpcEndpoints": [{"VpcEndpointId": "vpce-1"}]},
        "describe_security_groups": lambda: {"SecurityGroups": [{"GroupId": f"sg-{value(filters, 'group-name')}"}]},
        "describe_security_group_rules": lambda: {"SecurityGroupRules": rules(value(filters, "group-id"))},
        "describe_cluster": lambda: {
            "cluster": {
                "roleArn": f"arn:aws:iam::123456789012:role/wandb{GENERATED}",
                "identity": {"oidc": {"issuer": "https://oidc.example.com/id/1"}},
            }
        },
        "list_nodegroups": lambda: {"nodegroups": ["other", f"wandb-primary-{GENERATED[:26]}"]},
        "describe_nodegroup": lambda: {"nodegroup": {"launchTemplate": {"id": "lt-1"}}},
        "list_open_id_connect_providers": lambda: {
            "OpenIDConnectProviderList": [
                {"Arn": f"arn:aws:iam::123456789012:oidc-provider/oidc.example.com/id/{number}"} for number in (1, 2)
            ]
        },
        "describe_key": lambda: {"KeyMetadata": {"KeyId": f"key of {arguments['KeyId']}"}},
        "describe_load_balancers": lambda: {"LoadBalancers": [{"LoadBalancerArn": "arn:alb"}]},
        "describe_target_groups": lambda: {"TargetGroups": [{"TargetGroupArn": f"arn:{arguments['Names'][0]}"}]},
        "describe_listeners": lambda: {
            "Listeners": [
                {"Port": port, "ListenerArn": f"arn:{port}", "Certificates": [{"CertificateArn": "arn:certificate"}]}
                for port in ((443,) if "ListenerArns" in arguments else (80, 443))
            ]
        },
        "describe_rules": lambda: {"Rules": [{"Priority": n, "RuleArn": f"arn:rule-{n}"} for n in ("10", "20")]},
        "describe_certificate": lambda: {
            "Certificate": {
                "DomainValidationOptions": [
                    {
                        "DomainName": "wandb-aws.wandb.ml",
                        "ResourceRecord": {"Name": "_1.wandb-aws.wandb.ml.", "Type": "CNAME"},
                    }
                ]
            }
        },
        "list_secrets": lambda: {
            "SecretList": [
                {"Name": f"wandb-database-credentials-{GENERATED[:26]}", "ARN": "arn:secret"},
                {"Name": "wandb-database-credentials-of-somebody", "ARN": "arn:other"},
            ]
        },
        "list_buckets": lambda: {"Buckets": [{"Name": "wandb-file-storage-0a1b2c3d"}, {"Name": "wandb-other"}]},
    }
    found: Mapping[str, Any] = answers[operation]()
    return found


def rules(group: str) -> list[dict[str, Any]]:
    """The rules of the stack's group, with their address as their id, among those of the same port."""
    found = []
    resources = stack_of("recommended").resources(
        "aws_vpc_security_group_ingress_rule", "aws_vpc_security_group_egress_rule"
    )
    for address, arguments in resources.items():
        source = str(arguments.get("referenced_security_group_id"))
        names = stack_of("recommended").resources("aws_security_group")
        name = next((each["name"] for other, each in names.items() if f"{other}." in source), None)
        of = next(each["name"] for other, each in names.items() if f"{other}." in str(arguments["security_group_id"]))
        if group == f"sg-{of}":
            found.append(
                {
                    "SecurityGroupRuleId": f"sgr of {address}",
                    "IsEgress": "_egress_" in address,
                    "FromPort": arguments["from_port"],
                    "CidrIpv4": arguments.get("cidr_ipv4"),
                    "CidrIpv6": arguments.get("cidr_ipv6"),
                    **({"ReferencedGroupInfo": {"GroupId": f"sg-{name}"}} if name else {}),
                }
            )
    return found


def test_every_type_is_found_created_again_or_asked_for_by_hand() -> None:
    types = {type_ for file in SNAPSHOTS.glob("*.json") if "-app" not in file.name for type_ in stack_types(file)} - {
        "terraform_data",
        "time_sleep",
    }

    assert types - IDS.keys() == BY_HAND


def stack_types(file: Path) -> set[str]:
    return set(json.loads(file.read_text()).get("resource", {}))


def test_every_resource_of_a_deployment_gets_its_id() -> None:
    stack = stack_of("recommended")
    found = {address: id_ for address, id_, _ in imports(stack, account)}

    assert None not in found.values()
    assert {address.partition(".")[0] for address, id_ in found.items() if id_ == CREATED} == {
        "aws_acm_certificate_validation",
        "aws_autoscaling_attachment",
        "aws_secretsmanager_secret_version",
        # It stores arguments only to replace the final snapshot's name.
        "terraform_data",
    }
    expected = {
        "aws_eip.network_nat_address_1": "eipalloc-['nat-subnet-10.10.1.0/24']",
        "aws_eks_addon.networking_vpc_cni": "wandb:vpc-cni",
        "aws_eks_node_group.nodes_group": f"wandb:wandb-primary-{GENERATED[:26]}",
        "aws_iam_role.cluster_role": f"wandb{GENERATED}",
        "aws_iam_role_policy_attachment.cluster_cluster_policy": (
            f"wandb{GENERATED}/arn:aws:iam::aws:policy/AmazonEKSClusterPolicy"
        ),
        "aws_kms_key.encryption_key": "key of alias/wandb-kms-alias",
        "aws_lb_listener_rule.load_balancer_route_console": "arn:rule-20",
        "aws_route53_record.certificate_wandb-aws-wandb-ml": "xxxxxxxxxxxxxxxx__1.wandb-aws.wandb.ml_CNAME",
        "aws_s3_bucket_policy.storage_policy": "wandb-file-storage-0a1b2c3d",
        "aws_secretsmanager_secret.secrets_credentials": "arn:secret",
        # The same generated end: the bucket keeps its name.
        "terraform_data.storage_suffix": "0a1b2c3d",
    }
    assert {address: found[address] for address in expected} == expected
    same = {address for address, id_ in found.items() if "_rule." in address and str(id_).startswith("sgr of")}
    assert same and all(found[address] == f"sgr of {address}" for address in same)


def test_resource_that_the_account_does_not_have_is_listed_with_the_reason() -> None:
    def without_balancer(service: str, operation: str, **arguments: Any) -> Mapping[str, Any]:
        if operation == "describe_load_balancers":
            raise ClientError({"Error": {"Code": "LoadBalancerNotFound", "Message": ""}}, operation)
        if operation == "list_secrets":
            raise DeniedError("the login may not call list_secrets")
        if operation == "describe_vpc_endpoints":
            return {"VpcEndpoints": [{"VpcEndpointId": "vpce-1"}, {"VpcEndpointId": "vpce-2"}]}
        return account(service, operation, **arguments)

    reasons = {
        address: reason for address, id_, reason in imports(stack_of("recommended"), without_balancer) if id_ is None
    }

    assert reasons["aws_lb.load_balancer_alb"] == "LoadBalancerNotFound"
    assert reasons["aws_lb_listener_rule.load_balancer_route_api"] == "LoadBalancerNotFound"
    assert reasons["aws_secretsmanager_secret.secrets_credentials"] == "the login may not call list_secrets"
    assert reasons["aws_vpc_endpoint.network_s3_endpoint"] == "several have its name: vpce-1, vpce-2"


def test_resource_with_an_import_block_of_its_own_gets_no_second_one() -> None:
    stack = stack_of("recommended")
    blocks = [{"to": "aws_lb.load_balancer_alb", "id": "arn:adopted"}]
    adopted = Stack(stack.name, {**stack.configuration, "import": blocks})

    assert {address for address, *_ in imports(stack, account)} - {
        address for address, *_ in imports(adopted, account)
    } == {"aws_lb.load_balancer_alb"}


def test_stack_that_is_not_synthesized_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write_file(tmp_path / "deployments" / "aws" / "one.tfvars.json", values_of("recommended"))
    monkeypatch.chdir(tmp_path)

    assert main(["aws-one"]) == 1
    assert main(["aws-two"]) == 1
    assert capsys.readouterr().err.splitlines() == [
        "aws-one: is not synthesized; run make synth first",
        "aws-two: is not an infrastructure stack on AWS of these files",
    ]
