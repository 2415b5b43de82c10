"""EC2, load balancers, ACM and Route 53: what the AWS emulator adds to moto."""

import base64
from typing import Any

import pytest
from botocore.exceptions import ClientError

HOSTED_ZONE = "xxxxxxxxxxxxxxxx"  # As in conftest.py.


def status_of(client: Any, arn: str) -> str:
    status: str = client("acm").describe_certificate(CertificateArn=arn)["Certificate"]["Status"]
    return status


def create_record(client: Any, record: dict[str, str]) -> None:
    change = {
        "Action": "UPSERT",
        "ResourceRecordSet": {
            "Name": record["Name"],
            "Type": record["Type"],
            "TTL": 60,
            "ResourceRecords": [{"Value": record["Value"]}],
        },
    }
    client("route53").change_resource_record_sets(HostedZoneId=HOSTED_ZONE, ChangeBatch={"Changes": [change]})


def test_the_hosted_zone_has_the_id_that_was_asked_for(client: Any) -> None:
    zone = client("route53").get_hosted_zone(Id=HOSTED_ZONE)["HostedZone"]
    assert zone["Name"] == "example.com."


def test_a_certificate_is_issued_once_all_its_names_are_validated(client: Any) -> None:
    acm = client("acm")
    arn = acm.request_certificate(
        DomainName="a.example.com", SubjectAlternativeNames=["b.example.com"], ValidationMethod="DNS"
    )["CertificateArn"]
    options = acm.describe_certificate(CertificateArn=arn)["Certificate"]["DomainValidationOptions"]
    first, second = (option["ResourceRecord"] for option in options)
    create_record(client, first)
    assert status_of(client, arn) == "PENDING_VALIDATION"
    create_record(client, second)
    assert status_of(client, arn) == "ISSUED"


def test_a_protected_load_balancer_is_not_deleted(client: Any, subnets: list[str]) -> None:
    elb = client("elbv2")
    arn = elb.create_load_balancer(Name="protected", Subnets=subnets)["LoadBalancers"][0]["LoadBalancerArn"]
    protection = {"Key": "deletion_protection.enabled", "Value": "true"}
    elb.modify_load_balancer_attributes(LoadBalancerArn=arn, Attributes=[protection])
    with pytest.raises(ClientError, match="OperationNotPermitted"):
        elb.delete_load_balancer(LoadBalancerArn=arn)
    elb.modify_load_balancer_attributes(LoadBalancerArn=arn, Attributes=[{**protection, "Value": "false"}])
    elb.delete_load_balancer(LoadBalancerArn=arn)


def test_a_launch_template_keeps_its_own_tags_out_of_its_data(client: Any) -> None:
    ec2 = client("ec2")
    template = ec2.create_launch_template(
        LaunchTemplateName="tags",
        LaunchTemplateData={"UserData": base64.b64encode(b"one").decode()},
        TagSpecifications=[{"ResourceType": "launch-template", "Tags": [{"Key": "a", "Value": "1"}]}],
    )["LaunchTemplate"]
    template_id = template["LaunchTemplateId"]
    (version,) = ec2.describe_launch_template_versions(LaunchTemplateId=template_id)["LaunchTemplateVersions"]
    assert "TagSpecifications" not in version["LaunchTemplateData"]
    ec2.create_tags(Resources=[template_id], Tags=[{"Key": "b", "Value": "2"}])
    (found,) = ec2.describe_launch_templates(LaunchTemplateIds=[template_id])["LaunchTemplates"]
    assert {tag["Key"]: tag["Value"] for tag in found["Tags"]} == {"a": "1", "b": "2"}


def test_a_later_version_of_a_launch_template_starts_instances(client: Any) -> None:
    ec2 = client("ec2")
    template = {"LaunchTemplateName": "versions"}
    data = {"ImageId": "ami-12345678", "InstanceType": "t3.micro"}
    ec2.create_launch_template(**template, LaunchTemplateData=data)
    user_data = base64.b64encode(b"two").decode()
    ec2.create_launch_template_version(**template, LaunchTemplateData={**data, "UserData": user_data})
    started = ec2.run_instances(MinCount=1, MaxCount=1, LaunchTemplate={**template, "Version": "2"})["Instances"]
    assert len(started) == 1
    ec2.terminate_instances(InstanceIds=[started[0]["InstanceId"]])


def test_a_flow_log_to_s3_keeps_its_file_options(client: Any) -> None:
    client("s3").create_bucket(Bucket="flow-logs", CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    ec2 = client("ec2")
    vpc_id = ec2.create_vpc(CidrBlock="10.2.0.0/16")["Vpc"]["VpcId"]
    options = {"FileFormat": "parquet", "HiveCompatiblePartitions": False, "PerHourPartition": True}
    made = ec2.create_flow_logs(
        ResourceIds=[vpc_id],
        ResourceType="VPC",
        TrafficType="ALL",
        LogDestinationType="s3",
        LogDestination="arn:aws:s3:::flow-logs",
        DestinationOptions=options,
    )["FlowLogIds"]
    (found,) = ec2.describe_flow_logs(FlowLogIds=made)["FlowLogs"]
    assert found["DestinationOptions"] == options


def test_a_deleted_nat_gateway_and_a_terminated_instance_leave_no_interface(client: Any, subnets: list[str]) -> None:
    ec2 = client("ec2")
    allocation_id = ec2.allocate_address(Domain="vpc")["AllocationId"]
    gateway = ec2.create_nat_gateway(SubnetId=subnets[0], AllocationId=allocation_id)["NatGateway"]
    (instance,) = ec2.run_instances(MinCount=1, MaxCount=1, ImageId="ami-12345678", SubnetId=subnets[0])["Instances"]
    made = {gateway["NatGatewayAddresses"][0]["NetworkInterfaceId"]}
    made.update(interface["NetworkInterfaceId"] for interface in instance["NetworkInterfaces"])
    ec2.delete_nat_gateway(NatGatewayId=gateway["NatGatewayId"])
    ec2.terminate_instances(InstanceIds=[instance["InstanceId"]])
    left = {interface["NetworkInterfaceId"] for interface in ec2.describe_network_interfaces()["NetworkInterfaces"]}
    assert len(made) == 2
    assert left.isdisjoint(made)


def test_a_principal_of_an_endpoint_service_is_found_by_its_name(client: Any, subnets: list[str]) -> None:
    balancer = client("elbv2").create_load_balancer(Name="network", Type="network", Subnets=subnets)
    ec2 = client("ec2")
    service_id = ec2.create_vpc_endpoint_service_configuration(
        NetworkLoadBalancerArns=[balancer["LoadBalancers"][0]["LoadBalancerArn"]]
    )["ServiceConfiguration"]["ServiceId"]
    first, second = (f"arn:aws:iam::{number * 12}:root" for number in "12")
    added = ec2.modify_vpc_endpoint_service_permissions(ServiceId=service_id, AddAllowedPrincipals=[first, second])
    (found,) = ec2.describe_vpc_endpoint_service_permissions(
        ServiceId=service_id, Filters=[{"Name": "principal", "Values": [second]}]
    )["AllowedPrincipals"]
    assert found["ServicePermissionId"] == added["AddedPrincipals"][1]["ServicePermissionId"]


def test_network_load_balancer_stores_whether_its_groups_apply_to_private_link(client: Any) -> None:
    ec2, elb = client("ec2"), client("elbv2")
    vpc = ec2.create_vpc(CidrBlock="10.7.0.0/16")["Vpc"]["VpcId"]
    subnet = ec2.create_subnet(VpcId=vpc, CidrBlock="10.7.0.0/24")["Subnet"]["SubnetId"]
    group = ec2.create_security_group(GroupName="nlb", Description="nlb", VpcId=vpc)["GroupId"]
    [made] = elb.create_load_balancer(Name="nlb", Type="network", Subnets=[subnet], SecurityGroups=[group])[
        "LoadBalancers"
    ]
    elb.set_security_groups(
        LoadBalancerArn=made["LoadBalancerArn"],
        SecurityGroups=[group],
        EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic="off",
    )

    [found] = elb.describe_load_balancers(LoadBalancerArns=[made["LoadBalancerArn"]])["LoadBalancers"]
    assert found["EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic"] == "off"


def test_a_nat_gateway_asked_for_twice_with_one_token_is_made_once(client: Any) -> None:
    ec2 = client("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.6.0.0/16")["Vpc"]["VpcId"]
    subnet = ec2.create_subnet(VpcId=vpc, CidrBlock="10.6.0.0/24")["Subnet"]["SubnetId"]
    address = ec2.allocate_address(Domain="vpc")["AllocationId"]
    request = {"SubnetId": subnet, "AllocationId": address, "ClientToken": "token"}

    first, again = (ec2.create_nat_gateway(**request)["NatGateway"]["NatGatewayId"] for _ in range(2))
    assert again == first
    found = ec2.describe_nat_gateways(Filters=[{"Name": "vpc-id", "Values": [vpc]}])["NatGateways"]
    assert [gateway["NatGatewayId"] for gateway in found] == [first]

    with pytest.raises(ClientError, match=r"\(Resource\.AlreadyAssociated\)"):
        ec2.create_nat_gateway(**request | {"ClientToken": "another"})
    interfaces = ec2.describe_network_interfaces(Filters=[{"Name": "subnet-id", "Values": [subnet]}])
    assert len(interfaces["NetworkInterfaces"]) == 1


@pytest.mark.parametrize("direction", ["ingress", "egress"])
def test_a_rule_that_is_gone_is_not_found_by_its_id(direction: str, client: Any) -> None:
    ec2 = client("ec2")
    [vpc, *_] = ec2.describe_vpcs()["Vpcs"]
    group = ec2.create_security_group(GroupName=f"gone-{direction}", Description="x", VpcId=vpc["VpcId"])["GroupId"]
    permission = {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "IpRanges": [{"CidrIp": "10.0.0.0/8"}]}
    rules = getattr(ec2, f"authorize_security_group_{direction}")(GroupId=group, IpPermissions=[permission])
    [id_] = [rule["SecurityGroupRuleId"] for rule in rules["SecurityGroupRules"]]
    revoke = getattr(ec2, f"revoke_security_group_{direction}")
    revoke(GroupId=group, SecurityGroupRuleIds=[id_])

    with pytest.raises(ClientError, match=r"\(InvalidSecurityGroupRuleId\.NotFound\).*" + id_):
        revoke(GroupId=group, SecurityGroupRuleIds=[id_])
    with pytest.raises(ClientError, match=r"\(InvalidPermission\.NotFound\)"):
        revoke(GroupId=group, IpPermissions=[permission])


def test_a_gateway_endpoint_is_deleted_with_a_later_route_table(client: Any) -> None:
    ec2 = client("ec2")
    vpc_id = ec2.create_vpc(CidrBlock="10.9.0.0/16")["Vpc"]["VpcId"]
    first, second, third = (ec2.create_route_table(VpcId=vpc_id)["RouteTable"]["RouteTableId"] for _number in range(3))
    service = "com.amazonaws.eu-central-1.s3"
    made = ec2.create_vpc_endpoint(
        VpcId=vpc_id, ServiceName=service, VpcEndpointType="Gateway", RouteTableIds=[first, second]
    )
    endpoint_id = made["VpcEndpoint"]["VpcEndpointId"]

    ec2.modify_vpc_endpoint(VpcEndpointId=endpoint_id, AddRouteTableIds=[third], RemoveRouteTableIds=[first])

    tables = ec2.describe_route_tables(RouteTableIds=[first, second, third])["RouteTables"]
    led = {
        table["RouteTableId"]
        for table in tables
        if any(route.get("GatewayId") == endpoint_id for route in table["Routes"])
    }
    assert led == {second, third}
    assert ec2.delete_vpc_endpoints(VpcEndpointIds=[endpoint_id])["Unsuccessful"] == []
