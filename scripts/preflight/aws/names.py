"""Names that the stack gives to its resources, and that nothing else may have."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from botocore.exceptions import ClientError

from constructs_lib.value_text import counted
from scripts.preflight.findings import DeniedError, Finding, failure, ok
from scripts.preflight.stacks import is_literal

from .account import AwsAccount, error_code


@dataclass(frozen=True)
class Name:
    """A unique name: the argument of a resource type, and whether a resource has it already."""

    type: str
    argument: str
    exists: Callable[[AwsAccount, str], bool]
    place: str = "in this account and region"


def _one(service: str, operation: str, argument: str, *missing: str, listed: bool = False) -> Callable[..., bool]:
    """Asks for the resource by its name; `listed`: the argument is a list of names."""

    def exists(account: AwsAccount, name: str) -> bool:
        value = [name] if listed else name
        return account.exists(service, operation, *missing, **{argument: value})

    return exists


def _bucket_exists(account: AwsAccount, name: str) -> bool:
    try:
        return account.exists("s3", "head_bucket", "404", "NoSuchBucket", Bucket=name)
    except DeniedError:
        return True  # A bucket of another account.
    except ClientError as error:
        if error_code(error) in ("301", "PermanentRedirect"):
            return True  # A bucket in another region.
        raise


def _log_group_exists(account: AwsAccount, name: str) -> bool:
    groups = account.ask("logs", "describe_log_groups", logGroupNamePrefix=name)["logGroups"]
    return any(each["logGroupName"] == name for each in groups)


def _alias_exists(account: AwsAccount, name: str) -> bool:
    return any(each["AliasName"] == name for each in account.ask("kms", "list_aliases")["Aliases"])


NAMES = (
    # Roles have no region: https://docs.aws.amazon.com/IAM/latest/UserGuide/disaster-recovery-resiliency.html
    Name("aws_iam_role", "name", _one("iam", "get_role", "RoleName", "NoSuchEntity"), "in this account, in any region"),
    Name("aws_s3_bucket", "bucket", _bucket_exists, "in S3, in any account"),
    Name("aws_lb", "name", _one("elbv2", "describe_load_balancers", "Names", "LoadBalancerNotFound", listed=True)),
    Name("aws_lb_target_group", "name",
         _one("elbv2", "describe_target_groups", "Names", "TargetGroupNotFound", listed=True)),
    Name("aws_eks_cluster", "name", _one("eks", "describe_cluster", "name", "ResourceNotFoundException")),
    Name("aws_rds_cluster", "cluster_identifier",
         _one("rds", "describe_db_clusters", "DBClusterIdentifier", "DBClusterNotFoundFault")),
    Name("aws_rds_cluster_instance", "identifier",
         _one("rds", "describe_db_instances", "DBInstanceIdentifier", "DBInstanceNotFound", "DBInstanceNotFoundFault")),
    Name("aws_db_subnet_group", "name",
         _one("rds", "describe_db_subnet_groups", "DBSubnetGroupName", "DBSubnetGroupNotFoundFault")),
    Name("aws_db_parameter_group", "name",
         _one("rds", "describe_db_parameter_groups", "DBParameterGroupName", "DBParameterGroupNotFound")),
    Name("aws_rds_cluster_parameter_group", "name",
         _one("rds", "describe_db_cluster_parameter_groups", "DBClusterParameterGroupName",
              "DBParameterGroupNotFound")),
    Name("aws_db_event_subscription", "name",
         _one("rds", "describe_event_subscriptions", "SubscriptionName", "SubscriptionNotFound")),
    Name("aws_elasticache_subnet_group", "name",
         _one("elasticache", "describe_cache_subnet_groups", "CacheSubnetGroupName", "CacheSubnetGroupNotFoundFault")),
    Name("aws_elasticache_replication_group", "replication_group_id",
         _one("elasticache", "describe_replication_groups", "ReplicationGroupId", "ReplicationGroupNotFoundFault")),
    Name("aws_sqs_queue", "name",
         _one("sqs", "get_queue_url", "QueueName", "AWS.SimpleQueueService.NonExistentQueue", "QueueDoesNotExist")),
    Name("aws_cloudwatch_log_group", "name", _log_group_exists),
    Name("aws_kms_alias", "name", _alias_exists),
)  # fmt: skip


def check_names(account: AwsAccount) -> Iterator[Finding]:
    if account.is_deployed:
        yield ok("not compared, because the stack is deployed already")
        return
    free = 0
    for name in NAMES:
        for arguments in account.stack.created.resources(name.type).values():
            value = arguments.get(name.argument)
            if not is_literal(value):
                continue
            if name.exists(account, str(value)):
                yield failure(
                    f'{name.type} "{value}" exists {name.place}',
                    "choose another namespace, or delete what has this name",
                )
            else:
                free += 1
    yield ok(f"{counted(free, 'name is', 'names are')} free")
