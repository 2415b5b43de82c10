"""How a resource of each type is found on AWS, and what its import id is.

The ids: https://registry.terraform.io/providers/hashicorp/aws/latest/docs, "Import" on the page of each type.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from scripts.preflight.stacks import Arguments

from .resolver import CREATED, Find, NotFoundError, Resolver, only

# A secret's version is a new password, which the same apply sets in the database.
_CREATED_AGAIN = (
    "aws_acm_certificate_validation",
    "aws_autoscaling_attachment",
    "aws_lb_target_group_attachment",
    "aws_secretsmanager_secret_version",
)


def _network(operation: str, key: str, id_: str, **filters: str) -> Find:
    """By filters of EC2: name of the filter, with `_` for `-`, and the argument."""

    def find(resolver: Resolver, _address: str, arguments: Arguments) -> str:
        wanted = [
            {"Name": name.replace("_", "-"), "Values": [resolver.text(arguments[argument])]}
            for name, argument in filters.items()
        ]
        return only(resolver.ask("ec2", operation, Filters=wanted)[key], id_)

    return find


def _tagged(operation: str, key: str, id_: str) -> Find:
    """By the tag `Name`."""

    def find(resolver: Resolver, _address: str, arguments: Arguments) -> str:
        name = {"Name": "tag:Name", "Values": [resolver.text(arguments["tags"]["Name"])]}
        return only(resolver.ask("ec2", operation, Filters=[name])[key], id_)

    return find


def _elastic_ip(resolver: Resolver, address: str, _arguments: Arguments) -> str:
    gateway = resolver.id_of(resolver.user_of(address, "aws_nat_gateway"))
    [found] = resolver.ask("ec2", "describe_nat_gateways", NatGatewayIds=[gateway])["NatGateways"]
    return only(found["NatGatewayAddresses"], "AllocationId")


def _nat_gateway(resolver: Resolver, _address: str, arguments: Arguments) -> str:
    subnet = {"Name": "subnet-id", "Values": [resolver.text(arguments["subnet_id"])]}
    available = {"Name": "state", "Values": ["available"]}
    found = resolver.ask("ec2", "describe_nat_gateways", Filters=[subnet, available])
    return only(found["NatGateways"], "NatGatewayId")


def _route_table(resolver: Resolver, address: str, _arguments: Arguments) -> str:
    association = resolver.resources[resolver.user_of(address, "aws_route_table_association")]
    subnet = {"Name": "association.subnet-id", "Values": [resolver.text(association["subnet_id"])]}
    return only(resolver.ask("ec2", "describe_route_tables", Filters=[subnet])["RouteTables"], "RouteTableId")


def _default_security_group(resolver: Resolver, _address: str, arguments: Arguments) -> str:
    wanted = {"vpc-id": resolver.text(arguments["vpc_id"]), "group-name": "default"}
    filters = [{"Name": name, "Values": [value]} for name, value in wanted.items()]
    return only(resolver.ask("ec2", "describe_security_groups", Filters=filters)["SecurityGroups"], "GroupId")


def _rule(resolver: Resolver, address: str, arguments: Arguments) -> str:
    group = {"Name": "group-id", "Values": [resolver.text(arguments["security_group_id"])]}
    rules = resolver.ask("ec2", "describe_security_group_rules", Filters=[group])["SecurityGroupRules"]
    source = arguments.get("referenced_security_group_id")
    wanted = {
        "IsEgress": "_egress_" in address,
        "FromPort": arguments.get("from_port", -1),
        "CidrIpv4": arguments.get("cidr_ipv4"),
        "CidrIpv6": arguments.get("cidr_ipv6"),
    }
    referenced = resolver.text(source) if source else None
    return only(
        (
            each
            for each in rules
            if all(each.get(name) == value for name, value in wanted.items())
            and each.get("ReferencedGroupInfo", {}).get("GroupId") == referenced
        ),
        "SecurityGroupRuleId",
    )


def _cluster(resolver: Resolver) -> Mapping[str, Any]:
    [name] = [resolver.id_of(each) for each in resolver.resources if each.startswith("aws_eks_cluster.")]
    found: Mapping[str, Any] = resolver.ask("eks", "describe_cluster", name=name)["cluster"]
    return found


def _node_group(resolver: Resolver, _address: str, arguments: Arguments) -> str:
    cluster = resolver.text(arguments["cluster_name"])
    names = resolver.ask("eks", "list_nodegroups", clusterName=cluster)["nodegroups"]
    prefix = arguments["node_group_name_prefix"]
    return f"{cluster}:{only(({'name': each} for each in names if _generated(prefix, each)), 'name')}"


def _launch_template(resolver: Resolver, address: str, _arguments: Arguments) -> str:
    cluster, _, name = resolver.id_of(resolver.user_of(address, "aws_eks_node_group")).partition(":")
    found = resolver.ask("eks", "describe_nodegroup", clusterName=cluster, nodegroupName=name)["nodegroup"]
    return str(found["launchTemplate"]["id"])


def _oidc_provider(resolver: Resolver, _address: str, _arguments: Arguments) -> str:
    issuer = str(_cluster(resolver)["identity"]["oidc"]["issuer"]).removeprefix("https://")
    found = resolver.ask("iam", "list_open_id_connect_providers")["OpenIDConnectProviderList"]
    return only((each for each in found if str(each["Arn"]).endswith(f":oidc-provider/{issuer}")), "Arn")


def _role(resolver: Resolver, address: str, arguments: Arguments) -> str:
    if "name" in arguments:
        return resolver.text(arguments["name"])
    # Only the cluster's role has a generated name.
    resolver.user_of(address, "aws_eks_cluster")
    return str(_cluster(resolver)["roleArn"]).rpartition("/")[2]


def _key(resolver: Resolver, address: str, _arguments: Arguments) -> str:
    alias = resolver.resources[resolver.user_of(address, "aws_kms_alias")]["name"]
    return str(resolver.ask("kms", "describe_key", KeyId=alias)["KeyMetadata"]["KeyId"])


def _balancer(resolver: Resolver, _address: str, arguments: Arguments) -> str:
    found = resolver.ask("elbv2", "describe_load_balancers", Names=[arguments["name"]])
    return only(found["LoadBalancers"], "LoadBalancerArn")


def _target_group(resolver: Resolver, _address: str, arguments: Arguments) -> str:
    return only(
        resolver.ask("elbv2", "describe_target_groups", Names=[arguments["name"]])["TargetGroups"], "TargetGroupArn"
    )


def _listener(resolver: Resolver, _address: str, arguments: Arguments) -> str:
    balancer = resolver.text(arguments["load_balancer_arn"])
    found = resolver.ask("elbv2", "describe_listeners", LoadBalancerArn=balancer)["Listeners"]
    return only((each for each in found if each["Port"] == arguments["port"]), "ListenerArn")


def _listener_rule(resolver: Resolver, _address: str, arguments: Arguments) -> str:
    listener = resolver.text(arguments["listener_arn"])
    found = resolver.ask("elbv2", "describe_rules", ListenerArn=listener)["Rules"]
    return only((each for each in found if each["Priority"] == str(arguments["priority"])), "RuleArn")


def _certificate(resolver: Resolver, _address: str, arguments: Arguments) -> str:
    # The one in use: one that was replaced can have the same name.
    listeners = [each for each in resolver.resources if each.startswith("aws_lb_listener.")]
    arns = [resolver.id_of(each) for each in listeners if "certificate_arn" in resolver.resources[each]]
    [listener] = resolver.ask("elbv2", "describe_listeners", ListenerArns=arns)["Listeners"]
    return only(listener["Certificates"], "CertificateArn")


def _record(resolver: Resolver, address: str, arguments: Arguments) -> str:
    name, type_ = arguments["name"], arguments["type"]
    validated = re.search(r"(aws_acm_certificate\.[\w-]+)\..* option\.domain_name == \"([^\"]+)\"", name)
    if validated:
        arn = resolver.id_of(validated[1])
        options = resolver.ask("acm", "describe_certificate", CertificateArn=arn)["Certificate"]
        [record] = [
            each["ResourceRecord"] for each in options["DomainValidationOptions"] if each["DomainName"] == validated[2]
        ]
        name, type_ = record["Name"].rstrip("."), record["Type"]
    return f"{resolver.text(arguments['zone_id'])}_{resolver.text(name)}_{resolver.text(type_)}"


def _secret(resolver: Resolver, _address: str, arguments: Arguments) -> str:
    prefix = arguments["name_prefix"]
    found = resolver.ask("secretsmanager", "list_secrets", Filters=[{"Key": "name", "Values": [prefix]}])["SecretList"]
    return only((each for each in found if _generated(prefix, each["Name"])), "ARN")


def _bucket(resolver: Resolver, _address: str, arguments: Arguments) -> str:
    before, is_generated, _ = arguments["bucket"].partition("${")
    found = resolver.ask("s3", "list_buckets")["Buckets"]
    wanted = re.compile(re.escape(before) + (r"\w+" if is_generated else ""))
    return only((each for each in found if wanted.fullmatch(each["Name"])), "Name")


def _suffix(resolver: Resolver, address: str, _arguments: Arguments) -> str:
    """The generated end of a bucket's name, which is the start of this resource's id."""
    try:
        bucket = resolver.user_of(address, "aws_s3_bucket")
    except NotFoundError:
        return CREATED
    return resolver.id_of(bucket).removeprefix(resolver.resources[bucket]["bucket"].partition("${")[0])


def _queue(resolver: Resolver, _address: str, arguments: Arguments) -> str:
    return str(resolver.ask("sqs", "get_queue_url", QueueName=arguments["name"])["QueueUrl"])


def _topic(resolver: Resolver, _address: str, arguments: Arguments) -> str:
    found = resolver.ask("sns", "list_topics")["Topics"]
    return only((each for each in found if each["TopicArn"].endswith(f":{arguments['name']}")), "TopicArn")


def _generated(prefix: str, name: str) -> bool:
    """Whether `name` is `prefix` with what the provider adds: a time and a number, in hexadecimal."""
    return re.fullmatch(rf"{re.escape(prefix)}-?\d{{18}}[0-9a-f]{{8}}", name) is not None


_BUCKET_PARTS = (
    "cors_configuration",
    "lifecycle_configuration",
    "logging",
    "notification",
    "ownership_controls",
    "policy",
    "public_access_block",
    "replication_configuration",
    "server_side_encryption_configuration",
    "versioning",
)
IDS: Mapping[str, str | Find] = {
    **dict.fromkeys(_CREATED_AGAIN, CREATED),
    "aws_acm_certificate": _certificate,
    "aws_backup_vault": "{name}",
    "aws_budgets_budget": lambda resolver, _address, arguments: (
        f"{resolver.identity['account_id']}:{arguments['name']}"
    ),
    "aws_cloudwatch_dashboard": "{dashboard_name}",
    "aws_cloudwatch_event_rule": "{name}",
    "aws_cloudwatch_log_group": "{name}",
    "aws_cloudwatch_log_metric_filter": "{log_group_name}:{name}",
    "aws_cloudwatch_metric_alarm": "{alarm_name}",
    "aws_db_event_subscription": "{name}",
    "aws_db_parameter_group": "{name}",
    "aws_db_subnet_group": "{name}",
    "aws_default_security_group": _default_security_group,
    "aws_eip": _elastic_ip,
    "aws_eks_access_entry": "{cluster_name}:{principal_arn}",
    "aws_eks_access_policy_association": "{cluster_name}#{principal_arn}#{policy_arn}",
    "aws_eks_addon": "{cluster_name}:{addon_name}",
    "aws_eks_cluster": "{name}",
    "aws_eks_node_group": _node_group,
    "aws_elasticache_replication_group": "{replication_group_id}",
    "aws_elasticache_subnet_group": "{name}",
    "aws_iam_openid_connect_provider": _oidc_provider,
    "aws_iam_role": _role,
    "aws_iam_role_policy": "{role}:{name}",
    "aws_iam_role_policy_attachment": "{role}/{policy_arn}",
    "aws_internet_gateway": _network(
        "describe_internet_gateways", "InternetGateways", "InternetGatewayId", **{"attachment.vpc_id": "vpc_id"}
    ),
    "aws_kms_alias": "{name}",
    "aws_kms_key": _key,
    "aws_launch_template": _launch_template,
    "aws_lb": _balancer,
    "aws_lb_listener": _listener,
    "aws_lb_listener_rule": _listener_rule,
    "aws_lb_target_group": _target_group,
    "aws_nat_gateway": _nat_gateway,
    "aws_rds_cluster": "{cluster_identifier}",
    "aws_rds_cluster_instance": "{identifier}",
    "aws_rds_cluster_parameter_group": "{name}",
    "aws_route53_record": _record,
    "aws_route_table": _route_table,
    "aws_route_table_association": "{subnet_id}/{route_table_id}",
    "aws_s3_bucket": _bucket,
    **{f"aws_s3_bucket_{part}": "{bucket}" for part in _BUCKET_PARTS},
    "aws_s3_bucket_metric": "{bucket}:{name}",
    "aws_secretsmanager_secret": _secret,
    "aws_security_group": _network(
        "describe_security_groups", "SecurityGroups", "GroupId", vpc_id="vpc_id", group_name="name"
    ),
    "aws_sns_topic": _topic,
    "aws_sqs_queue": _queue,
    "aws_subnet": _network("describe_subnets", "Subnets", "SubnetId", vpc_id="vpc_id", cidr_block="cidr_block"),
    "aws_vpc": _tagged("describe_vpcs", "Vpcs", "VpcId"),
    "aws_vpc_endpoint": _tagged("describe_vpc_endpoints", "VpcEndpoints", "VpcEndpointId"),
    "aws_vpc_security_group_egress_rule": _rule,
    "aws_vpc_security_group_ingress_rule": _rule,
    "terraform_data": _suffix,
}
