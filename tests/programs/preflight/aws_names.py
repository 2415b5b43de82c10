"""Plants a resource named `taken` of each type whose names the preflight compares."""

from functools import partial
from typing import Any

from tests.programs.preflight.aws_plants import REGION, Plant, Planting

# The type, and the service, its requests that create and delete the resource, the argument with its name, and others.
_REQUESTS: dict[str, tuple[str, str, str, str, dict[str, Any]]] = {
    "aws_iam_role": ("iam", "create_role", "delete_role", "RoleName", {"AssumeRolePolicyDocument": "{}"}),
    "aws_s3_bucket": ("s3", "create_bucket", "delete_bucket", "Bucket",
        {"CreateBucketConfiguration": {"LocationConstraint": REGION}}),
    "aws_rds_cluster": ("rds", "create_db_cluster", "", "DBClusterIdentifier",
        {"Engine": "aurora-mysql", "MasterUsername": "wandb", "MasterUserPassword": "x" * 16}),
    "aws_rds_cluster_instance": ("rds", "create_db_instance", "", "DBInstanceIdentifier",
        {"Engine": "mysql", "DBInstanceClass": "db.r6g.large", "AllocatedStorage": 10, "MasterUsername": "wandb",
         "MasterUserPassword": "x" * 16}),
    "aws_db_parameter_group": ("rds", "create_db_parameter_group", "delete_db_parameter_group",
        "DBParameterGroupName", {"DBParameterGroupFamily": "aurora-mysql8.0", "Description": "x"}),
    "aws_rds_cluster_parameter_group": ("rds", "create_db_cluster_parameter_group",
        "delete_db_cluster_parameter_group", "DBClusterParameterGroupName",
        {"DBParameterGroupFamily": "aurora-mysql8.0", "Description": "x"}),
    "aws_db_event_subscription": ("rds", "create_event_subscription", "delete_event_subscription", "SubscriptionName",
        {"SnsTopicArn": "arn:aws:sns:eu-central-1:123456789012:x"}),
    "aws_elasticache_replication_group": ("elasticache", "create_replication_group", "delete_replication_group",
        "ReplicationGroupId", {"ReplicationGroupDescription": "x", "Engine": "redis",
                               "CacheNodeType": "cache.m6g.large", "NumCacheClusters": 1}),
    "aws_sqs_queue": ("sqs", "create_queue", "", "QueueName", {}),
    "aws_cloudwatch_log_group": ("logs", "create_log_group", "delete_log_group", "logGroupName", {}),
}  # fmt: skip


def _requested(type_: str) -> Plant:
    service, create, delete, argument, more = _REQUESTS[type_]

    def plant(planting: Planting) -> None:
        client, named = planting.client(service), {argument: "taken"}
        created = getattr(client, create)(**named, **more)
        undo = {
            "aws_rds_cluster": lambda: client.delete_db_cluster(**named, SkipFinalSnapshot=True),
            "aws_rds_cluster_instance": lambda: client.delete_db_instance(**named, SkipFinalSnapshot=True),
            "aws_sqs_queue": lambda: client.delete_queue(QueueUrl=created["QueueUrl"]),
        }
        planting.undo.append(undo.get(type_) or partial(getattr(client, delete), **named))

    return plant


def _subnets(planting: Planting) -> list[str]:
    client, vpc = planting.client("ec2"), planting.put_vpc()
    made = []
    for index in range(2):
        subnet = client.create_subnet(
            VpcId=vpc, CidrBlock=f"10.99.{index}.0/24", AvailabilityZone=f"{REGION}{'ab'[index]}"
        )
        made.append(subnet["Subnet"]["SubnetId"])
        planting.undo.append(partial(client.delete_subnet, SubnetId=made[-1]))
    return made


def _balancer(planting: Planting) -> None:
    client = planting.client("elbv2")
    made = client.create_load_balancer(Name="taken", Subnets=_subnets(planting))["LoadBalancers"][0]
    planting.undo.append(partial(client.delete_load_balancer, LoadBalancerArn=made["LoadBalancerArn"]))


def _target_group(planting: Planting) -> None:
    client = planting.client("elbv2")
    made = client.create_target_group(Name="taken", Protocol="HTTP", Port=80, VpcId=planting.put_vpc())["TargetGroups"]
    planting.undo.append(partial(client.delete_target_group, TargetGroupArn=made[0]["TargetGroupArn"]))


def _subnet_group(planting: Planting) -> None:
    names = {"DBSubnetGroupName": "taken"}
    more = {"DBSubnetGroupDescription": "x", "SubnetIds": _subnets(planting)}
    planting.put("rds", "create_db_subnet_group", "delete_db_subnet_group", names, **more)


def _cache_subnet_group(planting: Planting) -> None:
    names = {"CacheSubnetGroupName": "taken"}
    more = {"CacheSubnetGroupDescription": "x", "SubnetIds": _subnets(planting)}
    planting.put("elasticache", "create_cache_subnet_group", "delete_cache_subnet_group", names, **more)


def _cluster(planting: Planting) -> None:
    subnets = _subnets(planting)
    role = planting.put("iam", "create_role", "delete_role", {"RoleName": "cluster"}, AssumeRolePolicyDocument="{}")
    more = {"roleArn": role["Role"]["Arn"], "resourcesVpcConfig": {"subnetIds": subnets}}
    planting.put("eks", "create_cluster", "delete_cluster", {"name": "taken"}, **more)


def _alias(planting: Planting) -> None:
    client = planting.client("kms")
    key = client.create_key()["KeyMetadata"]["KeyId"]
    planting.put("kms", "create_alias", "delete_alias", {"AliasName": "alias/taken"}, TargetKeyId=key)


TAKEN: dict[str, Plant] = {
    **{type_: _requested(type_) for type_ in _REQUESTS},
    "aws_lb": _balancer,
    "aws_lb_target_group": _target_group,
    "aws_db_subnet_group": _subnet_group,
    "aws_elasticache_subnet_group": _cache_subnet_group,
    "aws_eks_cluster": _cluster,
    "aws_kms_alias": _alias,
}
