"""Calls that only a change of an existing, adopted resource makes, and what AWS refuses then."""

from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError

ROLE = "arn:aws:iam::123456789012:role/cluster"


@pytest.fixture
def vpc_id(client: Any) -> str:
    vpc: str = client("ec2").create_vpc(CidrBlock="10.9.0.0/16", AmazonProvidedIpv6CidrBlock=True)["Vpc"]["VpcId"]
    return vpc


@pytest.fixture
def old_cluster(client: Any, subnets: list[str]) -> Iterator[tuple[str, str]]:
    """A cluster without access entries and the further security group of its control plane."""
    ec2, eks = client("ec2"), client("eks")
    vpc_id = ec2.describe_subnets(SubnetIds=subnets)["Subnets"][0]["VpcId"]
    group = ec2.create_security_group(GroupName="control-plane", Description="old", VpcId=vpc_id)["GroupId"]
    eks.create_cluster(
        name="old",
        roleArn=ROLE,
        resourcesVpcConfig={"subnetIds": subnets, "securityGroupIds": [group]},
        accessConfig={"authenticationMode": "CONFIG_MAP"},
    )
    yield "old", group
    eks.delete_cluster(name="old")
    ec2.delete_security_group(GroupId=group)


def test_redis_6_reports_the_release_that_it_runs(client: Any, subnets: list[str]) -> None:
    cache = client("elasticache")
    cache.create_cache_subnet_group(CacheSubnetGroupName="six", CacheSubnetGroupDescription="six", SubnetIds=subnets)
    cache.create_replication_group(
        ReplicationGroupId="six",
        ReplicationGroupDescription="six",
        Engine="redis",
        EngineVersion="6.x",
        CacheNodeType="cache.t3.medium",
        CacheSubnetGroupName="six",
        NumCacheClusters=2,
        AutomaticFailoverEnabled=True,
    )
    [member] = cache.describe_cache_clusters(CacheClusterId="six-001")["CacheClusters"]
    assert member["EngineVersion"] == "6.2.6"


def test_backups_of_a_file_system_are_switched_on_and_off(client: Any) -> None:
    efs = client("efs")
    system = efs.create_file_system(CreationToken="backups")["FileSystemId"]
    assert efs.describe_backup_policy(FileSystemId=system)["BackupPolicy"] == {"Status": "DISABLED"}
    efs.put_backup_policy(FileSystemId=system, BackupPolicy={"Status": "ENABLED"})
    assert efs.describe_backup_policy(FileSystemId=system)["BackupPolicy"] == {"Status": "ENABLED"}


def test_a_log_group_takes_a_key_and_gives_it_back(client: Any) -> None:
    logs, key = client("logs"), "arn:aws:kms:eu-central-1:123456789012:key/12345678-1234-1234-1234-123456789012"
    logs.create_log_group(logGroupName="/keyed")
    logs.associate_kms_key(logGroupName="/keyed", kmsKeyId=key)
    [group] = logs.describe_log_groups(logGroupNamePrefix="/keyed")["logGroups"]
    assert group["kmsKeyId"] == key
    logs.disassociate_kms_key(logGroupName="/keyed")
    [group] = logs.describe_log_groups(logGroupNamePrefix="/keyed")["logGroups"]
    assert "kmsKeyId" not in group
    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        logs.associate_kms_key(logGroupName="/missing", kmsKeyId=key)


def test_a_subnet_is_found_by_the_association_of_its_ipv6_range(client: Any, vpc_id: str) -> None:
    ec2 = client("ec2")
    [vpc] = ec2.describe_vpcs(VpcIds=[vpc_id])["Vpcs"]
    ipv6 = vpc["Ipv6CidrBlockAssociationSet"][0]["Ipv6CidrBlock"].replace("/56", "/64")
    subnet = ec2.create_subnet(VpcId=vpc_id, CidrBlock="10.9.8.0/24")["Subnet"]["SubnetId"]
    ec2.create_subnet(VpcId=vpc_id, CidrBlock="10.9.9.0/24")
    made = ec2.associate_subnet_cidr_block(SubnetId=subnet, Ipv6CidrBlock=ipv6)["Ipv6CidrBlockAssociation"]
    by_association = {"Name": "ipv6-cidr-block-association.association-id", "Values": [made["AssociationId"]]}
    assert [each["SubnetId"] for each in ec2.describe_subnets(Filters=[by_association])["Subnets"]] == [subnet]


def test_a_changed_rule_refers_to_the_other_group(client: Any, vpc_id: str) -> None:
    ec2 = client("ec2")
    nodes, one, other = (
        ec2.create_security_group(GroupName=name, Description=name, VpcId=vpc_id)["GroupId"]
        for name in ("nodes", "inbound", "outbound")
    )
    port = {"IpProtocol": "tcp", "FromPort": 32543, "ToPort": 32543}
    [rule] = ec2.authorize_security_group_ingress(
        GroupId=nodes, IpPermissions=[{**port, "UserIdGroupPairs": [{"GroupId": one}]}]
    )["SecurityGroupRules"]
    change = {
        "SecurityGroupRuleId": rule["SecurityGroupRuleId"],
        "SecurityGroupRule": {**port, "ReferencedGroupId": other},
    }
    ec2.modify_security_group_rules(GroupId=nodes, SecurityGroupRules=[change])
    [found] = ec2.describe_security_group_rules(SecurityGroupRuleIds=[rule["SecurityGroupRuleId"]])[
        "SecurityGroupRules"
    ]
    assert found["ReferencedGroupInfo"]["GroupId"] == other


def test_access_modes_change_one_step_at_a_time(client: Any, old_cluster: tuple[str, str]) -> None:
    eks, (name, _) = client("eks"), old_cluster
    with pytest.raises(ClientError, match="Unsupported authentication mode update from CONFIG_MAP to API"):
        eks.update_cluster_config(name=name, accessConfig={"authenticationMode": "API"})
    eks.update_cluster_config(name=name, accessConfig={"authenticationMode": "API_AND_CONFIG_MAP"})
    eks.update_cluster_config(name=name, accessConfig={"authenticationMode": "API"})
    with pytest.raises(ClientError, match="from API to API_AND_CONFIG_MAP"):
        eks.update_cluster_config(name=name, accessConfig={"authenticationMode": "API_AND_CONFIG_MAP"})


def test_creator_gets_an_access_entry_if_the_cluster_uses_entries(client: Any, old_cluster: tuple[str, str]) -> None:
    name, _ = old_cluster
    eks = client("eks")
    eks.update_cluster_config(name=name, accessConfig={"authenticationMode": "API_AND_CONFIG_MAP"})
    [creator] = eks.list_access_entries(clusterName=name)["accessEntries"]
    assert creator == client("sts").get_caller_identity()["Arn"]


def test_a_security_group_of_the_control_plane_stays(client: Any, old_cluster: tuple[str, str]) -> None:
    ec2, (_, group) = client("ec2"), old_cluster
    with pytest.raises(ClientError, match="DependencyViolation"):
        ec2.delete_security_group(GroupId=group)
    assert ec2.describe_security_groups(GroupIds=[group])["SecurityGroups"]


def test_aurora_creates_the_groups_of_its_exported_logs(client: Any) -> None:
    client("rds").create_db_cluster(
        DBClusterIdentifier="logging",
        Engine="aurora-mysql",
        MasterUsername="admin",
        MasterUserPassword="password",
        EnableCloudwatchLogsExports=["audit", "error"],
    )
    groups = client("logs").describe_log_groups(logGroupNamePrefix="/aws/rds/cluster/logging/")["logGroups"]
    assert [group["logGroupName"].rpartition("/")[2] for group in groups] == ["audit", "error"]
