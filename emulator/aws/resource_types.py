"""How to list the resources of each kind: kind -> function that returns the ids."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, Protocol

Status = dict[str, Any]
ListIds = Callable[["Ask", Status], Iterable[str]]


class Ask(Protocol):
    """Call an operation of a service; returns the pages of the response."""

    def __call__(self, service: str, operation: str, **arguments: Any) -> Iterable[dict[str, Any]]: ...


def _each(service: str, operation: str, key: str, identifier: str, **arguments: Any) -> ListIds:
    """List the `identifier` of each item in `key` of an operation's response."""

    def list_ids(ask: Ask, _status: Status) -> Iterator[str]:
        for page in ask(service, operation, **arguments):
            yield from (item[identifier] for item in page.get(key, []))

    return list_ids


def _names(service: str, operation: str, key: str) -> ListIds:
    """List `key` of an operation's response, which contains the ids."""

    def list_ids(ask: Ask, _status: Status) -> Iterator[str]:
        for page in ask(service, operation):
            yield from page.get(key, [])

    return list_ids


def _ec2(operation: str, key: str, identifier: str, **filters: list[str]) -> ListIds:
    wanted = [{"Name": name.replace("_", "-"), "Values": values} for name, values in filters.items()]
    return _each("ec2", operation, key, identifier, **({"Filters": wanted} if wanted else {}))


def _own_vpcs(ask: Ask) -> set[str]:
    return {
        vpc["VpcId"] for page in ask("ec2", "describe_vpcs") for vpc in page["Vpcs"] if not vpc.get("IsDefault", False)
    }


def _in_own_vpcs(operation: str, key: str, identifier: str, besides: Callable[[Any], bool]) -> ListIds:
    """List resources in VPCs that are not default VPCs, except those created with the VPC (`besides`)."""

    def list_ids(ask: Ask, _status: Status) -> Iterator[str]:
        own = _own_vpcs(ask)
        for page in ask("ec2", operation):
            yield from (item[identifier] for item in page[key] if item["VpcId"] in own and not besides(item))

    return list_ids


def _is_main(table: dict[str, Any]) -> bool:
    return any(association.get("Main") for association in table["Associations"])


def _subnet_associations(ask: Ask, _status: Status) -> Iterator[str]:
    for page in ask("ec2", "describe_route_tables"):
        for table in page["RouteTables"]:
            yield from (each["RouteTableAssociationId"] for each in table["Associations"] if not each.get("Main"))


def _instances(ask: Ask, _status: Status) -> Iterator[str]:
    for page in ask("ec2", "describe_instances"):
        for reservation in page["Reservations"]:
            yield from (i["InstanceId"] for i in reservation["Instances"] if i["State"]["Name"] != "terminated")


def _nat_gateways(ask: Ask, _status: Status) -> Iterator[str]:
    for page in ask("ec2", "describe_nat_gateways"):
        yield from (each["NatGatewayId"] for each in page["NatGateways"] if each["State"] != "deleted")


def _endpoints(ask: Ask, _status: Status) -> Iterator[str]:
    for page in ask("ec2", "describe_vpc_endpoints"):
        yield from (each["VpcEndpointId"] for each in page["VpcEndpoints"] if each["State"] != "deleted")


def _own_endpoint_services(ask: Ask, _status: Status) -> Iterator[str]:
    for page in ask("ec2", "describe_vpc_endpoint_service_configurations"):
        yield from (each["ServiceId"] for each in page["ServiceConfigurations"])


def _keys(pending: bool) -> ListIds:
    def list_ids(ask: Ask, _status: Status) -> Iterator[str]:
        for page in ask("kms", "list_keys"):
            for key in page["Keys"]:
                (answer,) = ask("kms", "describe_key", KeyId=key["KeyId"])
                described = answer["KeyMetadata"]
                if described["KeyManager"] == "CUSTOMER" and (described["KeyState"] == "PendingDeletion") is pending:
                    yield key["KeyId"]

    return list_ids


def _aliases(ask: Ask, _status: Status) -> Iterator[str]:
    for page in ask("kms", "list_aliases"):
        yield from (each["AliasName"] for each in page["Aliases"] if not each["AliasName"].startswith("alias/aws/"))


def _secrets(scheduled: bool) -> ListIds:
    def list_ids(ask: Ask, _status: Status) -> Iterator[str]:
        for page in ask("secretsmanager", "list_secrets", IncludePlannedDeletion=True):
            yield from (each["Name"] for each in page["SecretList"] if bool(each.get("DeletedDate")) is scheduled)

    return list_ids


def _not_default(list_ids: ListIds) -> ListIds:
    def filtered(ask: Ask, status: Status) -> Iterator[str]:
        return (each for each in list_ids(ask, status) if each != "default" and not each.startswith("default."))

    return filtered


def _of_clusters(operation: str, key: str) -> ListIds:
    def list_ids(ask: Ask, _status: Status) -> Iterator[str]:
        for clusters in ask("eks", "list_clusters"):
            for cluster in clusters["clusters"]:
                for page in ask("eks", operation, clusterName=cluster):
                    yield from (f"{cluster}:{each}" for each in page[key])

    return list_ids


def _listeners(ask: Ask, _status: Status) -> Iterator[str]:
    for balancers in ask("elbv2", "describe_load_balancers"):
        for balancer in balancers["LoadBalancers"]:
            for page in ask("elbv2", "describe_listeners", LoadBalancerArn=balancer["LoadBalancerArn"]):
                yield from (each["ListenerArn"] for each in page["Listeners"])


def _rules(ask: Ask, _status: Status) -> Iterator[str]:
    """Security group rules, except those of unlisted groups and each group's default egress rule."""
    own = _own_vpcs(ask)
    groups = {
        group["GroupId"]
        for page in ask("ec2", "describe_security_groups")
        for group in page["SecurityGroups"]
        if group["VpcId"] in own and group["GroupName"] != "default"
    }
    for page in ask("ec2", "describe_security_group_rules"):
        yield from (each["SecurityGroupRuleId"] for each in page["SecurityGroupRules"] if each["GroupId"] in groups)


def _hosted_zones(ask: Ask, status: Status) -> Iterator[str]:
    for zone_id in _zone_ids(ask):
        if zone_id not in status["hosted_zones"]:
            yield zone_id


def _records(ask: Ask, _status: Status) -> Iterator[str]:
    for zone_id in _zone_ids(ask):
        for page in ask("route53", "list_resource_record_sets", HostedZoneId=zone_id):
            for record in page["ResourceRecordSets"]:
                if record["Type"] not in ("NS", "SOA"):
                    yield f"{zone_id}:{record['Name']}:{record['Type']}"


def _zone_ids(ask: Ask) -> list[str]:
    return [
        zone["Id"].rpartition("/")[2] for page in ask("route53", "list_hosted_zones") for zone in page["HostedZones"]
    ]


def _role_policies(operation: str, key: str, name: str | None) -> ListIds:
    def list_ids(ask: Ask, _status: Status) -> Iterator[str]:
        for roles in ask("iam", "list_roles"):
            for role in roles["Roles"]:
                for page in ask("iam", operation, RoleName=role["RoleName"]):
                    yield from (f"{role['RoleName']}:{each[name] if name else each}" for each in page[key])

    return list_ids


GLOBAL_TYPES: dict[str, ListIds] = {
    "iam/role": _each("iam", "list_roles", "Roles", "RoleName"),
    "iam/role-inline-policy": _role_policies("list_role_policies", "PolicyNames", None),
    "iam/role-policy-attachment": _role_policies("list_attached_role_policies", "AttachedPolicies", "PolicyArn"),
    "iam/policy": _each("iam", "list_policies", "Policies", "Arn", Scope="Local"),
    "iam/instance-profile": _each("iam", "list_instance_profiles", "InstanceProfiles", "InstanceProfileName"),
    "iam/oidc-provider": _each("iam", "list_open_id_connect_providers", "OpenIDConnectProviderList", "Arn"),
    "iam/user": _each("iam", "list_users", "Users", "UserName"),
    "route53/hosted-zone": _hosted_zones,
    "route53/record": _records,
    "s3/bucket": _each("s3", "list_buckets", "Buckets", "Name"),
}

REGIONAL_TYPES: dict[str, ListIds] = {
    "acm/certificate": _each("acm", "list_certificates", "CertificateSummaryList", "CertificateArn"),
    "autoscaling/group": _each(
        "autoscaling", "describe_auto_scaling_groups", "AutoScalingGroups", "AutoScalingGroupName"
    ),
    "cloudwatch/alarm": _each("cloudwatch", "describe_alarms", "MetricAlarms", "AlarmName"),
    "cloudwatch/dashboard": _each("cloudwatch", "list_dashboards", "DashboardEntries", "DashboardName"),
    "ec2/elastic-ip": _ec2("describe_addresses", "Addresses", "AllocationId"),
    "ec2/flow-log": _ec2("describe_flow_logs", "FlowLogs", "FlowLogId"),
    "ec2/instance": _instances,
    "ec2/internet-gateway": _ec2("describe_internet_gateways", "InternetGateways", "InternetGatewayId"),
    "ec2/launch-template": _ec2("describe_launch_templates", "LaunchTemplates", "LaunchTemplateId"),
    "ec2/nat-gateway": _nat_gateways,
    "ec2/network-interface": _ec2("describe_network_interfaces", "NetworkInterfaces", "NetworkInterfaceId"),
    "ec2/route-table": _in_own_vpcs("describe_route_tables", "RouteTables", "RouteTableId", _is_main),
    "ec2/route-table-association": _subnet_associations,
    "ec2/security-group": _in_own_vpcs(
        "describe_security_groups", "SecurityGroups", "GroupId", lambda group: group["GroupName"] == "default"
    ),
    "ec2/security-group-rule": _rules,
    "ec2/subnet": _in_own_vpcs("describe_subnets", "Subnets", "SubnetId", lambda _subnet: False),
    "ec2/volume": _ec2("describe_volumes", "Volumes", "VolumeId"),
    "ec2/vpc": lambda ask, _status: _own_vpcs(ask),
    "ec2/vpc-endpoint": _endpoints,
    "ec2/vpc-endpoint-service": _own_endpoint_services,
    "eks/access-entry": _of_clusters("list_access_entries", "accessEntries"),
    "eks/addon": _of_clusters("list_addons", "addons"),
    "eks/cluster": _names("eks", "list_clusters", "clusters"),
    "eks/node-group": _of_clusters("list_nodegroups", "nodegroups"),
    "elasticache/cache-cluster": _each("elasticache", "describe_cache_clusters", "CacheClusters", "CacheClusterId"),
    "elasticache/parameter-group": _not_default(
        _each("elasticache", "describe_cache_parameter_groups", "CacheParameterGroups", "CacheParameterGroupName")
    ),
    "elasticache/replication-group": _each(
        "elasticache", "describe_replication_groups", "ReplicationGroups", "ReplicationGroupId"
    ),
    "elasticache/snapshot": _each("elasticache", "describe_snapshots", "Snapshots", "SnapshotName"),
    "elasticache/subnet-group": _not_default(
        _each("elasticache", "describe_cache_subnet_groups", "CacheSubnetGroups", "CacheSubnetGroupName")
    ),
    "elbv2/listener": _listeners,
    "elbv2/load-balancer": _each("elbv2", "describe_load_balancers", "LoadBalancers", "LoadBalancerArn"),
    "elbv2/target-group": _each("elbv2", "describe_target_groups", "TargetGroups", "TargetGroupArn"),
    "events/rule": _each("events", "list_rules", "Rules", "Name"),
    "kms/alias": _aliases,
    "kms/key": _keys(pending=False),
    "kms/key-pending-deletion": _keys(pending=True),
    "logs/log-group": _each("logs", "describe_log_groups", "logGroups", "logGroupName"),
    "rds/cluster": _each("rds", "describe_db_clusters", "DBClusters", "DBClusterIdentifier"),
    "rds/cluster-parameter-group": _not_default(
        _each("rds", "describe_db_cluster_parameter_groups", "DBClusterParameterGroups", "DBClusterParameterGroupName")
    ),
    "rds/cluster-snapshot": _each(
        "rds",
        "describe_db_cluster_snapshots",
        "DBClusterSnapshots",
        "DBClusterSnapshotIdentifier",
        SnapshotType="manual",
    ),
    "rds/event-subscription": _each(
        "rds", "describe_event_subscriptions", "EventSubscriptionsList", "CustSubscriptionId"
    ),
    "rds/instance": _each("rds", "describe_db_instances", "DBInstances", "DBInstanceIdentifier"),
    "rds/parameter-group": _not_default(
        _each("rds", "describe_db_parameter_groups", "DBParameterGroups", "DBParameterGroupName")
    ),
    "rds/subnet-group": _not_default(_each("rds", "describe_db_subnet_groups", "DBSubnetGroups", "DBSubnetGroupName")),
    "secretsmanager/secret": _secrets(scheduled=False),
    "secretsmanager/secret-scheduled-for-deletion": _secrets(scheduled=True),
    "sns/topic": _each("sns", "list_topics", "Topics", "TopicArn"),
    "sqs/queue": _names("sqs", "list_queues", "QueueUrls"),
}
