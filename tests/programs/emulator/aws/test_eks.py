"""EKS: what the AWS emulator adds to moto's clusters and node groups."""

import base64
from typing import Any

import pytest
from botocore.exceptions import ClientError

NODE_ROLE = "arn:aws:iam::123456789012:role/node"


@pytest.fixture
def node_group(client: Any, cluster: str, subnets: list[str], request: pytest.FixtureRequest) -> Any:
    """A node group of two nodes, gone after the test."""
    name = request.node.name[:60]
    eks = client("eks")
    scaling = {"minSize": 1, "maxSize": 4, "desiredSize": 2}
    made = eks.create_nodegroup(
        clusterName=cluster, nodegroupName=name, nodeRole=NODE_ROLE, subnets=subnets, scalingConfig=scaling
    )
    yield made["nodegroup"]
    if name in eks.list_nodegroups(clusterName=cluster)["nodegroups"]:
        eks.delete_nodegroup(clusterName=cluster, nodegroupName=name)


def instances_of(client: Any, group: dict[str, Any]) -> list[str]:
    name = group["resources"]["autoScalingGroups"][0]["name"]
    (found,) = client("autoscaling").describe_auto_scaling_groups(AutoScalingGroupNames=[name])["AutoScalingGroups"]
    return [instance["InstanceId"] for instance in found["Instances"]]


def test_a_cluster_has_a_security_group_that_exists_in_its_vpc(client: Any, cluster: str) -> None:
    network = client("eks").describe_cluster(name=cluster)["cluster"]["resourcesVpcConfig"]
    (group,) = client("ec2").describe_security_groups(GroupIds=[network["clusterSecurityGroupId"]])["SecurityGroups"]
    assert group["VpcId"] == network["vpcId"]


def test_the_certificate_of_a_cluster_can_be_decoded(client: Any, cluster: str) -> None:
    data = client("eks").describe_cluster(name=cluster)["cluster"]["certificateAuthority"]["data"]
    assert base64.b64decode(data).startswith(b"-----BEGIN CERTIFICATE-----")


def test_each_cluster_has_its_own_issuer_and_deletes_its_security_group(
    client: Any, cluster: str, subnets: list[str]
) -> None:
    eks = client("eks")
    role = "arn:aws:iam::123456789012:role/cluster"
    other = eks.create_cluster(name="other", roleArn=role, resourcesVpcConfig={"subnetIds": subnets})["cluster"]
    assert other["identity"] != eks.describe_cluster(name=cluster)["cluster"]["identity"]
    eks.delete_cluster(name="other")
    with pytest.raises(ClientError, match="NotFound"):
        client("ec2").describe_security_groups(GroupIds=[other["resourcesVpcConfig"]["clusterSecurityGroupId"]])


def test_a_change_of_a_cluster_is_an_update_that_can_be_asked_for(client: Any, cluster: str) -> None:
    eks = client("eks")
    logging = {"clusterLogging": [{"types": ["api"], "enabled": True}]}
    update = eks.update_cluster_config(name=cluster, logging=logging)["update"]
    assert eks.describe_update(name=cluster, updateId=update["id"])["update"]["status"] == "Successful"
    assert eks.describe_cluster(name=cluster)["cluster"]["logging"] == logging


def test_kubernetes_moves_by_one_minor_version_only(client: Any, cluster: str) -> None:
    eks = client("eks")
    with pytest.raises(ClientError, match=r"from 1\.33 to 1\.35"):
        eks.update_cluster_version(name=cluster, version="1.35")


def test_the_control_plane_takes_more_subnets_in_its_own_zones_only(
    client: Any, cluster: str, subnets: list[str]
) -> None:
    eks, ec2 = client("eks"), client("ec2")
    [first] = ec2.describe_subnets(SubnetIds=subnets[:1])["Subnets"]
    zone = first["AvailabilityZone"]
    same, other = (
        ec2.create_subnet(VpcId=first["VpcId"], CidrBlock=f"10.1.{number}.0/24", AvailabilityZone=name)["Subnet"][
            "SubnetId"
        ]
        for number, name in ((90, zone), (91, f"{zone[:-1]}c"))
    )
    with pytest.raises(ClientError, match="exact set of AZs"):
        eks.update_cluster_config(name=cluster, resourcesVpcConfig={"subnetIds": [*subnets, other]})

    eks.update_cluster_config(name=cluster, resourcesVpcConfig={"subnetIds": [*subnets, same]})
    found = eks.describe_cluster(name=cluster)["cluster"]["resourcesVpcConfig"]["subnetIds"]
    eks.update_cluster_config(name=cluster, resourcesVpcConfig={"subnetIds": subnets})
    assert found == [*subnets, same]


def test_an_addon_takes_the_default_version_and_can_be_changed(client: Any, cluster: str) -> None:
    eks = client("eks")
    role = "arn:aws:iam::123456789012:role/csi"
    name = "aws-ebs-csi-driver"
    made = eks.create_addon(clusterName=cluster, addonName=name, serviceAccountRoleArn=role)["addon"]
    assert made["status"] == "ACTIVE"
    eks.update_addon(clusterName=cluster, addonName=name, addonVersion="v1.50.1-eksbuild.1")
    addon = eks.describe_addon(clusterName=cluster, addonName=name)["addon"]
    assert addon["addonVersion"] == "v1.50.1-eksbuild.1" != made["addonVersion"]
    assert "serviceAccountRoleArn" not in addon
    eks.delete_addon(clusterName=cluster, addonName=name)
    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        eks.describe_addon(clusterName=cluster, addonName=name)


def test_all_tags_of_an_addon_that_are_taken_away_are_gone(client: Any, cluster: str) -> None:
    eks = client("eks")
    made = eks.create_addon(clusterName=cluster, addonName="coredns", tags={"a": "1", "b": "2", "c": "3"})["addon"]
    eks.untag_resource(resourceArn=made["addonArn"], tagKeys=["a", "b"])
    eks.tag_resource(resourceArn=made["addonArn"], tags={"d": "4"})
    assert eks.list_tags_for_resource(resourceArn=made["addonArn"])["tags"] == {"c": "3", "d": "4"}


def test_an_addon_that_nobody_offers_is_refused(client: Any, cluster: str) -> None:
    with pytest.raises(ClientError, match="not supported"):
        client("eks").create_addon(clusterName=cluster, addonName="no-such-addon")


def test_an_access_entry_of_a_role_with_a_path_keeps_its_policies(client: Any, cluster: str) -> None:
    eks = client("eks")
    who = {"clusterName": cluster, "principalArn": "arn:aws:iam::123456789012:role/people/admin"}
    policy = "arn:aws:eks::aws:cluster-access-policy/AmazonEKSViewPolicy"
    eks.create_access_entry(**who, kubernetesGroups=["viewers"])
    eks.associate_access_policy(**who, policyArn=policy, accessScope={"type": "namespace", "namespaces": ["a"]})
    (found,) = eks.list_associated_access_policies(**who)["associatedAccessPolicies"]
    assert (found["policyArn"], found["accessScope"]["namespaces"]) == (policy, ["a"])
    eks.disassociate_access_policy(**who, policyArn=policy)
    assert eks.list_associated_access_policies(**who)["associatedAccessPolicies"] == []
    with pytest.raises(ClientError, match="already in use"):
        eks.create_access_entry(**who)
    eks.delete_access_entry(**who)
    with pytest.raises(ClientError, match="could not be found"):
        eks.describe_access_entry(**who)


def test_a_node_group_has_an_autoscaling_group_with_running_nodes(client: Any, node_group: Any) -> None:
    assert len(instances_of(client, node_group)) == 2


def test_scaling_a_node_group_scales_its_autoscaling_group(client: Any, cluster: str, node_group: Any) -> None:
    update = client("eks").update_nodegroup_config(
        clusterName=cluster, nodegroupName=node_group["nodegroupName"], scalingConfig={"desiredSize": 3}
    )["update"]
    assert len(instances_of(client, node_group)) == 3
    assert client("eks").describe_update(name=cluster, updateId=update["id"])["update"]["status"] == "Successful"


def test_a_new_node_image_replaces_the_nodes(client: Any, cluster: str, node_group: Any) -> None:
    before = instances_of(client, node_group)
    names = {"clusterName": cluster, "nodegroupName": node_group["nodegroupName"]}
    client("eks").update_nodegroup_version(**names, releaseVersion="1.33.9-20260101")
    after = client("eks").describe_nodegroup(**names)["nodegroup"]
    assert after["releaseVersion"] == "1.33.9-20260101"
    assert set(instances_of(client, after)).isdisjoint(before)


def test_the_nodes_role_may_enter_the_cluster(client: Any, cluster: str, node_group: Any) -> None:
    entry = client("eks").describe_access_entry(clusterName=cluster, principalArn=NODE_ROLE)["accessEntry"]
    assert entry["type"] == "EC2_LINUX"


def test_a_deleted_node_group_takes_its_nodes_with_it(client: Any, cluster: str, node_group: Any) -> None:
    nodes = instances_of(client, node_group)
    client("eks").delete_nodegroup(clusterName=cluster, nodegroupName=node_group["nodegroupName"])
    name = node_group["resources"]["autoScalingGroups"][0]["name"]
    groups = client("autoscaling").describe_auto_scaling_groups(AutoScalingGroupNames=[name])["AutoScalingGroups"]
    reservations = client("ec2").describe_instances(InstanceIds=nodes)["Reservations"]
    assert groups == []
    assert {each["State"]["Name"] for r in reservations for each in r["Instances"]} == {"terminated"}


def test_nodes_newer_than_their_cluster_are_refused(client: Any, cluster: str, subnets: list[str]) -> None:
    with pytest.raises(ClientError, match=r"1\.34 is not supported by a cluster of 1\.33"):
        client("eks").create_nodegroup(
            clusterName=cluster, nodegroupName="newer", nodeRole=NODE_ROLE, subnets=subnets, version="1.34"
        )
